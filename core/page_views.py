"""Counting the readers of a page, also those who get a page that was kept for others.

Whoever serves a page worth counting calls `count_reader`; who counts what is registered by the app
that keeps the number.
"""

from collections.abc import Callable
from typing import Final, TypeVar

from django.http.response import HttpResponseBase

Response = TypeVar("Response", bound=HttpResponseBase)
Mark = tuple[str, int]

MARK: Final = "counts_for"
_counters: dict[str, Callable[[int], None]] = {}


def register_counter(kind: str, count: Callable[[int], None]) -> None:
    """Let `count` be told the key of each thing of a kind that somebody reads."""
    _counters[kind] = count


def count_reader(response: Response, kind: str, key: int) -> Response:
    """Count one reader, and mark the answer so that those who get it again are counted too."""
    setattr(response, MARK, (kind, key))
    count_mark((kind, key))
    return response


def mark_of(response: HttpResponseBase) -> Mark | None:
    """What the readers of an answer count for."""
    mark: Mark | None = getattr(response, MARK, None)
    return mark


def count_mark(mark: Mark) -> None:
    """Count one reader of what a mark names."""
    kind, key = mark
    _counters[kind](key)
