"""What the names in a query and in a URL stand for: tags, sections, people, languages.

People write names as they read them (`tag:c++`, `tag:"two words"`, `lang:polish`) or as URLs
have them (`tag:c-plus-plus`); case and the way that letters are composed make no difference. What
stands for nothing stays as it is, so that nothing is found, and is said.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db.models import Q
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from accounts.models import User
from community.models import Category, Tag
from community.text.language import OWN_NAMES
from core.unicode import fold
from kb.models import SectionPage
from search.query.parser import MAX_TAGS, ParsedQuery, decode_escapes, join_names
from search.query.requests import Filters
from search.text.languages import LANGUAGES, base_code

if TYPE_CHECKING:
    from community.querysets import Reader

MAX_VALUE_CHARS: Final = 150
MAX_PEOPLE: Final = 50
Unknown = tuple[str, str]
"""The name of an operator, or what is wrong with it, and what stands for nothing."""
_EXAMPLES: Final = MappingProxyType(
    {
        "tag": "tag:tents",
        "section": "section:returns",
        "user": "user:mira",
        "author": "author:mira",
        "lang": "lang:en",
        "is": "is:solved",
    }
)


@dataclass(frozen=True, slots=True)
class Resolved:
    """Filters in terms of the index. `typed` maps facet and value to how the query has it."""

    filters: Filters
    unknown: tuple[Unknown, ...] = ()
    typed: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    @property
    def notices(self) -> list[str]:
        """What to say about each operator that stands for nothing."""
        return [_notice(name, value) for name, value in self.unknown]


def _notice(name: str, value: str) -> str:
    texts = {
        "tag": _("There is no topic “%(value)s”."),
        "section": _("There is no section “%(value)s”."),
        "user": _("There is nobody with the name “%(value)s”."),
        "lang": _("“%(value)s” is not a language that can be searched for."),
        "is": _(
            "“is:%(value)s” is no filter; the filters are solved, unsolved, article and question."
        ),
        "empty": _(
            "“%(value)s:” has no value. Write what you mean right after it, without a "
            "space, like %(example)s."
        ),
        "operator": _(
            "“%(value)s:” is no operator; what follows was searched for as a word. "
            "The operators are tag:, section:, user:, lang:, is:solved, is:unsolved, is:article "
            "and is:question."
        ),
        "mention": _(
            "“@%(value)s” was searched for as a word; for a person, write user:%(value)s."
        ),
        "excluded": _("Only words can be left out; “%(value)s” was taken for words."),
    }
    return texts[name] % {"value": value, "example": _EXAMPLES.get(value, "")}


def write_out(raw: str, *, reader: "Reader") -> str:
    """What was typed as it is read: no escapes of a URL, names of several words in quotes."""
    return join_names(decode_escapes(raw), _Finder(reader).longest_name)


def resolve(chosen: Filters, query: ParsedQuery, *, reader: "Reader") -> Resolved:
    """Operators in the query and filters beside it hold together; the filter beside it wins."""
    found = _Finder(reader)
    filters = Filters(
        kind=chosen.kind or query.kind,
        section=found.section(chosen.section, query.section),
        tags=found.tags(chosen.tags, query.tags),
        lang=found.language(chosen.lang, query.lang),
        solved=query.solved if chosen.solved is None else chosen.solved,
        author=found.authors(next(iter(chosen.author), query.author)),
    )
    typed = {key: tuple(values) for key, values in found.typed.items()}
    return Resolved(filters, (*found.unknown, *query.unknown), typed)


class _Finder:
    """Looks names up and keeps what is not there."""

    def __init__(self, reader: "Reader") -> None:
        self._reader = reader
        self.unknown: list[Unknown] = []
        self.typed: dict[tuple[str, str], list[str]] = {}

    def tags(self, chosen: Sequence[str], typed: Sequence[str]) -> tuple[str, ...]:
        """Slugs; a synonym stands for its tag."""
        spaced = {_clean(name): _with_plus(name) for name in chosen}
        names = [name for name in (*spaced, *map(_clean, typed)) if name]
        slugs = _slugs((*names, *spaced.values()))
        found = []
        for name in names:
            slug = slugs.get(fold(spaced.get(name, name))) or slugs.get(fold(name))
            found.append(self._note("tag", name, slug))
        return tuple(dict.fromkeys(found))[:MAX_TAGS]

    def section(self, chosen: str, typed: str) -> str:
        """A section's title or a category's name, by that or by the URL."""
        value = _clean(chosen or typed)
        return self._note("section", value, self._sections([value]).get(value)) if value else ""

    def language(self, chosen: str, typed: str) -> str:
        """A code, also by the name of a language."""
        value = _clean(chosen or typed)
        if not value:
            return ""
        codes = _language_codes()
        return self._note("lang", value, codes.get(fold(value)) or codes.get(base_code(value)))

    def authors(self, typed: str) -> tuple[str, ...]:
        """Usernames as the index has them: of one person, or of all with that display name."""
        value = _clean(typed)
        if fold(value) == "me" and self._reader.is_authenticated:
            return (fold(self._reader.get_username()),)
        if not value:
            return ()
        people = self._people([value]).get(value)
        if not people:
            return (self._note("user", value, None),)
        return tuple(self._note("user", value, username) for username in people)

    def longest_name(self, operator: str, values: Sequence[str]) -> str | None:
        """The first of some values that names something."""
        known: Container[str]
        match operator:
            case "tag":
                slugs = _slugs(values)
                known = {value for value in values if fold(value) in slugs}
            case "section":
                known = self._sections(values)
            case "user":
                known = self._people([value.removeprefix("@") for value in values])
                return next((value for value in values if value.removeprefix("@") in known), None)
            case _:
                codes = _language_codes()
                known = {value for value in values if fold(value) in codes}
        return next((value for value in values if value in known), None)

    def _sections(self, values: Sequence[str]) -> dict[str, str]:
        """The names of sections by how they are asked for."""
        sections = SectionPage.objects.visible_to(self._reader).values_list("title", "slug")
        rows = [*Category.objects.values_list("name", "slug"), *sections]
        folded: dict[str, str] = {}
        for name, slug in rows:
            folded.setdefault(fold(name), name)
            folded.setdefault(fold(slug), name)
        exact = {name for name, _slug in rows}
        found = {value: value if value in exact else folded.get(fold(value)) for value in values}
        return {value: name for value, name in found.items() if name is not None}

    def _people(self, values: Sequence[str]) -> dict[str, list[str]]:
        """Usernames by how people are asked for: whose username or display name that is."""
        folded = {name: value for value in values if (name := fold(value))}
        people = User.objects.filter(is_active=True).order_by("pk")
        usernames = people.filter(username_folded__in=folded).values_list("username_folded")
        shown = people.filter(display_name_folded__in=folded).values_list(
            "username_folded", "display_name_folded"
        )[:MAX_PEOPLE]
        found: dict[str, dict[str, None]] = {}
        for username, name in [*((name, name) for (name,) in usernames), *shown]:
            found.setdefault(folded[name], {})[username] = None
        return {value: list(bearers) for value, bearers in found.items()}

    def _note(self, name: str, value: str, found: str | None) -> str:
        if found is None:
            self.unknown.append((name, value))
            return value
        self.typed.setdefault((name, found), []).append(value)
        return found


def _slugs(names: Iterable[str]) -> dict[str, str]:
    """The slugs of tags by folded name and by folded slug."""
    folded = {fold(name) for name in names}
    if not folded:
        return {}
    condition = Q(name_folded__in=folded) | Q(slug__in=folded)
    rows = list(Tag.objects.filter(condition).select_related("synonym_of"))
    found = {fold(tag.slug): (tag.synonym_of or tag).slug for tag in rows}
    return found | {tag.name_folded: (tag.synonym_of or tag).slug for tag in rows}


def _with_plus(value: str) -> str:
    """In a URL `+` is a blank: `?tag=c++` arrives as `c` and two of them."""
    bare = value.rstrip(" ")
    return bare + "+" * (len(value) - len(bare))


@lru_cache(maxsize=1)
def _language_codes() -> dict[str, str]:
    """Codes by themselves, and by what a language is called in English and in itself."""
    codes = {*OWN_NAMES, *LANGUAGES, *map(base_code, settings.STOA_CONTENT_LANGUAGES)}
    found: dict[str, str] = {}
    for code in codes:
        names = [code, OWN_NAMES.get(code, code)]
        try:
            info = get_language_info(code)
            names += [info["name"], info["name_local"]]
        except KeyError:
            pass
        found |= {fold(name): code for name in names}
    return found


def _clean(text: str) -> str:
    """Nothing that is to be found is longer, and PostgreSQL refuses texts with a NUL."""
    return " ".join(text.replace("\x00", "").split())[:MAX_VALUE_CHARS]
