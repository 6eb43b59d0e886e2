"""Counting the readers of a page, also those who get a page that was kept for others.

Whoever serves a page worth counting calls `count_reader`; who counts what is registered by the app
that keeps the number.
"""

from collections.abc import Callable
from typing import Final, TypeVar

from django.http.response import HttpResponseBase

Response = TypeVar("Response", bound=HttpResponseBase)
Viewed = tuple[str, int]

VIEWED: Final = "counts_for"
_counters: dict[str, Callable[[int], None]] = {}


def register_counter(kind: str, count: Callable[[int], None]) -> None:
    """Let `count` be told the key of each thing of a kind that somebody reads."""
    _counters[kind] = count


def count_reader(response: Response, kind: str, key: int) -> Response:
    """Count one reader, and mark the answer so that those who get it again are counted too."""
    setattr(response, VIEWED, (kind, key))
    count_view((kind, key))
    return response


def viewed_in(response: HttpResponseBase) -> Viewed | None:
    """What the readers of an answer count for."""
    viewed: Viewed | None = getattr(response, VIEWED, None)
    return viewed


def count_view(viewed: Viewed) -> None:
    """Count one reader of a thing."""
    kind, key = viewed
    _counters[kind](key)
