"""Searching, from what somebody typed to a page of cards they may see."""

import logging
import time
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.unicode import fold as fold_name
from community.models import Tag
from kb.audiences import reader_marks, standing_of
from search.cards import (
    LinkCard,
    LoadedHits,
    ResultCard,
    load_cards,
    load_links,
    refused_keys,
    translations_of,
)
from search.conf import (
    FEW_SUGGESTIONS,
    MAX_PAGE,
    PAGE_SIZE,
    SEARCHED_MIN_CHARS,
    SIMILAR,
    SIMILAR_ARTICLES,
    SIMILAR_MIN_CHARS,
    SPARE_HITS,
    SUGGEST_MIN_CHARS,
    SUGGESTIONS,
)
from search.engines import get_engine
from search.engines.base import EngineError
from search.engines.matching import MAX_QUERY_WORDS
from search.fallback import search_database
from search.indexing import keys_waiting
from search.operators import Resolved, resolve
from search.parser import MAX_QUERY_CHARS, ParsedQuery, parse_query
from search.projections import QueryWord, query_words
from search.query_language import query_languages, spoken_language
from search.querylog import record_query
from search.requests import (
    DocumentKey,
    FacetCount,
    Filters,
    Hit,
    Readership,
    SearchRequest,
    SearchResults,
    SimilarRequest,
    SuggestRequest,
)
from search.synonyms.expansion import SynonymSet
from search.synonyms.store import active_synonyms
from search.text.analysis import fold, has_words, words
from search.text.highlights import Highlighter

if TYPE_CHECKING:
    from community.querysets import Reader

MAX_TAG_SUGGESTIONS: Final = 3
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
    `tag_names` tells what people call the tags of the facets, by slug.
    """

    asked: SearchInput
    query: ParsedQuery
    filters: Filters
    resolved: Resolved
    cards: tuple[ResultCard, ...] = ()
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
        return not self.asked.q.strip() and not self.filters

    @property
    def is_unsearchable(self) -> bool:
        """Whether something was typed in which there is nothing to search for."""
        query = self.query
        if query.plain_text:
            return not has_words(query.plain_text)
        lists = query.has_operators or (query.excluded and self.filters)
        return bool(self.asked.q.strip()) and not lists

    @property
    def notices(self) -> list[str]:
        """What is not as it was asked for, in words."""
        if self.is_unsearchable:
            return [*self.resolved.notices, _(NOTHING_TO_SEARCH_FOR)]
        return self.resolved.notices

    @property
    def page_count(self) -> int:
        return min(MAX_PAGE, -(-self.total // PAGE_SIZE))

    @property
    def is_too_deep(self) -> bool:
        return self.asked.page > MAX_PAGE

    @property
    def is_cut_off(self) -> bool:
        """Whether there are more hits than pages to show them."""
        return self.total > MAX_PAGE * PAGE_SIZE


def search(
    asked: SearchInput, *, reader: "Reader", log: bool = True, synonyms: SynonymSet | None = None
) -> SearchPage:
    """One page of what this reader may see; never fails because the engine does.

    `synonyms` are tried instead of those in force.
    """
    started = time.perf_counter()
    query = parse_query(asked.q)
    resolved = resolve(asked.filters, query, reader=reader)
    filters = resolved.filters
    page = SearchPage(asked=asked, query=query, filters=filters, resolved=resolved)
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
        readership=_readership(reader),
        offset=(asked.page - 1) * PAGE_SIZE,
        limit=PAGE_SIZE + SPARE_HITS,
    )
    results, degraded, cards = _readable_results(request, query, reader)
    page = replace(
        page,
        cards=cards,
        total=_honest_total(results, len(cards), request),
        facets=results.facets,
        tag_names=_tag_names(results, filters),
        relaxed=results.relaxed,
        degraded=degraded,
        did_you_mean=_did_you_mean(asked.q, results.corrections, cards),
    )
    if log and asked.page == 1 and not degraded:
        log_id = record_query(text=query.plain_text, language=languages[0], results=page.total)
        page = replace(page, log_id=log_id)
    return replace(page, took_ms=round(1000 * (time.perf_counter() - started)))


def suggest(text: str, *, reader: "Reader") -> tuple[list[Tag], list[LinkCard]]:
    """Topics and pages that what has been typed may become; nothing when the engine is down.

    Where few titles go on from it, what a search would find with all of its words is shown too:
    so synonyms count, mistakes are forgiven, and words may stand in a text; of texts that have
    changed since they were indexed, only the titles count.
    """
    text = unicodedata.normalize("NFC", text[:MAX_QUERY_CHARS].replace("\x00", ""))
    if not can_suggest(text):
        return [], []
    tags = Tag.objects.filter(
        name_folded__startswith=fold_name(text.strip()), question_count__gt=0, synonym_of=None
    ).order_by("-question_count", "name")
    try:
        hits = _completing_hits(text, reader)
    except EngineError as error:
        logger.warning("no suggestions: %s", error)
        hits = ()
    links = load_links(hits, reader=reader)[:SUGGESTIONS]
    return list(tags[:MAX_TAG_SUGGESTIONS]), links


def can_suggest(text: str) -> bool:
    """Whether enough is typed to look for; a single sign of many scripts is a word."""
    return has_words(text) and (len(text.strip()) >= SUGGEST_MIN_CHARS or not text.isascii())


def _completing_hits(text: str, reader: "Reader") -> Sequence[Hit]:
    languages, readership = query_languages(text), _readership(reader)
    limit = SUGGESTIONS + SPARE_HITS
    hits = get_engine().suggest(SuggestRequest(text, languages, readership, limit))
    if len(hits) >= FEW_SUGGESTIONS or (hits and len(text.strip()) < SEARCHED_MIN_CHARS):
        return hits
    try:
        found = _found_while_typing(text, reader)
    except EngineError as error:
        logger.warning("no more suggestions: %s", error)
        return hits
    if hits and found.relaxed:
        return hits
    shown = {*(hit.key for hit in hits), *keys_waiting(MAX_WAITING)}
    others = [hit for hit in found.hits if hit.key not in shown]
    return [*hits, *others[: FEW_SUGGESTIONS - len(hits)]]


def _found_while_typing(text: str, reader: "Reader") -> SearchResults:
    """The first hits of the search that Enter would start."""
    query = parse_query(text)
    filters = resolve(Filters(), query, reader=reader).filters
    if not query.plain_text and not query.has_operators:
        return SearchResults()
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
            readership=_readership(reader),
            limit=FEW_SUGGESTIONS + SPARE_HITS,
            facets=False,
        )
    )


def find_similar(
    *,
    title: str,
    body: str = "",
    reader: "Reader",
    exclude: DocumentKey | None = None,
    limit: int = SIMILAR,
) -> list[ResultCard]:
    """What is about the same as a text: some articles first, then solved threads, then others."""
    if len(title.strip()) + len(body.strip()) < SIMILAR_MIN_CHARS:
        return []
    request = SimilarRequest(
        title=title,
        body=body,
        languages=query_languages(f"{title}\n{body}"),
        readership=_readership(reader),
        limit=2 * limit + SPARE_HITS,
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
    cards = load_cards(hits, reader=reader, highlighter=highlighter, limit=len(hits)).cards
    articles = [card for card in cards if card.is_article][:SIMILAR_ARTICLES]
    threads = sorted(
        (card for card in cards if not card.is_article), key=lambda card: not card.solved
    )
    return [*articles, *threads][:limit]


def find_similar_to_draft(*, title: str, body: str, reader: "Reader") -> list[ResultCard]:
    """The same for a question that is being written, whose words may have synonyms."""
    known_as = active_synonyms().expand(title, query_languages(f"{title}\n{body}"))
    words_too = " ".join(synonym.text for synonym in known_as)
    return find_similar(title=title, body=f"{words_too}\n{body}".strip(), reader=reader)


def find_articles_alike(title: str, text: str, reader: "Reader") -> list[int]:
    """The numbers of articles about the same as a text; for the knowledge base."""
    cards = find_similar(title=title, body=text, reader=reader)
    return [card.key.id for card in cards if card.is_article]


def describe_problem() -> str:
    """Why the engine does not answer; "" when it does."""
    return get_engine().health().detail


def _readership(reader: "Reader") -> Readership:
    return reader_marks(standing_of(reader))


def _ask_engine(request: SearchRequest, reader: "Reader") -> tuple[SearchResults, bool]:
    try:
        return get_engine().search(request), False
    except EngineError as error:
        logger.warning("search answered from the database: %s", error)
        return search_database(request, reader=reader), True


def _readable_results(
    request: SearchRequest, query: ParsedQuery, reader: "Reader"
) -> tuple[SearchResults, bool, tuple[ResultCard, ...]]:
    """What the engine finds; if some of that is not for this reader, what it finds without.

    So neither totals nor facets nor corrections tell of what the index has kept too long.
    """
    results, degraded = _ask_engine(request, reader)
    loaded = _load(results, request, query, reader)
    if loaded.refused and not degraded:
        waiting = (key for key in keys_waiting(MAX_WAITING) if key not in loaded.refused)
        without = (*loaded.refused, *refused_keys(tuple(waiting), reader=reader))
        request = replace(request, without=without)
        results, degraded = _ask_engine(request, reader)
        loaded = _load(results, request, query, reader)
    return results, degraded, loaded.cards


def _load(
    results: SearchResults, request: SearchRequest, query: ParsedQuery, reader: "Reader"
) -> LoadedHits:
    text = " ".join((query.plain_text, *results.corrections.values()))
    terms = query_words(text, request.languages)[:MAX_QUERY_WORDS]
    highlighter = Highlighter((*terms, *_words_of_synonyms(request)))
    return load_cards(results.hits, reader=reader, highlighter=highlighter, limit=PAGE_SIZE)


def _words_of_synonyms(request: SearchRequest) -> list[QueryWord]:
    return [word for synonym in request.synonyms for word in synonym.words]


def _honest_total(results: SearchResults, shown: int, request: SearchRequest) -> int:
    """The engine's total; on the last page without hits that are not for this reader."""
    if shown < PAGE_SIZE and results.hits:
        return min(results.total, request.offset + shown)
    return results.total


def _tag_names(results: SearchResults, filters: Filters) -> dict[str, str]:
    slugs = {*filters.tags, *(count.value for count in results.facets.get("tag", ()))}
    named = Tag.objects.filter(slug__in=slugs) if slugs else Tag.objects.none()
    return dict(named.values_list("slug", "name"))


def _did_you_mean(typed: str, corrections: Mapping[str, str], cards: Sequence[ResultCard]) -> str:
    """The query with unknown words replaced, spelled as in the hits; "" when all are known.

    Only words that stand in what is shown are named: the index may know more than the reader may.
    """
    if not corrections:
        return ""
    spelled = _spellings(cards)
    pieces, position = [], 0
    for word in words(typed, ""):
        better = spelled.get(corrections.get(word.folded, ""))
        if better:
            pieces += [typed[position : word.start], better]
            position = word.end
    return "".join((*pieces, typed[position:])) if pieces else ""


def _spellings(cards: Sequence[ResultCard]) -> dict[str, str]:
    """Words of the titles and passages by their folded form, with their diacritics."""
    texts = (f"{card.title} {card.excerpt_html}" for card in cards)
    return {
        fold(text[word.start : word.end]): text[word.start : word.end].lower()
        for text in texts
        for word in words(text, "")
    }
