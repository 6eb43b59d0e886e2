"""Names that readers take for each other: skeletons as Unicode's UTS #39 describes them."""

import json
import unicodedata
from collections import defaultdict
from functools import cache
from importlib.resources import files
from typing import Final

import regex

from core.unicode import fold, plain_forms

SKELETON_MAX_LENGTH: Final = 240
_MARKS_OF_DIRECTION: Final = "\u200e\u200f"
_NOT_LETTERS_OR_DIGITS: Final = regex.compile(r"[^\p{L}\p{M}\p{N}]+")
_NOT_LETTERS: Final = regex.compile(r"[^\p{L}\p{M}]+")
_MARKS: Final = regex.compile(r"\p{M}+")


def skeleton(name: str) -> str:
    """What a name looks like: equal for two that differ in look-alike characters only.

    Case does not count, nor do full-width forms and what cannot be seen.
    """
    return _draw(fold(plain_forms(name)))


def skeletons(name: str) -> set[str]:
    """The skeletons of a name as written and without case: a capital I looks like a small l.

    In other scripts than Latin the capitals may look alike where the small letters do not.
    """
    plain = plain_forms(name)
    drawn = {skeleton(name), _draw(plain)}
    return drawn if name.isascii() else {*drawn, _draw(_draw(plain.upper()))}


def words_of(name: str) -> set[str]:
    """The skeletons of a name's words, without accents and also without digits around them."""
    plain = _MARKS.sub("", _decomposed(plain_forms(name)))
    parts = {*_NOT_LETTERS_OR_DIGITS.split(plain), *_NOT_LETTERS.split(plain)}
    return set().union(*(skeletons(part) for part in parts if part)) if any(parts) else set()


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def _draw(text: str) -> str:
    table = _prototypes()
    drawn = "".join(table.get(character, character) for character in _decomposed(text))
    return fold(drawn)[:SKELETON_MAX_LENGTH]


@cache
def _prototypes() -> dict[str, str]:
    """The character or characters that stand for all that look like each other.

    The table of the library pairs each character with its look-alikes: those that are paired, by
    whatever way, are one class.
    """
    source = files("confusable_homoglyphs").joinpath("confusables.json")
    pairs = {
        sign.strip(_MARKS_OF_DIRECTION): [
            entry["c"].strip(_MARKS_OF_DIRECTION) for entry in entries
        ]
        for sign, entries in json.loads(source.read_text(encoding="utf-8")).items()
    }
    leader: dict[str, str] = {}

    def find(sign: str) -> str:
        while (above := leader.setdefault(sign, sign)) != sign:
            sign = above
        return sign

    for sign, alike in pairs.items():
        for other in alike:
            leader[find(sign)] = find(other)
    classes: dict[str, list[str]] = defaultdict(list)
    for sign in list(leader):
        classes[find(sign)].append(sign)
    chosen = {}
    for members in classes.values():
        prototype = min(members, key=_preference)
        chosen.update({sign: prototype for sign in members if len(sign) == 1})
    return chosen


def _preference(sign: str) -> tuple[bool, bool, bool, int, str]:
    """Several signs before one (`rn` for `m`), ASCII first, letters before digits."""
    return (len(sign) == 1, not sign.isascii(), not sign.isalpha(), len(sign), sign.swapcase())
