"""Queries that start from unfinished or from long texts: suggestions and similar documents."""

import math
from collections import Counter
from collections.abc import Sequence

import tantivy
from tantivy import Occur, Query

from search.documents.projections import QueryWord, query_words
from search.engines.embedded.queries import reader_conditions
from search.engines.embedded.schema import STEM_FIELDS
from search.engines.matching import (
    FIELD_WEIGHTS,
    GRAM_WEIGHT,
    HEAD_FIELDS,
    MAX_COMPLETIONS,
    MAX_SHARED_WORDS,
    MAX_SIMILAR_CHARS,
    MAX_SIMILAR_WORDS,
    SHARED_WORDS,
    TIE_BREAKER,
    TITLE_REPEATS,
    WHOLE_WORD_WEIGHT,
    split_last_word,
)
from search.query.requests import SimilarRequest, SuggestRequest
from search.text.analysis import has_words
from search.text.analysis import words as words_of


def suggest_query(
    schema: tantivy.Schema, searcher: tantivy.Searcher, request: SuggestRequest
) -> Query | None:
    """All finished words and a beginning of the last one; None when nothing can go on from it."""
    if not has_words(request.text):
        return None
    finished, last = split_last_word(request.text)
    clauses = reader_conditions(schema, request.readership)
    for word in query_words(finished, request.languages):
        if not word.is_stop_word:
            clauses.append((Occur.Must, _in_head(schema, word)))
    if last:
        completions = searcher.terms_with_prefix("head_exact", last, limit=MAX_COMPLETIONS)
        if not completions:
            return None
        clauses.append((Occur.Must, _any_completion(schema, last, completions)))
    return Query.boolean_query(clauses)


def similar_query(
    schema: tantivy.Schema, searcher: tantivy.Searcher, request: SimilarRequest
) -> Query | None:
    """The most telling words of a text, several of which a hit must share."""
    chosen = _telling_words(searcher, request)
    if not chosen:
        return None
    matches = [(Occur.Should, _anywhere(schema, word, weight)) for word, weight in chosen]
    shared = max(1, min(MAX_SHARED_WORDS, math.ceil(SHARED_WORDS * len(matches))))
    clauses = reader_conditions(schema, request.readership)
    clauses.append((Occur.Must, Query.boolean_query(matches, minimum_number_should_match=shared)))
    for word in query_words(request.title, request.languages):
        for gram in () if word.is_stop_word else word.grams:
            term = Query.term_query(schema, "grams", gram)
            clauses.append((Occur.Should, Query.boost_query(term, GRAM_WEIGHT)))
    if request.exclude is not None:
        clauses.append((Occur.MustNot, Query.term_query(schema, "key", str(request.exclude))))
    return Query.boolean_query(clauses)


def _in_head(schema: tantivy.Schema, word: QueryWord) -> Query:
    terms = [
        Query.boost_query(Query.term_query(schema, name, stem), FIELD_WEIGHTS[name])
        for name in HEAD_FIELDS
        for stem in word.stems
    ]
    return Query.disjunction_max_query(terms, TIE_BREAKER)


def _any_completion(
    schema: tantivy.Schema, last: str, completions: Sequence[tuple[str, int]]
) -> Query:
    """Likely words first: those that many titles have, above all the one typed, if it is one."""
    terms = [
        Query.const_score_query(
            Query.term_query(schema, "head_exact", term),
            (1 + math.log(count)) * (WHOLE_WORD_WEIGHT if term == last else 1.0),
        )
        for term, count in completions
    ]
    return Query.disjunction_max_query(terms, TIE_BREAKER)


def _telling_words(
    searcher: tantivy.Searcher, request: SimilarRequest
) -> list[tuple[QueryWord, float]]:
    """Words by how often the text has them and how rare they are in the index."""
    body = request.body[:MAX_SIMILAR_CHARS]
    text = f"{request.title}\n{body}"
    counts: Counter[str] = Counter(word.folded for word in words_of(body, ""))
    counts.update({word.folded: TITLE_REPEATS for word in words_of(request.title, "")})
    total = max(1, searcher.num_docs)
    weighted = []
    for word in query_words(text, request.languages):
        found = 0 if word.is_stop_word else _documents_with(searcher, word)
        if found:
            idf = math.log(1 + total / found)
            weighted.append((math.sqrt(counts[word.folded]) * idf, word))
    weighted.sort(key=lambda item: (-item[0], item[1].folded))
    best = weighted[:MAX_SIMILAR_WORDS]
    return [(word, math.sqrt(max(1, counts[word.folded]))) for _, word in best]


def _documents_with(searcher: tantivy.Searcher, word: QueryWord) -> int:
    return max(searcher.doc_freq(name, stem) for name in STEM_FIELDS for stem in word.stems)


def _anywhere(schema: tantivy.Schema, word: QueryWord, weight: float) -> Query:
    terms = [
        Query.boost_query(Query.term_query(schema, name, stem), factor * weight)
        for stem in word.stems
        for name, factor in FIELD_WEIGHTS.items()
    ]
    return Query.disjunction_max_query(terms, TIE_BREAKER)
