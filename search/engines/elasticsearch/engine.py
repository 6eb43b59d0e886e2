"""The engine that keeps its index on a server."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import compress
from typing import Any, Final

from elasticsearch import ApiError, Elasticsearch, TransportError
from elasticsearch.dsl import Search
from elasticsearch.dsl.query import Query

from search.documents.builders import SearchDocument
from search.documents.projections import QueryWord, query_compounds, query_words
from search.engines.base import EngineError, IndexMissing, Refetch, Retriever
from search.engines.elasticsearch.client import WRITE_TIMEOUT_SECONDS, engine_errors, time_limit
from search.engines.elasticsearch.documents import ALL_STEMS, to_source, tombstone
from search.engines.elasticsearch.indices import IndexAdmin, IndexNames, RebuildLock, with_heartbeat
from search.engines.elasticsearch.more_like_this import similar_query, similar_words, suggest_query
from search.engines.elasticsearch.queries import (
    QueryPlan,
    facet_fields,
    inverse_document_frequencies,
    is_written,
)
from search.engines.elasticsearch.responses import SearchClient
from search.engines.elasticsearch.writing import write_all, write_line, write_with_backoff
from search.engines.matching import (
    FEW_HITS,
    MAX_QUERY_WORDS,
    RERANK_DEPTH,
    is_chosen,
    split_last_word,
)
from search.engines.ranking import ALL_WORDS_BONUS, fuse, order_by_quality
from search.query.requests import (
    FOR_MAINTAINERS,
    DocumentKey,
    FacetCount,
    Health,
    Hit,
    SearchRequest,
    SearchResults,
    SimilarRequest,
    SuggestRequest,
)
from search.text.analysis import has_words
from search.text.spelling import allowed_errors, best_correction

DEFAULT_PREFIX: Final = "stoa"
READ_SECONDS: Final = 3.0
WRITE_SECONDS: Final = 3.0
BUILD_TIMEOUT_SECONDS: Final = 90.0
"""Making a new index, or the terms of a large one visible, takes a busy server long."""

WRITE_SECONDS_PER_DOCUMENT: Final = 0.1
_NO_INDEX: Final = "There is no search index of this version: it must be rebuilt."


class ElasticsearchEngine:
    """See `search.engines.base.Engine`. `retrievers` are asked besides the index itself."""

    def __init__(
        self,
        client: Elasticsearch,
        *,
        prefix: str = DEFAULT_PREFIX,
        retrievers: Sequence[Retriever] = (),
    ) -> None:
        self._writer = client.options(request_timeout=WRITE_TIMEOUT_SECONDS)
        self._names = IndexNames(prefix)
        self._retrievers = tuple(retrievers)
        self._client = SearchClient(client, self._names.read)
        self._admin = IndexAdmin(self._writer, self._names)
        patient = client.options(request_timeout=BUILD_TIMEOUT_SECONDS, retry_on_timeout=False)
        self._builder = IndexAdmin(patient, self._names)

    # --- writing --------------------------------------------------------------------------------

    def index(self, documents: Sequence[SearchDocument]) -> int:
        """Write what is newer than stored, also into an index that is being built."""
        newest = {document.key: document for document in documents}
        return self._write({key: to_source(document) for key, document in newest.items()})

    def delete(self, keys: Sequence[DocumentKey], *, version: int) -> int:
        """Put a tombstone in place of each document that is not newer."""
        return self._write({key: tombstone(key, version) for key in keys})

    def rebuild(self, documents: Iterable[SearchDocument], *, refetch: Refetch) -> int:
        """Fill a new index, to which all writers write as well, and change over.

        Nothing has to be fetched again: versions decide between them and us.
        """
        with RebuildLock(self._writer, self._names.state).held() as lock, engine_errors():
            self._builder.drop_unfinished()
            name = self._builder.create()
            try:
                self._fill(documents, lock)
                self._builder.finish(name)
                self._builder.switch_to(name)
            except BaseException:
                with suppress(ApiError, TransportError):
                    self._builder.drop(name)
                raise
            self._builder.drop_others(name)
            return self._client.count_each([], FOR_MAINTAINERS)[1]

    def _fill(self, documents: Iterable[SearchDocument], lock: RebuildLock) -> None:
        alias = self._names.next
        writes = (write_line(str(one.key), to_source(one)) for one in documents)
        for written in with_heartbeat(lock, write_with_backoff(self._writer, alias, writes)):
            if written is None:
                raise EngineError("The index being built has been removed.")

    def _write(self, sources: Mapping[DocumentKey, dict[str, Any]]) -> int:
        if not sources:
            return 0
        written: list[bool | None] = []
        writes = [write_line(str(key), source) for key, source in sources.items()]
        seconds = WRITE_SECONDS + WRITE_SECONDS_PER_DOCUMENT * len(sources)
        with engine_errors(), time_limit(seconds):
            for alias in self._admin.write_targets():
                refresh = alias == self._names.write
                written = list(write_all(self._writer, alias, writes, refresh=refresh))
        if None in written:
            raise IndexMissing(_NO_INDEX)
        return sum(map(bool, written))

    # --- reading --------------------------------------------------------------------------------

    def search(self, request: SearchRequest) -> SearchResults:
        """All words first; where that finds few, some words; unknown words also respelled."""
        with time_limit(READ_SECONDS):
            return self._search_gradually(request)

    def _search_gradually(self, request: SearchRequest) -> SearchResults:
        plan = self._plan(request)
        if plan.finds_nothing:
            return SearchResults()
        results = self._search(plan, plan.required)
        if results.total < FEW_HITS and plan.required > 1:
            wider = self._search(plan, 1, relaxed=True)
            if wider.total > results.total:
                return wider
        return results

    def suggest(self, request: SuggestRequest) -> tuple[Hit, ...]:
        """Every finished word, and what the last one may become, in titles and keywords."""
        finished, last = split_last_word(request.text)
        if not has_words(request.text):
            return ()
        with time_limit(READ_SECONDS):
            completions = self._client.completions(last, request.readership) if last else []
            if last and not completions:
                return ()
            return self._top(suggest_query(request, finished, last, completions), request.limit)

    def similar(self, request: SimilarRequest) -> tuple[Hit, ...]:
        """Documents that share the rarest words of a text."""
        words, counts = similar_words(request)
        with time_limit(READ_SECONDS):
            found, total = self._client.count_each(map(is_written, words), request.readership)
            query = similar_query(request, words, counts, found, total)
            return self._top(query, request.limit) if query else ()

    def versions(self, keys: Sequence[DocumentKey]) -> dict[DocumentKey, tuple[int, str]]:
        """Tombstones have no fingerprint and are left out."""
        return {
            DocumentKey.parse(row["key"]): (int(row["version"]), row["fingerprint"])
            for row in self._client.sources_of(keys)
            if row.get("fingerprint")
        }

    def stored_keys(self, *, after: DocumentKey | None, limit: int) -> list[DocumentKey]:
        """In the order of their names."""
        return self._client.keys_after(after, limit)

    def health(self) -> Health:
        """Whether the index answers, has the wanted fields and takes writes, and its size."""
        try:
            with time_limit(READ_SECONDS), engine_errors():
                _, total = self._client.count_each([], FOR_MAINTAINERS)
                self._admin.write_targets()
                different = self._admin.differing_fields()
                blocks = self._admin.blocks()
        except EngineError as error:
            missing = isinstance(error, IndexMissing)
            return Health(ok=False, detail=str(error), needs_rebuild=missing)
        if different:
            detail = f"Fields of the search index differ: {', '.join(different)}: rebuild it."
            return Health(ok=False, documents=total, detail=detail, needs_rebuild=True)
        detail = f"The search index takes no writes: {', '.join(blocks)}." if blocks else ""
        return Health(ok=True, documents=total, detail=detail)

    # --- inside ---------------------------------------------------------------------------------

    def _plan(self, request: SearchRequest) -> QueryPlan:
        words = query_words(request.text, request.languages)[:MAX_QUERY_WORDS]
        if not words:
            return QueryPlan(request, (), {})
        compounds = query_compounds(request.text, request.languages)
        counted_words = (*words, *(compound.words[0] for compound in compounds))
        found, documents = self._client.count_each(
            map(is_written, counted_words), request.readership, request.without
        )
        known = compress(compounds, found[len(words) :])
        request = replace(request, synonyms=(*request.synonyms, *known))
        unknown = [
            word
            for word, number in zip(words, found, strict=False)
            if not number and not word.is_stop_word and not request.has_other_name(word.folded)
        ]
        idf = inverse_document_frequencies(words, found[: len(words)], documents)
        return QueryPlan(request, words, self._corrections(unknown, request), idf)

    def _corrections(
        self, unknown: Sequence[QueryWord], request: SearchRequest
    ) -> dict[str, QueryWord]:
        """The nearest words that this reader may find; else words that have nearly its stem."""
        found = self._nearest([word.folded for word in unknown], request, field="text_exact")
        corrections = {
            word: query_words(respelled, request.languages)[0] for word, respelled in found.items()
        }
        left = [word for word in unknown if word.folded not in corrections]
        stems = dict.fromkeys(stem for word in left for stem in word.stems)
        near = self._nearest(list(stems), request, field=ALL_STEMS)
        for word in left:
            respelled = next((near[stem] for stem in word.stems if stem in near), None)
            if respelled:
                corrections[word.folded] = QueryWord(respelled, (respelled,), is_stop_word=False)
        return corrections

    def _nearest(
        self, terms: Sequence[str], request: SearchRequest, *, field: str
    ) -> dict[str, str]:
        correctable = [term for term in terms if allowed_errors(term)]
        found = self._client.spellings(correctable, request, field=field).items()
        nearest = ((term, best_correction(term, candidates)) for term, candidates in found)
        return {term: respelled for term, respelled in nearest if respelled}

    def _search(self, plan: QueryPlan, required: int, *, relaxed: bool = False) -> SearchResults:
        facets = facet_fields(plan.request)
        chosen = [name for name in facets if is_chosen(plan.request, name)]
        page = self._page_search(plan, required)
        self._client.add_facets(page, [name for name in facets if name not in chosen])
        searches = [page]
        for name in chosen:
            query = plan.counted(required=required, filters=plan.without(name))
            wider = self._client.search(query).extra(size=0)
            searches.append(self._client.add_facets(wider, [name]))
        answers = self._client.ask(searches)
        counts: dict[str, tuple[FacetCount, ...]] = {}
        for answer in answers:
            counts |= self._client.facets_of(answer)
        return SearchResults(
            hits=self._hits(plan, required, answers[0]),
            total=int(answers[0].hits.total.value),
            facets={name: counts[name] for name in facets},
            relaxed=relaxed,
            corrections={word: other.folded for word, other in plan.corrections.items()},
        )

    def _page_search(self, plan: QueryPlan, required: int) -> Search:
        request = plan.request
        if plan.words or request.phrases:
            query = plan.scored(required=required, filters=request.filters)
            depth = max(RERANK_DEPTH, request.offset + request.limit)
            return self._client.search(query).extra(size=depth)
        query = plan.counted(required=required, filters=request.filters)
        newest = self._client.search(query).sort("-updated", "key")
        return newest.extra(from_=request.offset, size=request.limit)

    def _hits(self, plan: QueryPlan, required: int, answer: Any) -> tuple[Hit, ...]:
        request = plan.request
        rows = self._client.scored_rows(answer)
        if not plan.words and not request.phrases:
            return tuple(Hit(key, 0.0) for key, _, _ in rows)
        end = request.offset + request.limit
        bonus = ALL_WORDS_BONUS if plan.requires_all(required) else 0.0
        hits = order_by_quality((key, score + bonus, quality) for key, score, quality in rows)
        if self._retrievers:
            depth = max(RERANK_DEPTH, end)
            others = [source.retrieve(request, depth=depth) for source in self._retrievers]
            hits = fuse([hits, *others])
        return tuple(hits[request.offset : end])

    def _top(self, query: Query, limit: int) -> tuple[Hit, ...]:
        found = self._client.search(query).extra(size=max(limit * 4, 20), track_total_hits=False)
        rows = self._client.scored_rows(self._client.ask([found])[0])
        return tuple(order_by_quality(rows)[:limit])
