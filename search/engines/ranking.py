"""The order of hits: what the text says first, then quality; and lists of several retrievers."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from search.query.requests import DocumentKey, Hit

RANK_CONSTANT: Final = 60
ALL_WORDS_BONUS: Final = 10_000.0
_SHOWN_BONUS: Final = 100.0


def order_by_quality(scored: Iterable[tuple[DocumentKey, float, float]]) -> list[Hit]:
    """Hits out of (key, score, quality), best first.

    Engines add ALL_WORDS_BONUS to the score of what has all words, and once more if it has them
    without synonyms: such hits come before others, whatever the quality; among equals of that
    kind quality is a factor.
    """
    rows = []
    for key, score, quality in scored:
        tier = int(score // ALL_WORDS_BONUS)
        rows.append((tier, (score - tier * ALL_WORDS_BONUS) * quality, key))
    rows.sort(key=lambda row: (-row[0], -row[1], row[2].kind, -row[2].id))
    return [Hit(key, _shown_score(tier, score)) for tier, score, key in rows]


def fuse(rankings: Sequence[Sequence[Hit]]) -> list[Hit]:
    """One list out of several by reciprocal rank: scores of different retrievers do not compare."""
    points: dict[DocumentKey, float] = defaultdict(float)
    for ranking in rankings:
        for rank, hit in enumerate(ranking, start=1):
            points[hit.key] += 1 / (RANK_CONSTANT + rank)
    order = sorted(points.items(), key=lambda item: (-item[1], item[0].kind, -item[0].id))
    return [Hit(key, score) for key, score in order]


def _shown_score(tier: int, score: float) -> float:
    """A number that falls along the list and tells the kinds apart."""
    return round(min(score, _SHOWN_BONUS - 0.01) + tier * _SHOWN_BONUS, 4)
