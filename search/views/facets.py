"""Facets as links: each value leads to the same search with that value chosen or given up."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from community.text.language import OWN_NAMES
from search.query.parser import without_operator
from search.query.requests import FACET_FIELDS, FacetCount, Filters
from search.services.searching import SearchPage

TITLES: Final = {
    "kind": _("Kind"),
    "section": _("Section"),
    "tag": _("Topic"),
    "lang": _("Language"),
    "solved": _("State"),
}
_FIXED_LABELS: Final = {
    ("kind", "article"): _("Articles"),
    ("kind", "question"): _("Questions"),
    ("solved", "yes"): _("Solved"),
    ("solved", "no"): _("Not solved yet"),
}
SHOWN_VALUES: Final = 8


@dataclass(frozen=True, slots=True)
class FacetLink:
    """One value of a facet. `url` is the search with it, or without it when it is chosen."""

    label: str | Promise
    count: int
    url: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A group of values to choose from."""

    name: str
    title: str | Promise
    links: tuple[FacetLink, ...]


def facet_links(page: SearchPage, params: QueryDict) -> list[Facet]:
    """The facets that have something to choose, or a choice to take back."""
    facets = []
    for name in FACET_FIELDS:
        chosen = _chosen(page.filters, name)
        counts = _with_chosen(page.facets.get(name, ()), chosen)
        if len(counts) > 1 or chosen:
            links = tuple(_link(name, count, page, params) for count in counts)
            facets.append(Facet(name, TITLES[name], links))
    return facets


def _chosen(filters: Filters, name: str) -> tuple[str, ...]:
    values: dict[str, Callable[[], tuple[str, ...]]] = {
        "kind": lambda: (filters.kind,) if filters.kind else (),
        "section": lambda: (filters.section,) if filters.section else (),
        "tag": lambda: filters.tags,
        "lang": lambda: (filters.lang,) if filters.lang else (),
        "solved": lambda: () if filters.solved is None else ("yes" if filters.solved else "no",),
    }
    return values[name]()


def _with_chosen(counts: tuple[FacetCount, ...], chosen: tuple[str, ...]) -> list[FacetCount]:
    """The most frequent values, and the chosen ones even if they have no hit."""
    known = {count.value: count for count in counts}
    first = [known.get(value, FacetCount(value, 0)) for value in chosen]
    rest = [count for count in counts if count.value not in chosen]
    return [*first, *rest][: max(SHOWN_VALUES, len(first))]


def _link(name: str, count: FacetCount, page: SearchPage, params: QueryDict) -> FacetLink:
    is_chosen = count.value in _chosen(page.filters, name)
    typed = {count.value, *page.resolved.typed.get((name, count.value), ())}
    target = params.copy()
    target.pop("page", None)
    if name == "tag":
        others = [value for value in target.getlist("tag") if value not in typed]
        target.setlist("tag", others if is_chosen else [*others, count.value])
    elif is_chosen:
        target.pop(name, None)
    else:
        target[name] = count.value
    if is_chosen and "q" in target:
        target["q"] = without_operator(page.written, name, typed)
    label = _label(name, page.name_of(name, count.value))
    return FacetLink(label, count.count, f"?{target.urlencode()}", is_chosen)


def _label(name: str, value: str) -> str | Promise:
    if name == "lang":
        return settings.LANGUAGE_NAMES.get(value) or OWN_NAMES.get(value, value)
    return _FIXED_LABELS.get((name, value), value)
