"""Searching, from what somebody typed to a page of results they may see."""

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from community.models import Tag
from kb.models.audiences import reader_context, reader_tokens
from search.conf import (
    EXTRA_HITS,
    MAX_PAGE,
    PAGE_SIZE,
    SIMILAR,
    SIMILAR_ARTICLES,
    SIMILAR_MIN_CHARS,
)
from search.documents.projections import QueryWord, query_words
from search.engines import get_engine
from search.engines.base import EngineError
from search.engines.fallback import search_database
from search.engines.matching import MAX_QUERY_WORDS
from search.query.languages import query_languages, spoken_language
from search.query.operators import Resolved, resolve, write_out
from search.query.parser import ParsedQuery, parse_query, spans_of_words
from search.query.requests import (
    DocumentKey,
    FacetCount,
    Filters,
    Readership,
    SearchRequest,
    SearchResults,
    SimilarRequest,
)
from search.selectors.highlights import Highlighter
from search.selectors.results import (
    LoadedHits,
    Result,
    load_results,
    refused_keys,
    translations_of,
)
from search.services.indexing import keys_waiting
from search.services.query_log import record_query
from search.synonyms.expansion import SynonymSet
from search.synonyms.store import active_synonyms
from search.text.analysis import fold, has_words, words

if TYPE_CHECKING:
    from community.querysets import Reader

MAX_WAITING: Final = 200

NOTHING_TO_SEARCH_FOR: Final = gettext_noop(
    "There is nothing to search for here. Use words (of up to 60 letters), numbers or an emoji."
)

logger = logging.getLogger("stoa.search")


@dataclass(frozen=True, slots=True)
class SearchInput:
    """What somebody asks for: the query as typed and the filters chosen beside it."""

    q: str = ""
    filters: Filters = field(default_factory=Filters)
    page: int = 1


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A page of results and everything that is said about it.

    `relaxed`: few hits have all words. `shortened`: the query was too long. `degraded`: the
    engine does not answer, the database did. `log_id` names the query for counting clicks.
    `tag_names` tells what people call the tags of the facets, by slug. `written` is the query as it
    was understood, which only differs where names or escapes were written out.
    """

    input: SearchInput
    query: ParsedQuery
    filters: Filters
    resolved: Resolved
    written: str = ""
    results: tuple[Result, ...] = ()
    total: int = 0
    facets: Mapping[str, tuple[FacetCount, ...]] = field(default_factory=dict)
    tag_names: Mapping[str, str] = field(default_factory=dict)
    did_you_mean: str = ""
    relaxed: bool = False
    degraded: bool = False
    took_ms: int = 0
    log_id: int | None = None

    def name_of(self, facet: str, value: str) -> str:
        """What people call a value of a facet."""
        return self.tag_names.get(value, value) if facet == "tag" else value

    @property
    def is_empty_query(self) -> bool:
        return not self.input.q.strip() and not self.filters

    @property
    def is_unsearchable(self) -> bool:
        """Whether something was typed in which there is nothing to search for."""
        return is_unsearchable(self.input.q, self.query, self.filters)

    @property
    def notices(self) -> list[str]:
        """What is not as it was asked for, in words."""
        return notices_about(self.resolved, unsearchable=self.is_unsearchable)

    @property
    def page_count(self) -> int:
        return min(MAX_PAGE, -(-self.total // PAGE_SIZE))

    @property
    def is_too_deep(self) -> bool:
        return self.input.page > MAX_PAGE

    @property
    def is_cut_off(self) -> bool:
        """Whether there are more hits than pages to show them."""
        return self.total > MAX_PAGE * PAGE_SIZE


def is_unsearchable(typed: str, query: ParsedQuery, filters: Filters) -> bool:
    """Whether something was typed in which there is nothing to search for."""
    if query.plain_text:
        return not has_words(query.plain_text)
    lists = query.has_operators or (query.excluded and filters)
    return bool(typed.strip()) and not lists


def notices_about(resolved: Resolved, *, unsearchable: bool) -> list[str]:
    """What is not as it was asked for, in words."""
    return [*resolved.notices, _(NOTHING_TO_SEARCH_FOR)] if unsearchable else resolved.notices


def search(
    search_input: SearchInput,
    *,
    reader: "Reader",
    log: bool = True,
    synonyms: SynonymSet | None = None,
) -> SearchPage:
    """One page of what this reader may see; never fails because the engine does.

    `synonyms` are tried instead of those in force.
    """
    started = time.perf_counter()
    written = write_out(search_input.q, reader=reader)
    query = parse_query(written)
    resolved = resolve(search_input.filters, query, reader=reader)
    filters = resolved.filters
    page = SearchPage(search_input, query, filters, resolved, written)
    if page.is_empty_query or page.is_unsearchable or page.is_too_deep:
        return page
    languages = query_languages(query.plain_text, chosen=filters.lang)
    rules = active_synonyms() if synonyms is None else synonyms
    request = SearchRequest(
        text=query.text,
        phrases=query.phrases,
        excluded=query.excluded,
        synonyms=rules.expand(query.text, languages),
        filters=filters,
        languages=languages,
        spoken=(spoken_language(query.plain_text, chosen=filters.lang),),
        readership=readership_of(reader),
        offset=(search_input.page - 1) * PAGE_SIZE,
        limit=PAGE_SIZE + EXTRA_HITS,
    )
    found, degraded, results = _readable_results(request, query, reader)
    page = replace(
        page,
        results=results,
        total=_honest_total(found, len(results), request),
        facets=found.facets,
        tag_names=_tag_names(found, filters),
        relaxed=found.relaxed,
        degraded=degraded,
        did_you_mean=_did_you_mean(written, found.corrections, results),
    )
    if log and search_input.page == 1 and not degraded:
        log_id = record_query(text=query.plain_text, language=languages[0], results=page.total)
        page = replace(page, log_id=log_id)
    return replace(page, took_ms=round(1000 * (time.perf_counter() - started)))


def find_similar(
    *,
    title: str,
    body: str = "",
    reader: "Reader",
    exclude: DocumentKey | None = None,
    limit: int = SIMILAR,
) -> list[Result]:
    """What is about the same as a text: some articles first, then solved threads, then others."""
    if len(title.strip()) + len(body.strip()) < SIMILAR_MIN_CHARS:
        return []
    request = SimilarRequest(
        title=title,
        body=body,
        languages=query_languages(f"{title}\n{body}"),
        readership=readership_of(reader),
        limit=2 * limit + EXTRA_HITS,
        exclude=exclude,
    )
    try:
        hits = get_engine().similar(request)
    except EngineError as error:
        logger.warning("no similar content: %s", error)
        return []
    if exclude is not None:
        itself = translations_of(exclude)
        hits = tuple(hit for hit in hits if hit.key not in itself)
    highlighter = Highlighter(query_words(title, request.languages))
    results = load_results(hits, reader=reader, highlighter=highlighter, limit=len(hits)).results
    articles = [result for result in results if result.is_article][:SIMILAR_ARTICLES]
    threads = sorted(
        (result for result in results if not result.is_article),
        key=lambda result: not result.solved,
    )
    return [*articles, *threads][:limit]


def find_similar_to_draft(*, title: str, body: str, reader: "Reader") -> list[Result]:
    """The same for a question that is being written, whose words may have synonyms."""
    known_as = active_synonyms().expand(title, query_languages(f"{title}\n{body}"))
    words_too = " ".join(synonym.text for synonym in known_as)
    return find_similar(title=title, body=f"{words_too}\n{body}".strip(), reader=reader)


def find_articles_alike(title: str, text: str, reader: "Reader") -> list[int]:
    """The numbers of articles about the same as a text; for the knowledge base."""
    results = find_similar(title=title, body=text, reader=reader)
    return [result.key.id for result in results if result.is_article]


def describe_problem() -> str:
    """Why the engine does not answer; "" when it does."""
    return get_engine().health().detail


def readership_of(reader: "Reader") -> Readership:
    return reader_tokens(reader_context(reader))


def _ask_engine(request: SearchRequest, reader: "Reader") -> tuple[SearchResults, bool]:
    try:
        return get_engine().search(request), False
    except EngineError as error:
        logger.warning("search answered from the database: %s", error)
        return search_database(request, reader=reader), True


def _readable_results(
    request: SearchRequest, query: ParsedQuery, reader: "Reader"
) -> tuple[SearchResults, bool, tuple[Result, ...]]:
    """What the engine finds; if some of that is not for this reader, what it finds without.

    So neither totals nor facets nor corrections tell of what the index has kept too long.
    """
    found, degraded = _ask_engine(request, reader)
    loaded = _load(found, request, query, reader)
    if loaded.refused and not degraded:
        waiting = (key for key in keys_waiting(MAX_WAITING) if key not in loaded.refused)
        without = (*loaded.refused, *refused_keys(tuple(waiting), reader=reader))
        request = replace(request, without=without)
        found, degraded = _ask_engine(request, reader)
        loaded = _load(found, request, query, reader)
    return found, degraded, loaded.results


def _load(
    found: SearchResults, request: SearchRequest, query: ParsedQuery, reader: "Reader"
) -> LoadedHits:
    text = " ".join((query.plain_text, *found.corrections.values()))
    terms = query_words(text, request.languages)[:MAX_QUERY_WORDS]
    highlighter = Highlighter((*terms, *_words_of_synonyms(request)))
    return load_results(found.hits, reader=reader, highlighter=highlighter, limit=PAGE_SIZE)


def _words_of_synonyms(request: SearchRequest) -> list[QueryWord]:
    return [word for synonym in request.synonyms for word in synonym.words]


def _honest_total(found: SearchResults, shown: int, request: SearchRequest) -> int:
    """The engine's total; on the last page without hits that are not for this reader."""
    if shown < PAGE_SIZE and found.hits:
        return min(found.total, request.offset + shown)
    return found.total


def _tag_names(found: SearchResults, filters: Filters) -> dict[str, str]:
    slugs = {*filters.tags, *(count.value for count in found.facets.get("tag", ()))}
    named = Tag.objects.filter(slug__in=slugs) if slugs else Tag.objects.none()
    return dict(named.values_list("slug", "name"))


def _did_you_mean(typed: str, corrections: Mapping[str, str], results: Sequence[Result]) -> str:
    """The query with unknown words replaced, spelled as in the hits; "" when all are known.

    Only words that stand in what is shown are named: the index may know more than the reader may.
    What operators say stays as it is.
    """
    if not corrections:
        return ""
    spelled = _spellings(results)
    spans = spans_of_words(typed)
    pieces, position = [], 0
    for word in words(typed, ""):
        better = spelled.get(corrections.get(word.folded, ""))
        if better and any(start <= word.start and word.end <= end for start, end in spans):
            pieces += [typed[position : word.start], better]
            position = word.end
    return "".join((*pieces, typed[position:])) if pieces else ""


def _spellings(results: Sequence[Result]) -> dict[str, str]:
    """Words of the titles and passages by their folded form, with their diacritics."""
    texts = (f"{result.title} {result.excerpt_html}" for result in results)
    return {
        fold(text[word.start : word.end]): text[word.start : word.end].lower()
        for text in texts
        for word in words(text, "")
    }
