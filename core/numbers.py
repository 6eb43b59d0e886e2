"""Whole numbers in what people and programs send."""

from typing import Final, TypeVar

T = TypeVar("T", int, None)

KEY_MAX: Final = 2**63 - 1
"""The largest key that a database holds."""

KEY_DIGITS_MAX: Final = len(str(KEY_MAX))


def parse_int(text: str, *, default: T, maximum: int = KEY_MAX) -> int | T:
    """Return the whole number that a text is, or the default where it is none up to the maximum."""
    if not (text.isascii() and text.isdecimal() and len(text) <= KEY_DIGITS_MAX):
        return default
    return number if (number := int(text)) <= maximum else default
