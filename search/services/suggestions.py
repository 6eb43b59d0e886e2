"""What may be meant by what has been typed so far."""

import logging
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from community.models import Tag
from core.unicode import fold as fold_name
from search.conf import EXTRA_HITS, FEW_SUGGESTIONS, SEARCHED_MIN_CHARS, SUGGESTIONS
from search.engines import get_engine
from search.engines.base import EngineError
from search.query.languages import query_languages, spoken_language
from search.query.operators import Resolved, resolve, write_out
from search.query.parser import MAX_QUERY_CHARS, ParsedQuery, parse_query
from search.query.requests import Filters, Hit, SearchRequest, SearchResults, SuggestRequest
from search.selectors.results import LinkResult, load_links
from search.services.indexing import keys_waiting
from search.services.searching import MAX_WAITING, is_unsearchable, notices_about, readership_of
from search.synonyms.store import active_synonyms

if TYPE_CHECKING:
    from community.querysets import Reader

MAX_TAG_SUGGESTIONS: Final = 3

logger = logging.getLogger("stoa.search")


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Topics and pages, and what is not as it was asked for.

    `query` is what a search would be for, "" where there is nothing to search for.
    """

    query: str = ""
    tags: tuple[Tag, ...] = ()
    links: tuple[LinkResult, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        return len(self.tags) + len(self.links)


def suggest(typed: str, *, reader: "Reader") -> Suggestions:
    """Topics and pages that what has been typed may become; no pages when the engine is down.

    Where few titles go on from it, what a search would find with all of its words is shown too:
    so synonyms count, mistakes are forgiven, and words may stand in a text; of texts that have
    changed since they were indexed, only the titles count.
    """
    typed = unicodedata.normalize("NFC", typed[:MAX_QUERY_CHARS].replace("\x00", ""))
    if not typed.strip():
        return Suggestions()
    text = write_out(typed, reader=reader)
    query = parse_query(text)
    resolved = resolve(Filters(), query, reader=reader)
    unsearchable = is_unsearchable(typed, query, resolved.filters)
    notices = tuple(notices_about(resolved, unsearchable=unsearchable))
    if unsearchable:
        return Suggestions(notices=notices)
    tags = Tag.objects.filter(
        name_folded__startswith=fold_name(text.strip()), question_count__gt=0, synonym_of=None
    ).order_by("-question_count", "name")
    try:
        hits = _completing_hits(text, query, resolved, reader)
    except EngineError as error:
        logger.warning("no suggestions: %s", error)
        hits = ()
    links = load_links(hits, reader=reader)[:SUGGESTIONS]
    return Suggestions(typed.strip(), tuple(tags[:MAX_TAG_SUGGESTIONS]), tuple(links), notices)


def _completing_hits(
    text: str, query: ParsedQuery, resolved: Resolved, reader: "Reader"
) -> Sequence[Hit]:
    """Titles that go on from a text, then what a search finds; a single sign has a few."""
    hits: Sequence[Hit] = ()
    is_short = len(text.strip()) < SEARCHED_MIN_CHARS
    if not query.excluded and not query.has_operators:
        limit = (SUGGESTIONS if len(text.strip()) > 1 else FEW_SUGGESTIONS) + EXTRA_HITS
        languages, readership = query_languages(text), readership_of(reader)
        hits = get_engine().suggest(SuggestRequest(text, languages, readership, limit))
    if len(hits) >= FEW_SUGGESTIONS or (hits and is_short):
        return hits
    try:
        found = _found_while_typing(query, resolved.filters, reader)
    except EngineError as error:
        logger.warning("no more suggestions: %s", error)
        return hits
    if hits and found.relaxed:
        return hits
    shown = {*(hit.key for hit in hits), *keys_waiting(MAX_WAITING)}
    others = [hit for hit in found.hits if hit.key not in shown]
    return [*hits, *others[: FEW_SUGGESTIONS - len(hits)]]


def _found_while_typing(query: ParsedQuery, filters: Filters, reader: "Reader") -> SearchResults:
    """The first hits of the search that Enter would start."""
    languages = query_languages(query.plain_text, chosen=filters.lang)
    return get_engine().search(
        SearchRequest(
            text=query.text,
            phrases=query.phrases,
            excluded=query.excluded,
            synonyms=active_synonyms().expand(query.text, languages),
            filters=filters,
            languages=languages,
            spoken=(spoken_language(query.plain_text, chosen=filters.lang),),
            readership=readership_of(reader),
            limit=FEW_SUGGESTIONS + EXTRA_HITS,
            facets=False,
        )
    )
