"""Showing why something was found: the best passage of a text, the words marked.

Passages are cut from the database's text at the time of reading, never from the index, so that
nothing can be shown that has been hidden or changed since. All text is escaped here.

Looking for words is two steps, because pages do it for dozens of texts: one regular expression
finds words that begin like a word of the query, and only those are analysed.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Final

from django.utils.safestring import SafeString

from search.conf import SCAN_CHARS
from search.documents.projections import QueryWord
from search.text.analysis import Word, grams, grams_needed, word_at, words
from search.text.languages import base_code, joins_words

PASSAGE_CHARS: Final = 220
LEAD_CHARS: Final = 50
MIN_GRAMS: Final = 3
BEGINNING_CHARS: Final = 4
LATIN: Final = range(0xC0, 0x250)
_OTHER_LETTERS = re.compile("[^\\x00-\u024f\u2010-\u2044\u20a0-\u20bf]")
"""What is not Latin, or has marks of its own, is read word by word."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a text and where the query stands in it; `weight` counts its different words."""

    text: str
    marks: tuple[tuple[int, int], ...]
    weight: float

    @property
    def html(self) -> SafeString:
        return _render(self.text, self.marks)


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    term: int


class Highlighter:
    """Finds the words of one query in texts, in all their forms."""

    def __init__(self, terms: Iterable[QueryWord]) -> None:
        self._terms = [term for term in terms if not term.is_stop_word]
        self._by_form = {
            form: number
            for number, term in enumerate(self._terms)
            for form in (*term.stems, term.folded)
        }
        self._grams = [frozenset(term.grams) for term in self._terms]
        self._known: dict[tuple[str, str], int | None] = {}
        self._candidates = _candidate_pattern(self._by_form)

    def mark(self, text: str, language: str) -> SafeString:
        """A whole short text with the words marked."""
        matches = self._matches(text, language)
        return _render(text, tuple((match.start, match.end) for match in matches))

    def passage(self, text: str, language: str) -> Passage:
        """The piece of a text that has most of the query; its beginning if it has nothing."""
        text = " ".join(text[:SCAN_CHARS].split())
        start, inside = _best_window(self._matches(text, language))
        begin, end = _cut(text, start)
        shown = [match for match in inside if match.end <= end]
        before, after = "… " if begin else "", " …" if end < len(text) else ""
        shift = len(before) - begin
        return Passage(
            text=f"{before}{text[begin:end]}{after}",
            marks=tuple((match.start + shift, match.end + shift) for match in shown),
            weight=len({match.term for match in shown}) + 0.1 * len(shown),
        )

    def _matches(self, text: str, language: str) -> list[_Match]:
        if not self._by_form:
            return []
        return [
            _Match(word.start, word.end, term)
            for word in self._candidate_words(text, base_code(language))
            if (term := self._term_of(word, language)) is not None
        ]

    def _candidate_words(self, text: str, language: str) -> Iterator[Word]:
        plain = text.lower() if text.isascii() else text.lower().translate(_plain_letters())
        if self._candidates is None or len(plain) != len(text) or _OTHER_LETTERS.search(plain):
            yield from words(text, language)
            return
        position = 0
        while found := self._candidates.search(plain, position):
            start = _beginning_of_word(plain, found.start(), position)
            word = word_at(text, start, language)
            position = max(word.end if word else 0, found.end())
            if word:
                yield word

    def _term_of(self, word: Word, language: str) -> int | None:
        key = (word.folded, language)
        if key not in self._known:
            self._known[key] = self._look_up(word, joins_words(language))
        return self._known[key]

    def _look_up(self, word: Word, in_compounds: bool) -> int | None:
        for form in (word.folded, *word.stems):
            if form in self._by_form:
                return self._by_form[form]
        own = frozenset(grams(word.folded))
        for number, wanted in enumerate(self._grams):
            needed = grams_needed(len(wanted), in_compounds=in_compounds)
            if len(wanted) >= MIN_GRAMS and len(wanted & own) >= needed:
                return number
        return None


@lru_cache(maxsize=1)
def _plain_letters() -> dict[int, str]:
    """Letters with diacritics to those without, one for one, so that places stay the same."""
    table = {ord("ł"): "l", ord("ø"): "o", ord("đ"): "d", ord("\u2019"): "'"}
    for code in LATIN:
        base = unicodedata.normalize("NFKD", chr(code))[0]
        if base.isascii() and base.isalpha():
            table[code] = base
    return table


def _candidate_pattern(forms: Iterable[str]) -> re.Pattern[str] | None:
    """The beginning of a form anywhere in a word, or a whole word that begins like a short form."""
    starts = {
        re.escape(form[:BEGINNING_CHARS])
        if len(form) >= BEGINNING_CHARS
        else rf"(?<![^\W_]){re.escape(form)}"
        for form in forms
    }
    if not starts or not all(form.isalnum() for form in forms):
        return None
    return re.compile("|".join(sorted(starts)))


def _beginning_of_word(text: str, place: int, after: int) -> int:
    """Where the word that has this place begins, no earlier than `after`."""
    while place > after and text[place - 1].isalnum():
        place -= 1
    return place


def _best_window(matches: Sequence[_Match]) -> tuple[int, list[_Match]]:
    """Where the richest stretch of PASSAGE_CHARS starts, and the matches in it."""
    best: list[_Match] = []
    best_weight = 0.0
    for index, first in enumerate(matches):
        limit = first.start + PASSAGE_CHARS - LEAD_CHARS
        inside = []
        for match in matches[index:]:
            if match.end > limit:
                break
            inside.append(match)
        weight = len({match.term for match in inside}) + 0.1 * len(inside)
        if weight > best_weight:
            best, best_weight = inside, weight
    return (best[0].start if best else 0), best


def _cut(text: str, start: int) -> tuple[int, int]:
    """Begin and end of a passage around `start`, at the edges of words."""
    begin = max(0, start - LEAD_CHARS)
    if begin:
        gap = text.find(" ", begin, start)
        begin = gap + 1 if gap >= 0 else start
    end = min(len(text), begin + PASSAGE_CHARS)
    if end < len(text):
        gap = text.rfind(" ", start + 1, end)
        end = gap if gap > begin else end
    return begin, end


def _render(text: str, marks: Sequence[tuple[int, int]]) -> SafeString:
    pieces: list[str] = []
    position = 0
    for start, end in marks:
        if start >= position:
            pieces += (escape(text[position:start]), "<mark>", escape(text[start:end]), "</mark>")
            position = end
    pieces.append(escape(text[position:]))
    return SafeString("".join(pieces))
