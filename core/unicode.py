"""What a letter, a word and a character are in every script; the only place that says so.

Python's `\\w`, `isalnum` and `len` know no marks: the vowel signs of Hindi and Thai are marks (Mn,
Mc), and people count `é`, `हि` and a family of emoji as one character each.
"""

import unicodedata
from typing import Any, Final

import regex

_SURROGATES: Final = regex.compile("[\ud800-\udfff]")
_BREAKS_OF_LINES: Final = regex.compile(r"[\x0b\x0c]")
_UNWANTED: Final = regex.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls
    "\u202a-\u202e\u2066-\u2069"  # what makes a text read differently from what it says
    "\ufeff\ufdd0-\ufdef\ufffe\uffff"  # no characters at all
    + "".join(
        f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(1, 17)
    )
    + "]"
)
_ASCII_UNWANTED: Final = regex.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

LETTER: Final = r"[[\p{L}\p{N}]--\p{DI}]"
MARK: Final = r"[[\p{Mn}\p{Mc}]--\p{DI}]"
WORD_CHARACTER: Final = rf"(?:{LETTER}(?:{MARK}|[\u200c\u200d](?={LETTER}))*+|_)"
"""A letter or digit with its marks, and the joiners that Persian and Hindi write inside a word."""

SPACELESS: Final = (
    r"[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Bopo}\p{scx=Yiii}\p{scx=Hang}"
    r"\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}\p{scx=Tibt}]"
)
"""Characters of scripts where the next word, or a particle, follows without a space."""

_PIECES: Final = regex.compile(
    rf"\s+|(?:(?!{SPACELESS}){WORD_CHARACTER})+|\X", regex.V1 | regex.DOTALL
)
_DENSE: Final = regex.compile(r"[\p{Han}\p{Hangul}\p{Yiii}]")
_SYLLABIC: Final = regex.compile(
    r"[\p{Hiragana}\p{Katakana}\p{Ethiopic}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}"
    r"\p{Devanagari}\p{Bengali}\p{Gurmukhi}\p{Gujarati}\p{Oriya}\p{Tamil}\p{Telugu}\p{Kannada}"
    r"\p{Malayalam}\p{Sinhala}\p{Javanese}\p{Balinese}\p{Sundanese}]"
)
_CLUSTER: Final = regex.compile(r"\X")
_ANY_LETTER: Final = regex.compile(LETTER, regex.V1)
_IN_WORD: Final = regex.compile(r"[\p{L}\p{N}\p{Mn}\p{Mc}]")
_IGNORABLE: Final = regex.compile(r"\p{DI}+")
_NOT_IN_SLUGS: Final = regex.compile(r"[^\p{L}\p{N}\p{Mn}\p{Mc}_\s-]+")
_LOOSE_MARKS: Final = regex.compile(r"(?<![\p{L}\p{N}\p{Mn}\p{Mc}])[\p{Mn}\p{Mc}]+")
_MAY_BE_PLAIN: Final = regex.compile("[^\u0e33\u0eb3]+")
_GAPS: Final = regex.compile(r"[-\s]+")


def clean_characters(text: str) -> str:
    """The text in NFC, without what no text should hold and neither XML nor PostgreSQL takes.

    Control characters (line ends and tabs stay), noncharacters and the controls that reverse the
    order of letters go, the line break of Word becomes a space, lone surrogates U+FFFD.
    """
    if text.isascii():
        if _ASCII_UNWANTED.search(text) is None:
            return text
    else:
        text = _SURROGATES.sub("\ufffd", text)
    text = _UNWANTED.sub("", _BREAKS_OF_LINES.sub(" ", text))
    return unicodedata.normalize("NFC", text)


def clean_values(value: Any) -> Any:
    """The same for all texts in lists, tuples and mappings, whatever they stand in."""
    if isinstance(value, str):
        cleaned = clean_characters(value)
        return value if cleaned == value else cleaned
    if isinstance(value, dict):
        return {clean_values(key): clean_values(inner) for key, inner in value.items()}
    if type(value) in {list, tuple}:
        return type(value)(clean_values(inner) for inner in value)
    return value


def one_line(text: str) -> str:
    """The text on one line; nothing, where none of it can be seen."""
    line = " ".join(text.split())
    return line if _IGNORABLE.sub("", line).strip() else ""


def fold(text: str) -> str:
    """What is left of a name without case: equal for two that readers take for the same.

    Beyond Unicode's case folding, the dotted and the dotless i of Turkish are one letter, since
    their capitals are those of each other elsewhere; invisible characters do not count.
    """
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFD", _IGNORABLE.sub("", text))
    plain = unicodedata.normalize("NFD", plain.casefold()).replace("i\u0307", "i")
    return unicodedata.normalize("NFC", plain.replace("\u0131", "i"))


def lower(text: str) -> str:
    """Small letters; `İ` is a plain `i`, not one with a second dot."""
    return unicodedata.normalize("NFC", text).replace("İ", "i").lower()


def plain_forms(text: str) -> str:
    """Full-width, raised and joined letters as plain ones (NFKC); Thai and Lao `am` stay whole."""
    plain = _MAY_BE_PLAIN.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    return unicodedata.normalize("NFC", plain)


def has_letter(text: str) -> bool:
    """Whether there is a letter or a digit of any script."""
    return _ANY_LETTER.search(text) is not None


def joins_words(character: str) -> bool:
    """Whether the character is a part of a word: a letter or digit of any script, or a mark."""
    return _IN_WORD.match(character) is not None


def characters(text: str) -> list[str]:
    """The text as its reader sees it, character by character (grapheme clusters)."""
    return _CLUSTER.findall(text)


def count_characters(text: str) -> int:
    """How many characters a reader counts."""
    return len(text) - text.count("\r\n") if text.isascii() else len(characters(text))


LONGEST_CHARACTER: Final = 16
"""Code points for each character that a reader counts: a family of emoji has eleven."""


def fits(text: str, maximum: int, column: int | None = None) -> bool:
    """Whether it has at most so many characters as readers count, and fits their column."""
    column = column or maximum * LONGEST_CHARACTER
    if len(text) > column:
        return False
    return len(text) <= maximum or count_characters(text) <= maximum


def shorten_to_fit(text: str, maximum: int, column: int | None = None) -> str:
    """The beginning of a text, at most so many characters as readers count."""
    if fits(text, maximum, column):
        return text
    return shorten("".join(characters(text)[:maximum]), column or maximum * LONGEST_CHARACTER)


def count_weighed(text: str) -> int:
    """The length as it would be in Latin letters: a Chinese character says as much as three."""
    if text.isascii():
        return count_characters(text)
    return sum(
        3 if _DENSE.match(cluster) else 2 if _SYLLABIC.match(cluster) else 1
        for cluster in characters(text)
    )


def split_words(text: str) -> list[str]:
    """The text in pieces: words, runs of spaces, signs; character by character where no spaces are.

    Joined, the pieces are the text again.
    """
    return _PIECES.findall(text)


def shorten(text: str, maximum: int) -> str:
    """The beginning of a text, at most `maximum` code points, no character cut in two."""
    if len(text) <= maximum:
        return text
    end = 0
    for match in _CLUSTER.finditer(text):
        if match.end() > maximum:
            break
        end = match.end()
    return text[:end]


def slugify(text: str, *, maximum: int | None = None) -> str:
    """Letters with their marks, digits and hyphens, for a URL; may be empty."""
    text = plain_forms(lower(_IGNORABLE.sub("", text)))
    text = _LOOSE_MARKS.sub("", _NOT_IN_SLUGS.sub("", text))
    slug = _GAPS.sub("-", text).strip("-_")
    return slug if maximum is None else shorten(slug, maximum).rstrip("-_")
