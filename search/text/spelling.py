"""Which known word somebody may have meant."""

import unicodedata
from collections.abc import Iterable
from typing import Final

MIN_WORD_CHARS: Final = 4
TWO_ERRORS_FROM_CHARS: Final = 7
ENDING_FROM_CHARS: Final = 6
MAX_ENDING_CHARS: Final = 3
ENDING_COST: Final = 0.5


def allowed_errors(word: str) -> int:
    """How many letters may be wrong: none in short words, in numbers and where signs count."""
    if len(word) < MIN_WORD_CHARS or not all(unicodedata.category(c)[0] in "LM" for c in word):
        return 0
    return 2 if len(word) >= TWO_ERRORS_FROM_CHARS else 1


def lookup_prefixes(word: str) -> tuple[str, ...]:
    """Beginnings under which the intended word stands if one of its first letters is wrong."""
    first, second, third = word[0], word[1], word[2]
    return tuple(dict.fromkeys((first + second, second + first, first + third, second + third)))


def best_correction(word: str, candidates: Iterable[tuple[str, int]]) -> str | None:
    """The nearest of the known words, the commonest of several; `candidates` have their counts."""
    return next(iter(near_words(word, candidates)), None)


def near_words(word: str, candidates: Iterable[tuple[str, int]]) -> list[str]:
    """The known words that may be meant, the nearest first, of several the commonest.

    A longer word may also have one wrong letter and another ending: `levretijd` is in
    `levertijden`.
    """
    limit = allowed_errors(word)
    if not limit:
        return []
    near: list[tuple[float, int, str]] = []
    for candidate, count in candidates:
        if len(candidate) >= MIN_WORD_CHARS:
            errors = _difference(word, candidate, limit)
            if errors <= max(limit, 1 + ENDING_COST):
                near.append((errors, -count, candidate))
    return list(dict.fromkeys(candidate for _, _, candidate in sorted(near)))


def _difference(word: str, candidate: str, limit: int) -> float:
    shorter, longer = sorted((word, candidate), key=len)
    surplus = len(longer) - len(shorter)
    errors = distance(word, candidate, limit) if surplus <= limit else limit + 1
    if errors <= 1 or len(shorter) < ENDING_FROM_CHARS or not 0 < surplus <= MAX_ENDING_CHARS + 1:
        return errors
    least = len(longer) - MAX_ENDING_CHARS
    cuts = (longer[:end] for end in range(least, len(longer)) if abs(end - len(shorter)) <= 1)
    if any(distance(shorter, cut, 1) <= 1 for cut in cuts):
        return 1 + ENDING_COST
    return errors


def distance(one: str, other: str, limit: int) -> int:
    """How many letters to insert, drop, change or swap; anything above `limit` is limit + 1."""
    before: list[int] = []
    previous = list(range(len(other) + 1))
    for i, char in enumerate(one, start=1):
        current = [i]
        for j, its in enumerate(other, start=1):
            cost = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (char != its))
            if i > 1 and j > 1 and char == other[j - 2] and one[i - 2] == its:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        if min(current) > limit:
            return limit + 1
        before, previous = previous, current
    return min(previous[-1], limit + 1)
