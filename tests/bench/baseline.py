"""Plain BM25 over words in lower case: what a search is worth that knows no language."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final

from tests.bench.judged import Passage

SATURATION: Final = 1.2
LENGTH_SHARE: Final = 0.75
_WORD: Final = re.compile(r"\w+")


class PlainSearch:
    """Title and text are one field; every word of a query counts."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._texts = [Counter(_words(f"{one.title} {one.body}")) for one in passages]
        self._lengths = [text.total() for text in self._texts]
        self._mean = sum(self._lengths) / len(self._lengths)
        self._holders: dict[str, list[int]] = {}
        for number, text in enumerate(self._texts):
            for word in text:
                self._holders.setdefault(word, []).append(number)

    def find(self, query: str, limit: int) -> list[int]:
        """Numbers of the best passages."""
        scores: defaultdict[int, float] = defaultdict(float)
        for word in _words(query):
            holders = self._holders.get(word, [])
            idf = math.log(1 + (len(self._texts) - len(holders) + 0.5) / (len(holders) + 0.5))
            for number in holders:
                scores[number] += idf * self._weight(number, word)
        return sorted(scores, key=lambda number: (-scores[number], number))[:limit]

    def _weight(self, number: int, word: str) -> float:
        count = self._texts[number][word]
        length = 1 - LENGTH_SHARE + LENGTH_SHARE * self._lengths[number] / self._mean
        return count * (SATURATION + 1) / (count + SATURATION * length)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())
