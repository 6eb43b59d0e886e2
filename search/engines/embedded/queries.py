"""From requests to tantivy queries. Everything here is pure.

A word is found by any of its stems in any field and, in a short query, by most of its grams. What
it counts is the sum over the stems (the best field for each) and its grams, little words at half
weight.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import tantivy
from tantivy import Occur, Query

from search.documents.projections import QueryWord, phrase_words, query_bigrams, query_words
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
from search.query.requests import DocumentKey, Filters, Kind, Readership, SearchRequest, Synonym


@dataclass(frozen=True, slots=True)
class QueryPlan(RequestPlan):
    """A request in terms of one schema."""

    schema: tantivy.Schema

    def scored(self, *, required: int) -> Query:
        """What is shown, with its score."""
        clauses = [*self._conditions(self.request.filters), *self._scores()]
        if self.words:
            clauses.append((Occur.Must, _silent(self._matches(required))))
            if self.has_all_words_bonus(required):
                clauses.append((Occur.Should, self._all_words_bonus()))
            if self.has_synonym_bonus:
                clauses.append((Occur.Should, self._all_words_bonus(typed=True)))
        return Query.boolean_query(clauses)

    def counted(self, *, required: int, without: str = "") -> Query:
        """The same hits without scores, for counting; `without` one facet's own filter."""
        clauses = self._conditions(drop_facet(self.request.filters, without))
        if self.words:
            clauses.append((Occur.Must, self._matches(required)))
        return Query.boolean_query(clauses)

    def _conditions(self, filters: Filters) -> list[tuple[Occur, Query]]:
        found = reader_conditions(self.schema, self.request.readership, kind=filters.kind)
        for name, values in filter_terms(filters):
            any_of = Query.boolean_query([(Occur.Should, self._term(name, v)) for v in values])
            found.append((Occur.Must, _silent(any_of)))
        for phrase in self.request.phrases:
            if phrase_words(phrase):
                found.append((Occur.Must, self._phrase("text_exact", phrase_words(phrase), 0)))
        if self.request.without:
            found.append(_without(self.schema, self.request.without))
        for excluded in self.request.excluded:
            found.extend((Occur.MustNot, query) for query in self._exclusions(excluded))
        return found

    def _exclusions(self, text: str) -> Iterable[Query]:
        exact = phrase_words(text)
        if len(exact) > 1:
            yield self._phrase("text_exact", exact, 0)
            return
        for word in query_words(text, self.request.languages):
            yield self._term("text_exact", word.folded)
            for stem in word.stems:
                yield from (self._term(name, stem) for name in FIELD_WEIGHTS)

    def _scores(self) -> Iterable[tuple[Occur, Query]]:
        for word in self.words:
            weight = STOP_WORD_WEIGHT if word.is_stop_word else 1.0
            for form, factor in self.forms(word):
                for query, share in self._word_scores(form):
                    yield Occur.Should, Query.boost_query(query, weight * factor * share)
        for synonym in self.request.synonyms:
            score = self._synonym_score(synonym)
            yield Occur.Should, Query.boost_query(score, self.weight_of(synonym))
        likeliest = Query.const_score_query(self._term("lang", self.likeliest), LANGUAGE_BONUS)
        yield Occur.Should, likeliest
        exact = phrase_words(self.request.text)
        if 1 < len(exact) <= MAX_PHRASE_WORDS:
            for name, share in PHRASE_WEIGHTS.items():
                phrase = self._phrase(name, exact, PHRASE_SLOP)
                yield Occur.Should, Query.boost_query(phrase, share)
        for pair in query_bigrams(self.request.text, self.request.languages)[:MAX_PAIRS]:
            yield Occur.Should, Query.boost_query(self._term("pairs", pair), BIGRAM_WEIGHT)

    def _word_scores(self, word: QueryWord) -> Iterable[tuple[Query, float]]:
        yield self._in_best_field(word), 1.0
        yield self._term("head_exact", word.folded), EXACT_TITLE_WEIGHT
        for gram in word.grams:
            yield self._term("grams", gram), GRAM_WEIGHT

    def _in_best_field(self, word: QueryWord) -> Query:
        return Query.disjunction_max_query(
            [
                Query.boost_query(self._term(name, stem), weight)
                for stem in word.stems
                for name, weight in FIELD_WEIGHTS.items()
            ]
            + [
                Query.boost_query(self._term("pairs", stem), WRITTEN_APART_WEIGHT)
                for stem in compound_stems(word)
            ],
            TIE_BREAKER,
        )

    def _matches(self, required: int) -> Query:
        words = self.content_words
        return Query.boolean_query(
            [(Occur.Should, self._word_match(word)) for word in words],
            minimum_number_should_match=max(1, min(required, len(words))),
        )

    def _word_match(self, word: QueryWord, *, in_parts: bool = True, typed: bool = False) -> Query:
        """Whether a document has the word, or (unless it must be as typed) a synonym.

        A long text has most grams of many a word that it does not have: `in_parts` takes these.
        """
        clauses: list[tuple[Occur, Query]] = []
        for form, _ in self.forms(word):
            clauses.extend(self._in_any_field(form))
            if in_parts and not self.is_long and len(form.grams) >= MIN_GRAMS:
                clauses.append((Occur.Should, self._most_grams(form)))
        for synonym in self.request.synonyms_of(word.folded, typed=typed):
            clauses.append((Occur.Should, self._synonym_match(synonym)))
        return Query.boolean_query(clauses)

    def _in_any_field(self, word: QueryWord) -> Iterable[tuple[Occur, Query]]:
        for stem in word.stems:
            for name in FIELD_WEIGHTS:
                yield Occur.Should, self._term(name, stem)
        for stem in compound_stems(word):
            yield Occur.Should, self._term("pairs", stem)

    def _synonym_match(self, synonym: Synonym) -> Query:
        if len(synonym.words) == 1:
            return Query.boolean_query(list(self._in_any_field(synonym.words[0])))
        short = [self._all_in_field(synonym.words, name) for name in SYNONYM_PHRASE_FIELDS]
        phrase = self._phrase("text_exact", [word.folded for word in synonym.words], 0)
        return Query.boolean_query([(Occur.Should, query) for query in (phrase, *short)])

    def _synonym_score(self, synonym: Synonym) -> Query:
        if len(synonym.words) == 1:
            return self._in_best_field(synonym.words[0])
        short = [
            Query.boost_query(self._all_in_field(synonym.words, name), FIELD_WEIGHTS[name])
            for name in SYNONYM_PHRASE_FIELDS
        ]
        phrase = self._phrase("text_exact", [word.folded for word in synonym.words], 0)
        return Query.disjunction_max_query([phrase, *short], TIE_BREAKER)

    def _all_in_field(self, words: Sequence[QueryWord], name: str) -> Query:
        forms = (
            Query.disjunction_max_query([self._term(name, stem) for stem in word.stems])
            for word in words
        )
        return Query.boolean_query([(Occur.Must, form) for form in forms])

    def _most_grams(self, word: QueryWord) -> Query:
        return Query.boolean_query(
            [(Occur.Should, self._term("grams", gram)) for gram in word.grams],
            minimum_number_should_match=self.grams_needed(word),
        )

    def _all_words_bonus(self, *, typed: bool = False) -> Query:
        every = [
            (Occur.Must, self._word_match(word, in_parts=False, typed=typed))
            for word in self.content_words
        ]
        return Query.const_score_query(Query.boolean_query(every), ALL_WORDS_BONUS)

    def _phrase(self, name: str, exact: Sequence[str], slop: int) -> Query:
        if len(exact) == 1:
            return self._term(name, exact[0])
        return Query.phrase_query(self.schema, name, list(exact), slop=slop)

    def _term(self, name: str, value: str) -> Query:
        return Query.term_query(self.schema, name, value)


def reader_conditions(
    schema: tantivy.Schema, readership: Readership, *, kind: Kind | None = None
) -> list[tuple[Occur, Query]]:
    """Conditions that leave out tombstones and what this reader may not see."""
    kinds = [kind] if kind else list(Kind)
    conditions = [
        Query.term_set_query(schema, "kind", kinds),
        Query.term_set_query(schema, "readership", list(readership)),
    ]
    return [(Occur.Must, _silent(query)) for query in conditions]


def readable(schema: tantivy.Schema, request: SearchRequest, queries: Iterable[Query]) -> Query:
    """Documents that match one of these queries and that the reader of a request may see."""
    clauses = reader_conditions(schema, request.readership)
    clauses.append((Occur.Must, Query.boolean_query([(Occur.Should, one) for one in queries])))
    if request.without:
        clauses.append(_without(schema, request.without))
    return Query.boolean_query(clauses)


def _without(schema: tantivy.Schema, keys: Iterable[DocumentKey]) -> tuple[Occur, Query]:
    return Occur.MustNot, Query.term_set_query(schema, "key", [str(key) for key in keys])


def _silent(query: Query) -> Query:
    """A condition that does not add to the score."""
    return Query.const_score_query(query, 0.0)
