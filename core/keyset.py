"""Pages that continue where the last one ended, so that page 500 costs what page 1 costs."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Generic, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware

from core.numbers import parse_int

M = TypeVar("M", bound=Model)
T = TypeVar("T")

NUMBERED_PAGES_MAX: Final = 50
"""`?page=2` is understood too, but only so far, because skipping rows costs reading them."""


@dataclass(frozen=True, slots=True)
class Slice(Generic[T]):
    """Some rows of a list, and the cursor that continues it (None at the end)."""

    rows: list[T]
    next_cursor: str | None


def encode_position(*values: datetime | int | None) -> str:
    """A cursor that says where in a list something stands."""
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    raw = json.dumps(plain, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decode_position(cursor: str) -> list[datetime | int | None]:
    """What a cursor says; nothing for one that no page of ours has given out."""
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        values = json.loads(raw)
        if not isinstance(values, list):
            return []
        values = [parse_datetime(v) if isinstance(v, str) else v for v in values]
    except (binascii.Error, UnicodeDecodeError, ValueError, TypeError, RecursionError):
        return []
    return values if all(map(_is_in_range, values)) else []


def _is_in_range(value: Any) -> bool:
    """Whether the database can compare with it."""
    if isinstance(value, datetime):
        return is_aware(value)
    return value is None or (type(value) is int and abs(value) < 2**63)


def _decode(cursor: str) -> tuple[Any, int] | None:
    match decode_position(cursor):
        case [datetime() as value, int(pk)] if pk > 0:
            return value, pk
        case [int(value), int(pk)] if pk > 0 and abs(value) < 2**31:
            return value, pk
    return None


def slice_by_key(queryset: QuerySet[M, M], *, key: str, cursor: str = "", limit: int) -> Slice[M]:
    """The `limit` rows after the cursor, by `key` descending and then id descending.

    A cursor nobody gave out starts at the beginning. One query.
    """
    rows = queryset.order_by(f"-{key}", "-pk")
    skip = 0
    if (number := parse_int(cursor, default=None)) is not None:
        skip = (min(number, NUMBERED_PAGES_MAX) or 1) * limit - limit
    elif position := _decode(cursor):
        value, pk = position
        try:
            rows = rows.filter(Q(**{f"{key}__lt": value}) | Q(**{key: value, "pk__lt": pk}))
        except (TypeError, ValueError):
            skip = 0
    page = list(rows[skip : skip + limit + 1])
    more = len(page) > limit
    page = page[:limit]
    return Slice(page, encode_position(getattr(page[-1], key), page[-1].pk) if more else None)
