"""Names of variants: texts that differ by country, model or platform."""

from typing import Final

from core.unicode import slugify

CHOICE_MAX_LENGTH: Final = 60


def option_key(name: str) -> str:
    """Return what names a variant in URLs."""
    return slugify(name, maximum=CHOICE_MAX_LENGTH)
