"""What is true of every text a person sends, before it is stored or rendered."""

import re
from typing import Final

_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_BIDI_CONTROLS: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_LINE_ENDS: Final = re.compile(r"\r\n?|[\x85\u2028\u2029]")


def normalize_source(source: str) -> str:
    """Return the text with one kind of line end and no character a database or reader trips over.

    NUL (which PostgreSQL refuses), other control characters and the bidirectional overrides that
    make a text read differently from what it says are dropped; lone surrogates become U+FFFD.
    """
    text = _LINE_ENDS.sub("\n", _SURROGATES.sub("\ufffd", source))
    return _BIDI_CONTROLS.sub("", _CONTROLS.sub("", text))
