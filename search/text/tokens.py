"""Where the words of a text begin and end, in every script.

A word is letters, digits and the marks that belong to them (a Hindi vowel sign is part of its
word). Scripts without spaces give runs, of which the analyser makes pairs. Signs are kept where
they tell words apart: `C++` and `C#`, `.NET`, `A+`, `AT&T`, `3/8`, `1.5`; a picture (emoji) is a
word by itself. All else separates words.

A text is first drawn in the signs of `_Shapes`, one for one, and one pattern over these finds the
pieces in every script.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

import regex

WORD: Final = "word"
SIGN: Final = "sign"
NUMBER: Final = "number"
AMPERSAND: Final = "ampersand"
DOTTED: Final = "dotted"
PICTURE: Final = "picture"
RUN: Final = "run"

_UNSPACED: Final = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1100, 0x11FF),  # Hangul letters
    (0x1780, 0x17FF),  # Khmer
    (0x1950, 0x19DF),  # Tai Le, New Tai Lue
    (0x1A20, 0x1AAF),  # Tai Tham
    (0x3005, 0x3007),  # Han
    (0x3021, 0xA4CF),  # Kana, Bopomofo, Han, Yi
    (0xA960, 0xA97F),  # Hangul letters
    (0xA9E0, 0xA9FF),  # Myanmar
    (0xAA60, 0xAADF),  # Myanmar, Tai Viet
    (0xAC00, 0xD7FF),  # Hangul
    (0xF900, 0xFAFF),  # Han
    (0xFF66, 0xFFDC),  # Kana and Hangul of half width
    (0x1AFF0, 0x1B16F),  # Kana
    (0x20000, 0x3FFFF),  # Han
)
_JOINERS: Final = "\u00ad\u200c\u200d"
_OPENING: Final = "([\"'\u201c\u201e\u00ab"
_KEPT: Final = {ord(sign): sign for sign in "+#&.,/:'"} | {
    0x2019: "'",
    0xFF0B: "+",
    0xFF03: "#",
    0x266F: "#",
}
_REGIONS: Final = range(0x1F1E6, 0x1F200)
_PICTURE: Final = regex.compile(r"\p{Extended_Pictographic}")


class _Shapes(dict[int, str]):
    """What each sign of a text is: a letter, 0 digit, n other number, m mark, u without spaces,
    p picture, r half a flag, blank what may stand before a word that begins with a dot."""

    def __missing__(self, code: int) -> str:
        shape = self[code] = _shape(code)
        return shape


_SHAPES: Final = _Shapes(_KEPT)
_PIECE: Final = re.compile(
    rf"(?P<{WORD}>[a0n][a0nm]*(?:'[a0n][a0nm]*)*)"
    rf"(?:(?<=0)(?P<{NUMBER}>(?:[.,/:]0+)+)"
    rf"|(?P<{SIGN}>\+{{2,3}}(?![a+])|\+(?![a0n+])|\#(?![a0n#]))"
    rf"|&(?P<{AMPERSAND}>a{{1,3}})(?![a0nm]))?"
    rf"|(?<![^ '])\.(?P<{DOTTED}>a[a0nm]+)"
    rf"|(?P<{RUN}>u[um]*)"
    rf"|(?P<{PICTURE}>rr|p)"
)


class Token(NamedTuple):
    """A piece of a text and its place; `sign` is what a word, number or short name goes on with."""

    kind: str
    text: str
    start: int
    end: int
    sign: str = ""


def tokens(text: str) -> Iterator[Token]:
    """The pieces of a text that can be looked for, in order."""
    for match in _PIECE.finditer(text.translate(_SHAPES)):
        if match.lastgroup == WORD:  # most are
            start, end = match.span()
            yield Token(WORD, text[start:end], start, end)
        else:
            yield _token(text, match)


def token_at(text: str, start: int) -> Token | None:
    """The piece that begins here, if one does."""
    end = text.find(" ", start)
    match = _PIECE.match(text[start : end if end >= 0 else None].translate(_SHAPES))
    if match is None:
        return None
    token = _token(text[start:], match)
    return token._replace(start=start + token.start, end=start + token.end)


def has_unspaced(text: str) -> bool:
    """Whether a text has words in a script that puts no spaces between them."""
    return not text.isascii() and "u" in text.translate(_SHAPES)


@lru_cache(maxsize=10_000)
def clusters(text: str) -> tuple[str, ...]:
    """The signs of a text as people count them: a letter with its marks is one."""
    return tuple(regex.findall(r"\X", text))


def _token(text: str, match: re.Match[str]) -> Token:
    kind = match.lastgroup or WORD
    start, end = match.span()
    if kind in {SIGN, NUMBER, AMPERSAND}:
        middle = match.end(WORD)
        return Token(kind, text[start:middle], start, end, text[middle:end])
    return Token(kind, text[start:end], start, end)


def _shape(code: int) -> str:
    char = chr(code)
    category = unicodedata.category(char)
    if category[0] in "LM" and any(first <= code <= last for first, last in _UNSPACED):
        shape = "u"
    elif category[0] == "L":
        shape = "a"
    elif category[0] == "N":
        shape = "0" if category == "Nd" else "n"
    elif category[0] == "M" or char in _JOINERS:
        shape = "m"
    elif code in _REGIONS:
        shape = "r"
    elif code >= 0x2190 and _PICTURE.match(char):
        shape = "p"
    else:
        shape = " " if char.isspace() or char in _OPENING else "-"
    return shape
