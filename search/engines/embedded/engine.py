"""The embedded engine: one tantivy index, shared by all processes of this machine."""

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

import tantivy
from tantivy import FieldType, Occur, Order, Query

from search.documents.builders import SearchDocument
from search.documents.projections import QueryWord, query_compounds, query_words
from search.engines.base import EngineError, IndexMissing, Refetch, Retriever
from search.engines.embedded.counts import count_hits
from search.engines.embedded.more_like_this import similar_query, suggest_query
from search.engines.embedded.queries import QueryPlan, readable
from search.engines.embedded.schema import (
    STEM_FIELDS,
    build_schema,
    ident_of,
    key_of_ident,
    to_tantivy,
    tombstone,
)
from search.engines.embedded.store import IndexStore
from search.engines.embedded.writing import (
    WRITER_HEAP_BYTES,
    engine_errors,
    open_writer,
    put,
    write,
    write_anew,
)
from search.engines.matching import FEW_HITS, MAX_QUERY_WORDS, RERANK_DEPTH
from search.engines.plan import compound_stems
from search.engines.ranking import ALL_WORDS_BONUS, fuse, order_by_quality
from search.query.requests import (
    FOR_MAINTAINERS,
    DocumentKey,
    Health,
    Hit,
    SearchRequest,
    SearchResults,
    SimilarRequest,
    SuggestRequest,
)
from search.text.spelling import allowed_errors, lookup_prefixes, near_words

SPELLING_CANDIDATES: Final = 3_000
SPELLINGS_TRIED: Final = 20
SURELY_KNOWN: Final = 1_000
_OPEN_ATTEMPTS: Final = 3


class EmbeddedEngine:
    """See `search.engines.base.Engine`. `retrievers` are asked besides the index itself."""

    def __init__(self, root: Path, *, retrievers: Sequence[Retriever] = ()) -> None:
        self._store = IndexStore(root)
        self._retrievers = tuple(retrievers)
        self._schema = build_schema()
        self._opening = threading.Lock()
        self._index: tantivy.Index | None = None
        self._opened: tuple[Path, tuple[int, ...]] | None = None

    # --- writing --------------------------------------------------------------------------------

    def index(self, documents: Sequence[SearchDocument]) -> int:
        """Write what is newer than stored; one commit for all."""
        keys = [document.key for document in documents]
        with self._writing(keys) as index:
            stored = self._stored_versions(index.searcher(), keys)
            newest = {document.key: document for document in documents}
            fresh = [
                document
                for key, document in newest.items()
                if document.version > stored.get(key, 0)
            ]
            write(index, [(document.key, to_tantivy(document)) for document in fresh])
        return len(fresh)

    def delete(self, keys: Sequence[DocumentKey], *, version: int) -> int:
        """Put a tombstone in place of each document that is not newer."""
        with self._writing(keys) as index:
            stored = self._stored_versions(index.searcher(), keys)
            old = [key for key in dict.fromkeys(keys) if version > stored.get(key, 0)]
            write(index, [(key, tombstone(key, version)) for key in old])
        return len(old)

    def rebuild(self, documents: Iterable[SearchDocument], *, refetch: Refetch) -> int:
        """Fill a new folder, catch up with what changed meanwhile, change over."""
        with self._store.rebuild_lock():
            with self._store.write_lock():
                self._store.drain_journal()
            folder = self._store.new_folder()
            try:
                count = self._fill(folder, documents, refetch)
            except BaseException:
                self._store.remove_folder(folder)
                raise
            self._store.remove_others(folder)
        return count

    def _fill(self, folder: Path, documents: Iterable[SearchDocument], refetch: Refetch) -> int:
        with engine_errors():
            index = tantivy.Index(self._schema, path=str(folder))
        write_anew(index, documents)
        with self._store.write_lock():
            changed = self._store.drain_journal()
            latest = {document.key: document for document in refetch(changed)} if changed else {}
            with open_writer(index, WRITER_HEAP_BYTES) as writer:
                for key in changed:
                    row = to_tantivy(latest[key]) if key in latest else None
                    put(writer, key, row)
            with engine_errors():
                index.reload()
                self._store.switch_to(folder)
        return int(index.searcher().num_docs)

    # --- reading --------------------------------------------------------------------------------

    def search(self, request: SearchRequest) -> SearchResults:
        """All words first; where that finds few, some words; unknown words also correction."""
        with self._reading() as searcher:
            plan = self._plan(searcher, request)
            if plan.finds_nothing:
                return SearchResults()
            required, relaxed = plan.required, False
            total, facets = count_hits(searcher, plan, required)
            if total < FEW_HITS and required > 1:
                wider, wider_facets = count_hits(searcher, plan, 1)
                if wider > total:
                    required, relaxed, total, facets = 1, True, wider, wider_facets
            return SearchResults(
                hits=self._page(searcher, plan, required),
                total=total,
                facets=facets,
                relaxed=relaxed,
                corrections={word: other.folded for word, other in plan.corrections.items()},
            )

    def suggest(self, request: SuggestRequest) -> tuple[Hit, ...]:
        """Every finished word, and what the last one may become, in titles and keywords."""
        with self._reading() as searcher:
            query = suggest_query(self._schema, searcher, request)
            return self._top(searcher, query, request.limit) if query else ()

    def similar(self, request: SimilarRequest) -> tuple[Hit, ...]:
        """Documents that share the rarest words of a text."""
        with self._reading() as searcher:
            query = similar_query(self._schema, searcher, request)
            return self._top(searcher, query, request.limit) if query else ()

    def versions(self, keys: Sequence[DocumentKey]) -> dict[DocumentKey, tuple[int, str]]:
        """Read from the stored fields; tombstones have no fingerprint and are left out."""
        with self._reading() as searcher:
            return {
                DocumentKey.parse(row.get_first("key")): (row.get_first("version"), fingerprint)
                for row in self._stored_rows(searcher, keys)
                if (fingerprint := row.get_first("fingerprint"))
            }

    def stored_keys(self, *, after: DocumentKey | None, limit: int) -> list[DocumentKey]:
        """In the order of their numbers; tombstones have none."""
        last = ident_of(after) if after else -1
        with self._reading() as searcher:
            found = searcher.search(
                Query.range_query(
                    self._schema, "ident", FieldType.Integer, last, include_lower=False
                ),
                limit,
                count=False,
                order_by_field="ident",
                order=Order.Asc,
            )
            return [key_of_ident(int(ident)) for ident, _ in found.hits]

    def health(self) -> Health:
        """Whether the index can be opened, and how many documents it holds."""
        try:
            with self._reading() as searcher:
                plan = QueryPlan(_EVERYTHING, (), {}, self._schema)
                return Health(ok=True, documents=count_hits(searcher, plan, 1)[0])
        except EngineError as error:
            missing = isinstance(error, IndexMissing)
            return Health(ok=False, detail=str(error), needs_rebuild=missing)

    # --- inside ---------------------------------------------------------------------------------

    def _plan(self, searcher: tantivy.Searcher, request: SearchRequest) -> QueryPlan:
        words = query_words(request.text, request.languages)[:MAX_QUERY_WORDS]
        compounds = (
            compound
            for compound in query_compounds(request.text, request.languages)
            if self._is_known(searcher, request, compound.words[0])
        )
        request = replace(request, synonyms=(*request.synonyms, *compounds))
        corrections: dict[str, QueryWord] = {}
        for word in words:
            if word.is_stop_word or request.has_other_name(word.folded):
                continue
            if self._is_known(searcher, request, word):
                continue
            correction = self._respell(searcher, request, word)
            if correction:
                corrections[word.folded] = query_words(correction, request.languages)[0]
        return QueryPlan(request, words, corrections, self._schema)

    def _is_known(
        self, searcher: tantivy.Searcher, request: SearchRequest, word: QueryWord
    ) -> bool:
        """Whether the reader may see a document with the word; what is everywhere is known."""
        written = [("text_exact", word.folded)]
        other_forms = [(name, stem) for stem in word.stems for name in STEM_FIELDS]
        other_forms += [("pairs", stem) for stem in compound_stems(word)]
        for terms in (written, other_forms):
            counts = {term: n for term in terms if (n := searcher.doc_freq(*term))}
            if counts and (
                max(counts.values()) > SURELY_KNOWN or self._has_readable(searcher, request, counts)
            ):
                return True
        return False

    def _respell(
        self, searcher: tantivy.Searcher, request: SearchRequest, word: QueryWord
    ) -> str | None:
        """The nearest word that stands in a document the reader may see."""
        if not allowed_errors(word.folded):
            return None
        candidates = (
            candidate
            for prefix in lookup_prefixes(word.folded)
            for candidate in searcher.terms_with_prefix(
                "text_exact", prefix, limit=SPELLING_CANDIDATES
            )
        )
        near = near_words(word.folded, candidates)[:SPELLINGS_TRIED]
        spoken = [("lang", code) for code in request.spoken]
        if spoken and not self._has_readable(searcher, request, spoken):
            spoken = []
        found = (
            text
            for text in near
            if self._has_readable(searcher, request, [("text_exact", text)], spoken)
        )
        return next(found, None)

    def _has_readable(
        self,
        searcher: tantivy.Searcher,
        request: SearchRequest,
        *alternatives: Iterable[tuple[str, str]],
    ) -> bool:
        """Whether the reader may see a document with one term of each of these that has any."""
        clauses = [
            (Occur.Must, readable(self._schema, request, queries))
            for terms in alternatives
            if (queries := [Query.term_query(self._schema, name, term) for name, term in terms])
        ]
        query = Query.boolean_query(clauses)
        return bool(searcher.search(query, 1, count=False).hits)

    def _page(self, searcher: tantivy.Searcher, plan: QueryPlan, required: int) -> tuple[Hit, ...]:
        request = plan.request
        end = request.offset + request.limit
        if not plan.words and not request.phrases:
            return self._newest(searcher, plan)[request.offset : end]
        depth = max(RERANK_DEPTH, end)
        bonus = ALL_WORDS_BONUS if plan.requires_all(required) else 0.0
        hits = self._best(searcher, plan.scored(required=required), depth, bonus=bonus)
        if self._retrievers:
            others = [source.retrieve(request, depth=depth) for source in self._retrievers]
            hits = fuse([hits, *others])
        return tuple(hits[request.offset : end])

    def _newest(self, searcher: tantivy.Searcher, plan: QueryPlan) -> tuple[Hit, ...]:
        end = plan.request.offset + plan.request.limit
        query = plan.counted(required=1)
        found = searcher.search(query, end, count=False, order_by_field="updated")
        doc_ids = [doc_id for _, doc_id in found.hits]
        return tuple(Hit(key, 0.0) for key in _keys(searcher, doc_ids))

    def _best(
        self, searcher: tantivy.Searcher, query: Query, depth: int, *, bonus: float = 0.0
    ) -> list[Hit]:
        found = searcher.search(query, depth, count=False).hits
        doc_ids = [doc_id for _, doc_id in found]
        qualities = searcher.fast_field_values("quality", doc_ids)
        keys = _keys(searcher, doc_ids)
        return order_by_quality(
            (key, score + bonus, quality or 1.0)
            for key, (score, _), quality in zip(keys, found, qualities, strict=True)
        )

    def _top(self, searcher: tantivy.Searcher, query: Query, limit: int) -> tuple[Hit, ...]:
        return tuple(self._best(searcher, query, max(limit * 4, 20))[:limit])

    def _stored_versions(
        self, searcher: tantivy.Searcher, keys: Sequence[DocumentKey]
    ) -> dict[DocumentKey, int]:
        return {
            DocumentKey.parse(row.get_first("key")): row.get_first("version")
            for row in self._stored_rows(searcher, keys)
        }

    def _stored_rows(
        self, searcher: tantivy.Searcher, keys: Sequence[DocumentKey]
    ) -> Iterator[tantivy.Document]:
        query = Query.term_set_query(self._schema, "key", [str(key) for key in keys])
        found = searcher.search(query, max(1, 2 * len(keys)), count=False).hits
        return (searcher.doc(doc_id) for _, doc_id in found)

    @contextmanager
    def _writing(self, keys: Sequence[DocumentKey]) -> Iterator[tantivy.Index]:
        """The current index, ours alone; a rebuild is told what changes meanwhile."""
        with self._store.write_lock():
            if self._store.is_rebuilding():
                self._store.note(keys)
            with engine_errors():
                index = self._fresh_index()
            yield index
            with engine_errors():
                index.reload()

    @contextmanager
    def _reading(self) -> Iterator[tantivy.Searcher]:
        with engine_errors():
            yield self._fresh_index().searcher()

    def _fresh_index(self) -> tantivy.Index:
        """The current index, opened or reloaded if another process has changed it."""
        for attempt in range(_OPEN_ATTEMPTS):
            folder = self._store.current()
            try:
                return self._open(folder)
            except (OSError, ValueError):
                if attempt == _OPEN_ATTEMPTS - 1:
                    raise
        raise EngineError("The search index cannot be opened.")

    def _open(self, folder: Path) -> tantivy.Index:
        meta = (folder / "meta.json").stat()
        state = (folder, (meta.st_ino, meta.st_mtime_ns, meta.st_size))
        if self._index is not None and self._opened == state:
            return self._index
        with self._opening:
            if self._index is None or self._opened is None or self._opened[0] != folder:
                index = tantivy.Index.open(str(folder))
                index.config_reader(reload_policy="manual")
                index.reload()
                self._index = index
            else:
                self._index.reload()
            self._opened = state
            return self._index


_EVERYTHING: Final = SearchRequest(readership=FOR_MAINTAINERS, facets=False)


def _keys(searcher: tantivy.Searcher, doc_ids: Sequence[tantivy.DocAddress]) -> list[DocumentKey]:
    idents = searcher.fast_field_values("ident", list(doc_ids))
    return [key_of_ident(int(ident)) for ident in idents]
