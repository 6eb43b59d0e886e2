"""Reading a search out of a URL; what makes no sense there is left out, never an error."""

from django.http import QueryDict

from core.numbers import parse_int
from search.query.parser import MAX_TAGS
from search.query.requests import Filters, Kind
from search.services.searching import SearchInput

PAGES_MAX = 99_999

SOLVED_VALUES = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


def read_search(params: QueryDict) -> SearchInput:
    """The search that the parameters q, kind, section, tag, lang, solved and page stand for."""
    return SearchInput(
        q=params.get("q", ""),
        filters=Filters(
            kind=read_kind(params.get("kind", "")),
            section=params.get("section", ""),
            tags=tuple(filter(None, params.getlist("tag")))[:MAX_TAGS],
            lang=params.get("lang", ""),
            solved=SOLVED_VALUES.get(params.get("solved", "").lower()),
        ),
        page=parse_int(params.get("page", ""), default=1, maximum=PAGES_MAX) or 1,
    )


def read_kind(text: str) -> Kind | None:
    """The kind of that name, if there is one."""
    return Kind(text) if text in set(Kind) else None
