"""Spans of time as people write them in the content files."""

import re
from datetime import timedelta
from typing import Final

_UNITS: Final = {"d": "days", "h": "hours", "m": "minutes"}
_PART: Final = re.compile(r"(\d+)([dhm])")


class BadDuration(ValueError):
    """A span that cannot be read."""


def parse_duration(text: str) -> timedelta:
    """Read "12d 3h 40m"; a leading minus, before everything, turns it round."""
    sign = -1 if text.startswith("-") else 1
    parts = text.lstrip("-+").split()
    matches = [_PART.fullmatch(part) for part in parts]
    if not parts or not all(matches):
        raise BadDuration(f"{text!r} is not a span of time like 12d 3h 40m")
    amounts = {_UNITS[match[2]]: int(match[1]) for match in matches if match}
    return sign * timedelta(**amounts)
