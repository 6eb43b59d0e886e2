"""Showing why something was found: the best passage of a text, the words marked.

Passages are cut from the database's text at the time of reading, never from the index, so that
nothing can be shown that has been hidden or changed since. All text is escaped here.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from search.analysis import Word, grams, words
from search.projections import QueryWord

PASSAGE_CHARS: Final = 220
LEAD_CHARS: Final = 50
SCAN_CHARS: Final = 6_000
GRAM_SHARE: Final = 0.7
MIN_GRAMS: Final = 3
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a text as HTML; `weight` counts the different words of the query in it."""

    html: SafeString
    weight: float


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    term: int


class Highlighter:
    """Finds the words of one query in texts, in all their forms."""

    def __init__(self, terms: Iterable[QueryWord]) -> None:
        self._terms = [term for term in terms if not term.little]
        self._by_form = {
            form: number
            for number, term in enumerate(self._terms)
            for form in (*term.stems, term.folded)
        }
        self._grams = [frozenset(term.grams) for term in self._terms]
        self._known: dict[str, int | None] = {}

    def mark(self, text: str, language: str) -> SafeString:
        """A whole short text with the words marked."""
        return _render(text, self._matches(text, language))

    def passage(self, text: str, language: str) -> Passage:
        """The piece of a text that has most of the query; its beginning if it has nothing."""
        text = _BLANKS.sub(" ", text[:SCAN_CHARS]).strip()
        matches = self._matches(text, language)
        start, inside = _best_window(matches)
        begin, end = _cut(text, start)
        shown = [match for match in inside if match.end <= end]
        shifted = [_Match(m.start - begin, m.end - begin, m.term) for m in shown]
        html = _render(text[begin:end], shifted)
        before, after = "… " if begin else "", " …" if end < len(text) else ""
        weight = len({match.term for match in shown}) + 0.1 * len(shown)
        return Passage(format_html("{}{}{}", before, html, after), weight)

    def _matches(self, text: str, language: str) -> list[_Match]:
        if not self._terms:
            return []
        return [
            _Match(word.start, word.end, term)
            for word in words(text, language)
            if (term := self._term_of(word)) is not None
        ]

    def _term_of(self, word: Word) -> int | None:
        try:
            return self._known[word.folded]
        except KeyError:
            found = self._look_up(word)
            self._known[word.folded] = found
            return found

    def _look_up(self, word: Word) -> int | None:
        for form in (word.folded, *word.stems):
            if form in self._by_form:
                return self._by_form[form]
        own = frozenset(grams(word.folded))
        for number, wanted in enumerate(self._grams):
            if len(wanted) >= MIN_GRAMS and len(wanted & own) >= GRAM_SHARE * len(wanted):
                return number
        return None


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


def _render(text: str, matches: Sequence[_Match]) -> SafeString:
    pieces: list[str] = []
    position = 0
    for match in matches:
        if match.start >= position:
            pieces.append(text[position : match.start])
            pieces.append(format_html("<mark>{}</mark>", text[match.start : match.end]))
            position = match.end
    pieces.append(text[position:])
    return format_html_join("", "{}", ((piece,) for piece in pieces))
