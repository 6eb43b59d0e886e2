"""What both engines make of a request before either writes a query of its own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from search.documents.projections import QueryWord
from search.engines.matching import (
    ALL_REQUIRED_UP_TO_WORDS,
    CORRECTION_WEIGHT,
    JOINED_WEIGHT,
    MAX_BONUS_WORDS,
    MIN_COMPOUND_CHARS,
    SYNONYM_WEIGHT,
    UNSURE_CORRECTION_WEIGHT,
)
from search.query.requests import SearchRequest, Synonym
from search.text.analysis import grams_needed, has_words
from search.text.languages import base_code, joins_words


def compound_stems(word: QueryWord) -> list[str]:
    """The forms of a word that is long enough to be written in two elsewhere."""
    if word.joined:
        return []
    forms = dict.fromkeys((*word.stems, word.folded))
    return [form for form in forms if len(form) >= MIN_COMPOUND_CHARS]


@dataclass(frozen=True, slots=True)
class RequestPlan:
    """A request in terms of an index. `corrections` are other spellings of unknown words."""

    request: SearchRequest
    words: tuple[QueryWord, ...]
    corrections: Mapping[str, QueryWord]

    @property
    def content_words(self) -> tuple[QueryWord, ...]:
        return tuple(word for word in self.words if not word.is_stop_word)

    @property
    def finds_nothing(self) -> bool:
        """Whether something was typed, but nothing that can be looked for."""
        typed = (self.request.text, *self.request.phrases)
        return any(typed) and not any(map(has_words, typed))

    @property
    def likeliest(self) -> str:
        """The language that texts had best be in."""
        return next(map(base_code, self.request.languages), "")

    @property
    def is_long(self) -> bool:
        """A question rather than a few words."""
        return len(self.content_words) > ALL_REQUIRED_UP_TO_WORDS

    def grams_needed(self, word: QueryWord) -> int:
        """How many of its grams show that a word is part of another."""
        return grams_needed(len(word.grams), in_compounds=joins_words(self.likeliest))

    @property
    def required(self) -> int:
        """How many content words a hit must have: all of a short query, one of a question."""
        return 1 if self.is_long else len(self.content_words)

    @property
    def has_synonym_bonus(self) -> bool:
        """Whether what has all words as they were typed goes before what has synonyms of them."""
        renamed = any(not synonym.is_same for synonym in self.request.synonyms)
        return renamed and len(self.content_words) <= MAX_BONUS_WORDS

    def requires_all(self, required: int) -> bool:
        """Whether a hit that has `required` words has all of them."""
        return required >= len(self.content_words)

    def has_all_words_bonus(self, required: int) -> bool:
        """Whether what has all words is told apart; in long queries the sum says enough."""
        return not self.requires_all(required) and len(self.content_words) <= MAX_BONUS_WORDS

    def weight_of(self, synonym: Synonym) -> float:
        """What is only written otherwise has scores of its parts besides."""
        return JOINED_WEIGHT if synonym.is_same else SYNONYM_WEIGHT

    def forms(self, word: QueryWord) -> Iterable[tuple[QueryWord, float]]:
        """A word and what else it may have meant, each with its weight."""
        yield word, 1.0
        if word.folded in self.corrections:
            weight = UNSURE_CORRECTION_WEIGHT if self.is_long else CORRECTION_WEIGHT
            yield self.corrections[word.folded], weight
