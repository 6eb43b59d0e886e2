"""Interpret fields of front matter in the notations of different programs."""

import datetime
from collections.abc import Mapping
from typing import Any

from kb.conversion.context import BadItem
from transfer.importing.items import Votes


def text_field(fields: Mapping[str, Any], *names: str) -> str:
    """The first non-empty value of some fields, as written."""
    for name in names:
        value = fields.get(name)
        if value is not None and not isinstance(value, dict | list) and str(value).strip():
            return as_written(value).strip()
    return ""


def as_written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def strings(value: Any) -> tuple[str, ...]:
    """A list of words, from any notation of front matter."""
    if value is None:
        return ()
    if isinstance(value, str):
        value = value.split(",")
    if not isinstance(value, list | tuple):
        value = [value]
    return tuple(word for item in value if item is not None and (word := as_written(item).strip()))


def read_votes(value: Any) -> Votes:
    """Readers' votes, as our own export writes them."""
    if not isinstance(value, dict):
        return Votes()
    counts = [value.get(name) for name in ("helpful", "unhelpful")]
    helpful, unhelpful = (max(n, 0) if isinstance(n, int) else 0 for n in counts)
    return Votes(helpful, unhelpful)


def search_words(value: Any) -> str:
    """Search words, from a list or from comma-separated text."""
    return value.strip() if isinstance(value, str) else ", ".join(strings(value))


def date_field(fields: Mapping[str, Any], name: str) -> datetime.date | None:
    value = fields.get(name)
    if isinstance(value, datetime.datetime):
        return value.date()
    if value is None or isinstance(value, datetime.date):
        return value
    try:
        return datetime.date.fromisoformat(str(value)[:10])
    except ValueError:
        pass
    raise BadItem(f"{name} is not a date: {value}")
