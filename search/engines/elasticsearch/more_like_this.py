"""Queries that start from unfinished or from long texts: suggestions and similar documents."""

import math
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate
from typing import Final

from elasticsearch.dsl.query import Bool, ConstantScore, DisMax, Query

from search.documents.projections import QueryWord, query_words
from search.engines.elasticsearch.queries import (
    clause_count,
    in_best_field,
    reader_conditions,
    term,
)
from search.engines.matching import (
    GRAM_WEIGHT,
    HEAD_FIELDS,
    MAX_SHARED_WORDS,
    MAX_SIMILAR_CHARS,
    MAX_SIMILAR_WORDS,
    SHARED_WORDS,
    TIE_BREAKER,
    TITLE_REPEATS,
    WHOLE_WORD_WEIGHT,
)
from search.query.requests import SimilarRequest, SuggestRequest
from search.text.analysis import words as words_of

MAX_TITLE_GRAMS: Final = 300
MAX_WORD_CLAUSES: Final = 500
MAX_COUNTED_WORDS: Final = 200


def suggest_query(
    request: SuggestRequest, finished: str, last: str, completions: Sequence[tuple[str, int]]
) -> Query:
    """All finished words, and any of the words that the last one may become."""
    wanted: list[Query] = [
        in_best_field(word, fields=HEAD_FIELDS)
        for word in query_words(finished, request.languages)
        if not word.is_stop_word
    ]
    if completions:
        wanted.append(_any_completion(last, completions))
    return Bool(must=wanted, filter=reader_conditions(request.readership))


def similar_words(request: SimilarRequest) -> tuple[tuple[QueryWord, ...], Counter[str]]:
    """The words of a text that may tell something, and how often it has each."""
    body = request.body[:MAX_SIMILAR_CHARS]
    counts: Counter[str] = Counter(word.folded for word in words_of(body, ""))
    counts.update({word.folded: TITLE_REPEATS for word in words_of(request.title, "")})
    words = query_words(f"{request.title}\n{body}", request.languages)
    telling = [word for word in words if not word.is_stop_word]
    telling.sort(key=lambda word: -counts[word.folded])
    return tuple(telling[:MAX_COUNTED_WORDS]), counts


def similar_query(
    request: SimilarRequest,
    words: Sequence[QueryWord],
    counts: Counter[str],
    found: Sequence[int],
    total: int,
) -> Query | None:
    """The most telling words of a text, several of which a hit must share.

    `found` says how many of the `total` documents have each word.
    """
    weighted = [
        (math.sqrt(counts[word.folded]) * math.log(1 + max(1, total) / number), word)
        for word, number in zip(words, found, strict=True)
        if number
    ]
    weighted.sort(key=lambda item: (-item[0], item[1].folded))
    chosen = _within_bounds([word for _, word in weighted[:MAX_SIMILAR_WORDS]])
    if not chosen:
        return None
    matches = [in_best_field(word, math.sqrt(max(1, counts[word.folded]))) for word in chosen]
    shared = max(1, min(MAX_SHARED_WORDS, math.ceil(SHARED_WORDS * len(matches))))
    title = query_words(request.title, request.languages)
    grams = [gram for word in title if not word.is_stop_word for gram in word.grams]
    return Bool(
        must=[Bool(should=matches, minimum_should_match=shared)],
        should=[term("grams", gram, GRAM_WEIGHT) for gram in grams[:MAX_TITLE_GRAMS]],
        filter=reader_conditions(request.readership),
        must_not=[term("key", str(request.exclude))] if request.exclude else [],
    )


def _within_bounds(words: Sequence[QueryWord]) -> list[QueryWord]:
    """As many of the first words as a server allows in one query."""
    sums = accumulate(clause_count(word) for word in words)
    return [word for word, clauses in zip(words, sums, strict=True) if clauses <= MAX_WORD_CLAUSES]


def _any_completion(last: str, completions: Sequence[tuple[str, int]]) -> Query:
    """Likely words first: those that many titles have, above all the one typed, if it is one."""
    terms = [
        ConstantScore(
            filter=term("head_words", word),
            boost=(1 + math.log(count)) * (WHOLE_WORD_WEIGHT if word == last else 1.0),
        )
        for word, count in completions
    ]
    return DisMax(queries=terms, tie_breaker=TIE_BREAKER)
