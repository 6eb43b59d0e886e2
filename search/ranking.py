"""The order of hits: what the text says first, then quality; and lists of several retrievers."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from search.requests import DocumentKey, Hit

RANK_CONSTANT: Final = 60
ALL_WORDS_BONUS: Final = 10_000.0
_SHOWN_BONUS: Final = 100.0


def order_by_quality(scored: Iterable[tuple[DocumentKey, float, float]]) -> list[Hit]:
    """Hits out of (key, score, quality), best first.

    Engines add ALL_WORDS_BONUS to the score of what has all words: such hits come before those
    that have some, whatever the quality; among equals of that kind quality is a factor.
    """
    rows = []
    for key, score, quality in scored:
        has_all = score >= ALL_WORDS_BONUS
        text_score = (score - ALL_WORDS_BONUS if has_all else score) * quality
        rows.append((has_all, text_score, key))
    rows.sort(key=lambda row: (not row[0], -row[1], row[2].kind, -row[2].id))
    return [Hit(key, _shown_score(has_all, score)) for has_all, score, key in rows]


def fuse(rankings: Sequence[Sequence[Hit]]) -> list[Hit]:
    """One list out of several by reciprocal rank: scores of different retrievers do not compare."""
    points: dict[DocumentKey, float] = defaultdict(float)
    for ranking in rankings:
        for rank, hit in enumerate(ranking, start=1):
            points[hit.key] += 1 / (RANK_CONSTANT + rank)
    order = sorted(points.items(), key=lambda item: (-item[1], item[0].kind, -item[0].id))
    return [Hit(key, score) for key, score in order]


def _shown_score(has_all: bool, score: float) -> float:
    """A number that falls along the list and tells both kinds apart."""
    return round(min(score, _SHOWN_BONUS - 0.01) + (_SHOWN_BONUS if has_all else 0.0), 4)
