"""What a text must not hold where it leaves as XML or as a header."""

import re
from typing import Final

# The complement of `Char` in XML 1.0, section 2.2, with the controls that 1.0 only discourages.
_FORBIDDEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"
)
_DIRECTIONS: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Signs that turn the direction of all that follows, also of what is not their author's."""

_WHITE_SPACE: Final = re.compile(r"\s+")


def xml_text(text: str) -> str:
    """Return the text without characters that XML forbids; a space keeps words apart."""
    return _FORBIDDEN.sub(" ", text)


def header_text(text: str) -> str:
    """Return the text as one line without control characters, for mail and HTTP headers."""
    return _WHITE_SPACE.sub(" ", _DIRECTIONS.sub("", xml_text(text))).strip()
