"""The ids that generators of sites give a heading by its words."""

import re
from typing import Final

from django.utils.text import slugify as ascii_slugify

from core.unicode import slugify

_NO_LETTER_BEFORE: Final = re.compile(r"^[^a-zA-Z]+")


def heading_ids(text: str) -> list[str]:
    """The ids that a heading with these words may have had, ours first."""
    plain = text.strip()
    github = re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")
    joined = re.sub(r"-{2,}", "-", github).strip("-")
    kramdown = re.sub(r"[^a-zA-Z0-9 -]", "", _NO_LETTER_BEFORE.sub("", plain))
    found = [
        slugify(plain),
        github,
        joined,
        ascii_slugify(plain),
        kramdown.replace(" ", "-").lower(),
        f"_{joined}",
        f"user-content-{github}",
    ]
    return [name for name in dict.fromkeys(found) if name.strip("-_")]
