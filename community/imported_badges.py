"""Badges that people held where they come from.

The forum knows no badges: an import hands them over in batches, and an app above that does know
them takes what matches its own.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class ImportedBadge:
    """Somebody held the badge `name` (as it is called at the source) since `awarded_at`."""

    user_id: int
    name: str
    awarded_at: dt.datetime


BadgeTaker = Callable[[Sequence[ImportedBadge]], int]
"""Writes what it knows, may be called again with the same, returns how many it knew."""

_takers: list[BadgeTaker] = []


def register_badge_taker(taker: BadgeTaker) -> None:
    """Add a taker; adding it twice is harmless."""
    if taker not in _takers:
        _takers.append(taker)


def hand_over_badges(badges: Sequence[ImportedBadge]) -> int:
    """Offer a batch to every taker and return how many of its badges found a match."""
    return sum(taker(badges) for taker in _takers)
