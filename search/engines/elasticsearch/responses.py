"""SearchClient the server and reading what it answers, in plain values."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from elasticsearch import Elasticsearch
from elasticsearch.dsl import A, MultiSearch, Q, Search
from elasticsearch.dsl.query import Bool, Query

from search.engines.base import EngineUnavailable
from search.engines.elasticsearch.client import READ_TIMEOUT_SECONDS, engine_errors
from search.engines.elasticsearch.documents import HEAD_WORDS, STORED_FIELDS
from search.engines.elasticsearch.queries import reader_conditions, term
from search.engines.matching import FACET_VALUES, MAX_COMPLETIONS
from search.query.requests import DocumentKey, FacetCount, Kind, Readership, SearchRequest
from search.text.spelling import MIN_WORD_CHARS, allowed_errors

SHARD_TIMEOUT: Final = f"{READ_TIMEOUT_SECONDS:.0f}s"
SPELLINGS: Final = 20

ScoredRow = tuple[DocumentKey, float, float]


class SearchClient:
    """Sends searches to one alias. An answer of only some shards is no answer."""

    def __init__(self, client: Elasticsearch, alias: str) -> None:
        self._client = client
        self._alias = alias

    def search(self, query: Query) -> Search:
        """A search that counts all hits and gives what an order needs of each."""
        found: Search = Search(using=self._client, index=self._alias).query(query)
        found = found.extra(track_total_hits=True, timeout=SHARD_TIMEOUT)
        return found.source(["key", "quality"])

    def ask(self, searches: Sequence[Search]) -> list[Any]:
        """All searches in one request."""
        several: MultiSearch = MultiSearch(using=self._client, index=self._alias)
        for one in searches:
            several = several.add(one.params(allow_partial_search_results=False))
        with engine_errors():
            answers = list(several.execute())
        for answer in answers:
            _check_complete(answer.to_dict())
        return answers

    def count_each(
        self,
        queries: Iterable[Query],
        readership: Readership,
        without: Sequence[DocumentKey] = (),
    ) -> tuple[list[int], int]:
        """How many of the documents a reader may see match each query, and how many there are."""
        names = {f"q{number}": query for number, query in enumerate(queries)}
        hidden = [Q("terms", key=[str(key) for key in without])] if without else []
        readable = Bool(filter=reader_conditions(readership), must_not=hidden)
        counted = self.search(readable).extra(size=0)
        if names:
            counted.aggs.bucket("each", A("filters", filters=names))
        answer = self.ask([counted])[0].to_dict()
        buckets = answer["aggregations"]["each"]["buckets"] if names else {}
        counts = [int(buckets[name]["doc_count"]) for name in names]
        return counts, int(answer["hits"]["total"]["value"])

    def completions(self, last: str, readership: Readership) -> list[tuple[str, int]]:
        """Words of titles and keywords that begin with this, the commonest ones."""
        beginning = re.sub(r"([^\w])", r"\\\1", last)
        words = A("terms", field=HEAD_WORDS, include=f"{beginning}.*", size=MAX_COMPLETIONS)
        counted = self.search(
            Bool(filter=[*reader_conditions(readership), _begins(HEAD_WORDS, last)])
        ).extra(size=0)
        counted.aggs.bucket("words", words)
        answer = self.ask([counted])[0].to_dict()
        buckets = answer["aggregations"]["words"]["buckets"]
        return [(str(bucket["key"]), int(bucket["doc_count"])) for bucket in buckets]

    def spellings(
        self, words: Sequence[str], request: SearchRequest, *, field: str
    ) -> dict[str, list[tuple[str, int]]]:
        """For each term those like it, and how many documents its reader may see have them."""
        if not words:
            return {}
        suggestions = Search(using=self._client, index=self._alias).extra(size=0)
        for number, word in enumerate(words):
            suggestions = suggestions.suggest(f"w{number}", word, term=_like(word, field))
        answer = self.ask([suggestions])[0].to_dict()
        found = {
            word: [str(option["text"]) for option in _options(answer, f"w{number}")]
            for number, word in enumerate(words)
        }
        candidates = list(dict.fromkeys(text for texts in found.values() for text in texts))
        counts = self._counts_in_spoken(candidates, request, field) if candidates else []
        visible = {text: n for text, n in zip(candidates, counts, strict=True) if n}
        return {
            word: [(text, visible[text]) for text in texts if text in visible]
            for word, texts in found.items()
        }

    def _counts_in_spoken(
        self, texts: Sequence[str], request: SearchRequest, field: str
    ) -> list[int]:
        """How many documents in the languages a query is meant in have each term, if there are."""
        anywhere = [term(field, text) for text in texts]
        if request.spoken:
            spoken = Q("terms", lang=list(request.spoken))
            queries = [spoken, *(Bool(filter=[one, spoken]) for one in anywhere)]
            counts, _ = self.count_each(queries, request.readership, request.without)
            if counts[0]:
                return counts[1:]
        return self.count_each(anywhere, request.readership, request.without)[0]

    def add_facets(self, search: Search, names: Sequence[str]) -> Search:
        """The same search, which also counts these fields."""
        for name in names:
            search.aggs.bucket(name, A("terms", field=name, size=FACET_VALUES))
        return search

    def facets_of(self, answer: Any) -> dict[str, tuple[FacetCount, ...]]:
        """The counts in an answer."""
        found: Mapping[str, Any] = answer.to_dict().get("aggregations", {})
        return {
            name: tuple(
                FacetCount(str(bucket["key"]), int(bucket["doc_count"]))
                for bucket in counted["buckets"]
            )
            for name, counted in found.items()
        }

    def scored_rows(self, answer: Any) -> list[ScoredRow]:
        """Key, score and quality of each hit."""
        return [
            (
                DocumentKey.parse(row["_source"]["key"]),
                float(row["_score"] or 0.0),
                float(row["_source"].get("quality") or 1.0),
            )
            for row in answer.to_dict()["hits"]["hits"]
        ]

    def sources_of(self, keys: Sequence[DocumentKey]) -> list[Mapping[str, Any]]:
        """What is stored of these documents."""
        found = self.search(Q("terms", key=[str(key) for key in keys]))
        found = found.source(list(STORED_FIELDS)).extra(size=len(keys))
        return [row["_source"] for row in self.ask([found])[0].to_dict()["hits"]["hits"]]

    def keys_after(self, after: DocumentKey | None, limit: int) -> list[DocumentKey]:
        """The next keys of documents that are no tombstones."""
        page = self.search(Q("terms", kind=[str(kind) for kind in Kind])).sort("key")
        page = page.extra(size=limit, track_total_hits=False)
        if after is not None:
            page = page.extra(search_after=[str(after)])
        rows = self.ask([page])[0].to_dict()["hits"]["hits"]
        return [DocumentKey.parse(row["_source"]["key"]) for row in rows]


def _check_complete(answer: Mapping[str, Any]) -> None:
    shards = answer.get("_shards", {})
    total = shards.get("total", 0)
    if shards.get("failed") or shards.get("successful", total) < total or answer.get("timed_out"):
        raise EngineUnavailable("The search server answers with only a part of the index.")


def _begins(name: str, text: str) -> Query:
    return Q("prefix", **{name: {"value": text}})


def _like(word: str, field: str) -> dict[str, Any]:
    return {
        "field": field,
        "analyzer": "whitespace",
        "suggest_mode": "always",
        "max_edits": allowed_errors(word),
        "prefix_length": 0,
        "min_word_length": MIN_WORD_CHARS,
        "size": SPELLINGS,
        "shard_size": 5 * SPELLINGS,
    }


def _options(answer: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    for entry in answer.get("suggest", {}).get(name, []):
        yield from entry["options"]
