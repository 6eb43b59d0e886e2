"""From text to the terms that engines index and match.

All analysis happens here and engines receive ready terms, so that every engine finds the same
things in every language, also in those for which it has no analyser of its own.

A word gives two kinds of terms: its *folded* form (lower case, no diacritics), which serves exact
matches, phrases and spelling, and its *stem*, which serves everything else. A word written with
diacritics also gives the stem of its folded form, so that people who type without them find it.
"""

import math
import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Final

import Stemmer

from search.text.javanese import stem_javanese
from search.text.languages import LANGUAGES, base_code

MAX_WORD_CHARS: Final = 60
GRAM_CHARS: Final = 4
GRAM_SHARE: Final = 0.7
_CACHED_WORDS: Final = 100_000

_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_HYPHENED = re.compile(r"(?<![^\W_])[^\W_]+(?:[-\u2010\u2011][^\W_]+){1,3}")
_MODELS = (
    re.compile(r"(?<![^\W_])([^\W\d_]{1,4})( ?)(\d+)(?![^\W_])"),
    re.compile(r"(?<![^\W_])(\d+)( ?)([^\W\d_]{1,2})(?![^\W_])"),
)
_ONE_WORD = re.compile(
    r"(?<![^\W_])(?<!-)(?:([^\W\d_])-([^\W\d_]{3,})|([^\W\d_]{1,4})-(\d+))(?![^\W_])(?!-)"
)
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+")
_NOT_DECOMPOSED: Final = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "\u0131": "i",
    }
)
_TRANSCRIBED: Final = {
    "sv": re.compile(r"aa|ae|oe"),
    "da": re.compile(r"aa|oe"),
    "no": re.compile(r"aa|oe"),
}
_stemmers = threading.local()


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: where it stands and the terms it gives."""

    folded: str
    stems: tuple[str, ...]
    start: int
    end: int


def fold(word: str) -> str:
    """Lower case, diacritics removed: `Żółć` and `zolc` are one."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word).casefold().translate(_NOT_DECOMPOSED)
    decomposed = unicodedata.normalize("NFKD", plain)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@lru_cache(maxsize=_CACHED_WORDS)
def analyse_word(word: str, language: str) -> tuple[str, tuple[str, ...]]:
    """The folded form and the stems of a word as it is written in a text of that language."""
    lowered = word.lower().replace("\u2019", "'")
    folded = fold(lowered.replace("'", ""))
    if not folded:
        return lowered, (lowered,)
    stem = fold(_stem(lowered, language).replace("'", "")) or folded
    forms = [stem]
    if folded != lowered:
        forms.append(_stem(folded, language))
    if (simple := _without_transcription(folded, language)) != folded:
        forms.append(_stem(simple, language))
    return folded, tuple(dict.fromkeys(forms))


def words(text: str, language: str) -> Iterator[Word]:
    """The words of a text in order; scripts without spaces give overlapping pairs of signs."""
    code = base_code(language)
    for match in _WORD.finditer(text):
        raw = match.group()
        if has_unspaced(raw):
            yield from _sign_pairs(raw, match.start())
        elif len(raw) <= MAX_WORD_CHARS:
            folded, stems = analyse_word(raw, code)
            if len(folded) <= MAX_WORD_CHARS:
                yield Word(folded, stems, match.start(), match.end())


def other_spellings(text: str, language: str) -> Iterator[str]:
    """The stems of what may also be written in one word, or in two.

    `E-Mail` is `email` too, and `A-113`, `A113` and `A 113` are one thing.
    """
    code = base_code(language)
    for written in (*_joined_parts(text), *_letters_and_digits(text, code)):
        if len(written) <= MAX_WORD_CHARS:
            yield from analyse_word(written, code)[1]


def join_short_parts(text: str) -> str:
    """A query in which `A-113` and `e-mail` are one word each: alone, their parts say nothing."""
    return _ONE_WORD.sub(lambda match: "".join(filter(None, match.groups())), text)


@lru_cache(maxsize=_CACHED_WORDS)
def grams(folded: str) -> tuple[str, ...]:
    """The overlapping runs of four signs in a word, its ends marked.

    Words that share most of them are forms of one word, or one is part of the other: this finds
    compounds and inflections for which there is no stemmer.
    """
    marked = f"_{folded}_"
    if len(marked) <= GRAM_CHARS:
        return (marked,)
    runs = (marked[i : i + GRAM_CHARS] for i in range(len(marked) - GRAM_CHARS + 1))
    return tuple(dict.fromkeys(runs))


def grams_needed(count: int, *, in_compounds: bool) -> int:
    """How many of its grams show that a word is in another: most, or all but those of its ends.

    A word of four letters has three. Where words are joined it may begin or end another; elsewhere
    two of them say nothing (`tent` is not in `tenth`).
    """
    if count == GRAM_CHARS - 1:
        return count - 1 if in_compounds else count
    return min(math.ceil(GRAM_SHARE * count), max(count - 2, GRAM_CHARS))


def has_unspaced(text: str) -> bool:
    """Whether a text has words in a script that puts no spaces between them."""
    return not text.isascii() and _UNSPACED.search(text) is not None


def is_little(folded: str, languages: tuple[str, ...]) -> bool:
    """Whether the word carries no meaning of its own in one of these languages."""
    return any(folded in LANGUAGES[code].little_words for code in languages if code in LANGUAGES)


def _joined_parts(text: str) -> Iterator[str]:
    for match in _HYPHENED.finditer(text):
        parts = re.split(r"[-\u2010\u2011]", match.group())
        for start, end in combinations(range(len(parts) + 1), 2):
            if end - start > 1:
                yield "".join(parts[start:end])


def _letters_and_digits(text: str, language: str) -> Iterator[str]:
    for pattern in _MODELS:
        for match in pattern.finditer(text):
            one, gap, other = match.groups()
            if not gap:
                yield from (one, other)
            elif one.isupper() or not _has_little((one, other), language):
                yield one + other


def _has_little(written: Iterable[str], language: str) -> bool:
    return any(is_little(fold(word), (language,)) for word in written)


def _sign_pairs(run: str, offset: int) -> Iterator[Word]:
    for index in range(max(1, len(run) - 1)):
        pair = run[index : index + 2]
        folded = fold(pair) or pair
        yield Word(folded, (folded,), offset + index, offset + index + len(pair))


def _without_transcription(folded: str, language: str) -> str:
    """`bestaellning` as `bestallning`, for people who lack the letters; German stems do that."""
    pattern = _TRANSCRIBED.get(language)
    return pattern.sub(lambda match: match.group()[0], folded) if pattern else folded


def _stem(word: str, language: str) -> str:
    if language == "jv":
        return stem_javanese(word)
    known = LANGUAGES.get(language)
    if known is None or known.stemmer is None:
        return word
    stemmer = getattr(_stemmers, language, None)
    if stemmer is None:
        stemmer = Stemmer.Stemmer(known.stemmer)
        setattr(_stemmers, language, stemmer)
    return str(stemmer.stemWord(word))
