"""What is true of every text a person sends, before it is stored or rendered."""

from typing import Final

import regex

from core.unicode import clean_characters

_LINE_ENDS: Final = regex.compile(r"\r\n?|[\x85\u2028\u2029]")


def normalize_source(source: str) -> str:
    """Return the text in NFC, with one kind of line end and no character that anybody trips over.

    See `core.unicode.clean_characters` for what goes.
    """
    return _LINE_ENDS.sub("\n", clean_characters(source))
