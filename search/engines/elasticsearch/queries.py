"""From requests to queries of the server. Everything here is pure.

The same plan as that of the embedded engine: a word is found by any of its stems in any field and,
in a short query, by most of its grams. `all_stem` answers "anywhere" with one clause instead of
one by field, since servers bound the clauses of a query.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from elasticsearch.dsl import Q
from elasticsearch.dsl.query import Bool, ConstantScore, DisMax, MatchNone, Query

from search.documents.projections import QueryWord, phrase_words, query_bigrams, query_words
from search.engines.elasticsearch.documents import ALL_STEMS
from search.engines.matching import (
    BIGRAM_WEIGHT,
    EXACT_TITLE_WEIGHT,
    FIELD_WEIGHTS,
    GRAM_WEIGHT,
    LANGUAGE_BONUS,
    MAX_PAIRS,
    MAX_PHRASE_WORDS,
    MIN_GRAMS,
    PHRASE_SLOP,
    PHRASE_WEIGHTS,
    STOP_WORD_WEIGHT,
    SYNONYM_PHRASE_FIELDS,
    TIE_BREAKER,
    WRITTEN_APART_WEIGHT,
    drop_facet,
    filter_terms,
)
from search.engines.plan import RequestPlan, compound_stems
from search.engines.ranking import ALL_WORDS_BONUS
from search.query.requests import FACET_FIELDS, Filters, Kind, Readership, SearchRequest, Synonym

MAX_SCORING_CLAUSES: Final = 600
"""Servers refuse more than 1024 in all. What does not fit counts once wherever it stands."""


LEAST_IDF: Final = 0.3
"""A word counts at least this share of its idf, in however long a text it stands.

Servers differ in how hard they punish length. For BM25 it hardly ever matters; it brings those that
punish harder near what BM25 says.
"""


def inverse_document_frequencies(
    words: Sequence[QueryWord], counts: Sequence[int], documents: int
) -> dict[str, float]:
    """How much it says that a document has a word (BM25's formula), for words that some have."""
    return {
        word.folded: math.log(1 + (documents - count + 0.5) / (count + 0.5))
        for word, count in zip(words, counts, strict=True)
        if count
    }


@dataclass(frozen=True, slots=True)
class QueryPlan(RequestPlan):
    """A request in terms of the index; `idf` is that of the words in it."""

    idf: Mapping[str, float] = field(default_factory=dict)

    def scored(self, *, required: int, filters: Filters) -> Query:
        """What is shown, with its score."""
        scores = list(self._scores())
        if self.words and self.has_all_words_bonus(required):
            scores.append(self._all_words_bonus())
        if self.has_synonym_bonus:
            scores.append(self._all_words_bonus(typed=True))
        query = self.counted(required=required, filters=filters)
        query.should = scores
        return query

    def counted(self, *, required: int, filters: Filters) -> Bool:
        """The same hits without scores."""
        conditions = self._conditions(filters)
        if self.words:
            conditions.append(self._matches(required))
        return Bool(filter=conditions, must_not=self._exclusions())

    def without(self, facet: str) -> Filters:
        """The filters without the choice made in one facet."""
        return drop_facet(self.request.filters, facet)

    def _conditions(self, filters: Filters) -> list[Query]:
        found = reader_conditions(self.request.readership, kind=filters.kind)
        found += [Q("terms", **{name: [*values]}) for name, values in filter_terms(filters)]
        phrases = (phrase_words(phrase) for phrase in self.request.phrases)
        return found + [_phrase("text_exact", exact, 0) for exact in phrases if exact]

    def _exclusions(self) -> list[Query]:
        keys = [str(key) for key in self.request.without]
        found: list[Query] = [Q("terms", key=keys)] if keys else []
        for text in self.request.excluded:
            exact = phrase_words(text)
            if len(exact) > 1:
                found.append(_phrase("text_exact", exact, 0))
                continue
            for word in query_words(text, self.request.languages):
                found += [term("text_exact", word.folded), has_any_stem(word)]
        return found

    def _scores(self) -> Iterable[Query]:
        left = MAX_SCORING_CLAUSES
        for word in sorted(self.words, key=lambda word: word.is_stop_word):
            weight = STOP_WORD_WEIGHT if word.is_stop_word else 1.0
            for form, factor in self.forms(word):
                clauses = list(self._word_scores(form, weight * factor))
                left -= clause_count(form) + len(clauses)
                if left >= 0:
                    yield from clauses
                else:
                    yield ConstantScore(filter=has_any_stem(form), boost=weight * factor)
        for synonym in self.request.synonyms:
            yield _synonym_score(synonym, self.weight_of(synonym))
        yield ConstantScore(filter=term("lang", self.likeliest), boost=LANGUAGE_BONUS)
        exact = phrase_words(self.request.text)
        if 1 < len(exact) <= MAX_PHRASE_WORDS:
            for name, share in PHRASE_WEIGHTS.items():
                yield _phrase(name, exact, PHRASE_SLOP, share)
        for pair in query_bigrams(self.request.text, self.request.languages)[:MAX_PAIRS]:
            yield term("pairs", pair, BIGRAM_WEIGHT)

    def _word_scores(self, word: QueryWord, weight: float) -> Iterable[Query]:
        best = in_best_field(word, weight)
        if idf := self.idf.get(word.folded):
            least = ConstantScore(filter=has_any_stem(word), boost=LEAST_IDF * idf * weight)
            best = DisMax(queries=[best, least])
        yield best
        yield term("head_exact", word.folded, weight * EXACT_TITLE_WEIGHT)
        yield from (term("grams", gram, weight * GRAM_WEIGHT) for gram in word.grams)

    def _matches(self, required: int) -> Query:
        words = self.content_words
        return Bool(
            should=[self._word_match(word) for word in words],
            minimum_should_match=max(1, min(required, len(words))),
        )

    def _word_match(self, word: QueryWord, *, in_parts: bool = True, typed: bool = False) -> Query:
        """Whether a document has the word, or (unless it must be as typed) a synonym.

        A long text has most grams of many a word that it does not have: `in_parts` takes these.
        """
        clauses: list[Query] = []
        for form, _ in self.forms(word):
            clauses.append(has_any_stem(form))
            if in_parts and not self.is_long and len(form.grams) >= MIN_GRAMS:
                clauses.append(_most_grams(form, self.grams_needed(form)))
        same = self.request.synonyms_of(word.folded, typed=typed)
        clauses += map(_synonym_match, same)
        return Bool(should=clauses, minimum_should_match=1)

    def _all_words_bonus(self, *, typed: bool = False) -> Query:
        every = [self._word_match(word, in_parts=False, typed=typed) for word in self.content_words]
        return ConstantScore(filter=Bool(filter=every), boost=ALL_WORDS_BONUS)


def reader_conditions(readership: Readership, *, kind: Kind | None = None) -> list[Query]:
    """Conditions that leave out tombstones and what this reader may not see."""
    kinds = [str(kind)] if kind else [str(kind) for kind in Kind]
    return [
        Q("terms", kind=kinds),
        Q("terms", readership=list(readership)),
    ]


def facet_fields(request: SearchRequest) -> tuple[str, ...]:
    """The facets that are wanted."""
    return FACET_FIELDS if request.facets else ()


def term(name: str, value: str, boost: float = 1.0) -> Query:
    """A finished term, which the server does not analyse."""
    body: dict[str, Any] = {"value": value}
    if boost != 1.0:
        body["boost"] = boost
    return Q("term", **{name: body})


def has_any_stem(word: QueryWord) -> Query:
    """Whether a word is anywhere in a document, in one piece or two."""
    in_one = Q("terms", **{ALL_STEMS: list(word.stems)})
    in_two = compound_stems(word)
    return Bool(should=[in_one, Q("terms", pairs=in_two)]) if in_two else in_one


def is_written(word: QueryWord) -> Query:
    """Whether a word is anywhere in a document, as it is or in another form."""
    return Bool(should=[term("text_exact", word.folded), has_any_stem(word)])


def in_best_field(
    word: QueryWord, weight: float = 1.0, fields: Iterable[str] = tuple(FIELD_WEIGHTS)
) -> Query:
    """The score of a word: that of its best field, and a little of the others."""
    names = tuple(fields)
    terms = [
        term(name, stem, FIELD_WEIGHTS[name] * weight) for stem in word.stems for name in names
    ]
    in_two = compound_stems(word) if "body_stem" in names else []
    terms += [term("pairs", stem, WRITTEN_APART_WEIGHT * weight) for stem in in_two]
    return DisMax(queries=terms, tie_breaker=TIE_BREAKER) if terms else MatchNone()


def clause_count(word: QueryWord) -> int:
    """How many clauses the score of a word takes, about."""
    return 3 + len(word.stems) * (1 + len(FIELD_WEIGHTS))


def _synonym_match(synonym: Synonym) -> Query:
    if len(synonym.words) == 1:
        return has_any_stem(synonym.words[0])
    short = (
        Bool(filter=[Q("terms", **{name: list(word.stems)}) for word in synonym.words])
        for name in SYNONYM_PHRASE_FIELDS
    )
    phrase = _phrase("text_exact", [word.folded for word in synonym.words], 0)
    return Bool(should=[phrase, *short], minimum_should_match=1)


def _synonym_score(synonym: Synonym, weight: float) -> Query:
    if len(synonym.words) == 1:
        return in_best_field(synonym.words[0], weight)
    short = (
        _all_in_field(synonym.words, name, FIELD_WEIGHTS[name] * weight)
        for name in SYNONYM_PHRASE_FIELDS
    )
    phrase = _phrase("text_exact", [word.folded for word in synonym.words], 0, weight)
    return DisMax(queries=[phrase, *short], tie_breaker=TIE_BREAKER)


def _all_in_field(words: Sequence[QueryWord], name: str, boost: float) -> Query:
    forms = [DisMax(queries=[term(name, stem) for stem in word.stems]) for word in words]
    return Bool(must=forms, boost=boost)


def _most_grams(word: QueryWord, needed: int) -> Query:
    return Bool(
        should=[term("grams", gram) for gram in word.grams],
        minimum_should_match=needed,
    )


def _phrase(name: str, exact: Sequence[str], slop: int, boost: float = 1.0) -> Query:
    if len(exact) == 1:
        return term(name, exact[0], boost)
    body = {"query": " ".join(exact), "slop": slop, "boost": boost, "analyzer": "whitespace"}
    return Q("match_phrase", **{name: body})
