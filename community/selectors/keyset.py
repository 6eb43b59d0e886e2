"""Pages that continue where the last one ended, so that page 500 costs what page 1 costs."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Generic, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.dateparse import parse_datetime

M = TypeVar("M", bound=Model)

NUMBERED_PAGES_MAX: Final = 50
"""`?page=2` is understood too, but only so far, because skipping rows costs reading them."""


@dataclass(frozen=True, slots=True)
class Slice(Generic[M]):
    """Some rows of a list, and the cursor that continues it (None at the end)."""

    rows: list[M]
    next_cursor: str | None


def _encode(value: Any, pk: int) -> str:
    if isinstance(value, datetime):
        value = value.isoformat()
    raw = json.dumps([value, pk], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _decode(cursor: str) -> tuple[Any, int] | None:
    """What a cursor says, or None for one that no page of ours has given out."""
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        value, pk = json.loads(raw)
        if isinstance(value, str):
            value = parse_datetime(value)
    except (binascii.Error, UnicodeDecodeError, ValueError, TypeError, RecursionError):
        return None
    is_sort_value = isinstance(value, (datetime, int)) and not isinstance(value, bool)
    within_range = isinstance(value, datetime) or (is_sort_value and abs(value) < 2**31)
    return (value, pk) if within_range and type(pk) is int and 0 < pk < 2**63 else None


def slice_by_key(queryset: QuerySet[M, M], *, key: str, cursor: str = "", limit: int) -> Slice[M]:
    """The `limit` rows after the cursor, by `key` descending and then id descending.

    A cursor nobody gave out starts at the beginning. One query.
    """
    rows = queryset.order_by(f"-{key}", "-pk")
    skip = 0
    if cursor.isdecimal() and len(cursor) < 4:
        skip = (min(int(cursor), NUMBERED_PAGES_MAX) or 1) * limit - limit
    elif position := _decode(cursor):
        value, pk = position
        try:
            rows = rows.filter(Q(**{f"{key}__lt": value}) | Q(**{key: value, "pk__lt": pk}))
        except (TypeError, ValueError):
            skip = 0
    page = list(rows[skip : skip + limit + 1])
    more = len(page) > limit
    page = page[:limit]
    return Slice(page, _encode(getattr(page[-1], key), page[-1].pk) if more else None)
