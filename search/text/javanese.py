"""Light stems for Javanese, for which no stemmer is at hand: the commonest affixes, no dictionary.

What is left must be long enough to mean something, so short words stay as they are. Which of
several roots a nasal stands for ("nulis" is of "tulis") cannot be told; grams find those.
"""

from typing import Final

MIN_ROOT_CHARS: Final = 4
_SUFFIXES: Final = ("aken", "akake", "ake", "ipun", "nipun", "ne", "ku", "mu", "an", "e", "i")
_PREFIXES: Final = ("dipun", "dak", "tak", "kok", "di")
_NASALS: Final = (("ngg", "g"), ("mb", "b"), ("nd", "d"), ("nj", "j"), ("ng", ""))


def stem_javanese(word: str) -> str:
    """The root of a word as far as its affixes show it; two suffixes may follow each other."""
    return _without_nasal(_without_prefix(_without_suffix(_without_suffix(word))))


def _without_suffix(word: str) -> str:
    for suffix in sorted(_SUFFIXES, key=len, reverse=True):
        if word.endswith(suffix) and len(word) - len(suffix) >= MIN_ROOT_CHARS:
            return word.removesuffix(suffix)
    return word


def _without_prefix(word: str) -> str:
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= MIN_ROOT_CHARS:
            return word.removeprefix(prefix)
    return word


def _without_nasal(word: str) -> str:
    for nasal, plain in _NASALS:
        rest = plain + word.removeprefix(nasal)
        if word.startswith(nasal) and len(rest) >= MIN_ROOT_CHARS:
            return rest
    return word
