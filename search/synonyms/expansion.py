"""From a query to what else it may be called, by the rules in force.

A rule starts from a word in any of its forms, from a phrase where its words follow each other.
The longest match counts, and there is one step only: synonyms of synonyms are not looked up.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from search.documents.projections import QueryWord, query_words
from search.query.requests import Synonym
from search.synonyms.rules import Rule, Term
from search.text.analysis import words as words_of
from search.text.languages import base_code

MAX_SYNONYMS: Final = 8
"""Of one query; more would make it vague."""
MAX_COST: Final = 40
"""Of all synonyms of a query, in clauses; servers bound the clauses of a query."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A term that rules start from, and what it leads to."""

    language: str
    term: Term
    others: tuple[Term, ...]


class SynonymSet:
    """Rules made ready for looking up."""

    def __init__(self, rules: Iterable[Rule] = ()) -> None:
        self._by_form: dict[str, list[_Entry]] = defaultdict(list)
        for entry in _entries(rules):
            for form in _forms(entry.term.words[0]):
                self._by_form[form].append(entry)

    def expand(self, text: str, languages: tuple[str, ...]) -> tuple[Synonym, ...]:
        """What the words of a query may also be called, in the languages it may be in."""
        if not self._by_form:
            return ()
        query = _in_order(text, languages)
        codes = ["", *map(base_code, languages)]
        typed = {word.folded for word in query}
        found: dict[tuple[str, tuple[str, ...]], Synonym] = {}
        position = 0
        while position < len(query):
            entries = self._longest_at(query, position, codes)
            length = len(entries[0].term.words) if entries else 1
            replaced = tuple(word.folded for word in query[position : position + length])
            for other in (term for entry in entries for term in entry.others):
                if not typed.issuperset(word.folded for word in other.words):
                    synonym = Synonym(other.text, other.words, replaced)
                    found.setdefault((other.text, replaced), synonym)
            position += length
        return tuple(_affordable(found.values()))[:MAX_SYNONYMS]

    def _longest_at(
        self, query: Sequence[QueryWord], position: int, codes: Sequence[str]
    ) -> list[_Entry]:
        first = query[position]
        near = {id(entry): entry for form in _forms(first) for entry in self._by_form.get(form, ())}
        matching = [
            entry
            for entry in near.values()
            if entry.language in codes and _stands_at(entry.term.words, query, position)
        ]
        longest = max((len(entry.term.words) for entry in matching), default=0)
        chosen = [entry for entry in matching if len(entry.term.words) == longest]
        return sorted(chosen, key=lambda entry: codes.index(entry.language))


def _entries(rules: Iterable[Rule]) -> Iterator[_Entry]:
    for rule in rules:
        for source in rule.sources:
            others = tuple(term for term in rule.targets if term is not source)
            yield _Entry(base_code(rule.language), source, others)


def _affordable(synonyms: Iterable[Synonym]) -> Iterator[Synonym]:
    left = MAX_COST
    for synonym in synonyms:
        words = len(synonym.words)
        cost = len(synonym.replaces) * (1 if words == 1 else 1 + 2 * words)
        if cost <= left:
            left -= cost
            yield synonym


def _in_order(text: str, languages: tuple[str, ...]) -> list[QueryWord]:
    known = {word.folded: word for word in query_words(text, languages)}
    return [known[word.folded] for word in words_of(text, "") if word.folded in known]


def _stands_at(words: Sequence[QueryWord], query: Sequence[QueryWord], position: int) -> bool:
    there = query[position : position + len(words)]
    if len(there) < len(words) or (len(words) == 1 and there[0].is_stop_word):
        return False
    return all(_forms(one) & _forms(other) for one, other in zip(words, there, strict=True))


def _forms(word: QueryWord) -> frozenset[str]:
    return frozenset((word.folded, *word.stems))
