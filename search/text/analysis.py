"""From text to the terms that engines index and match.

All analysis happens here and engines receive ready terms, so that every engine finds the same
things in every language, also in those for which it has no analyser of its own.

A word gives two kinds of terms: its *folded* form (lower case, no diacritics), which serves exact
matches, phrases and spelling, and its *stem*, which serves everything else. A word written with
diacritics also gives the stem of its folded form, so that people who type without them find it,
and one that may begin with little words (`clitics`) what is left of it without.
What has a sign that tells it apart (`C++`, `.NET`, `3/8`) is found by that; in a text that is of
several letters, also without it. How a text is composed (NFC, NFD) makes no difference.
"""

import math
import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import combinations, pairwise
from typing import Final, NamedTuple

import Stemmer

from search.text.clitics import without_clitics
from search.text.javanese import stem_javanese
from search.text.languages import LANGUAGES, base_code
from search.text.tokens import (
    DOTTED,
    NUMBER,
    PICTURE,
    RUN,
    WORD,
    Token,
    clusters,
    has_unspaced,
    token_at,
    tokens,
)

MAX_WORD_CHARS: Final = 60
GRAM_CHARS: Final = 4
GRAM_SHARE: Final = 0.7
_CACHED_WORDS: Final = 10_000
_CACHED_GRAMS: Final = 1_000

_JOINED = re.compile(r"(?<![^\W_])[^\W_]+(?:(?:[-\u2010\u2011]|(?<!\d)\.|\.(?!\d))[^\W_]+){1,3}")
_MODELS = (
    re.compile(r"(?<![^\W_])([^\W\d_]{1,4})( ?)(\d+)(?![^\W_])"),
    re.compile(r"(?<![^\W_])(\d+)( ?)([^\W\d_]{1,2})(?![^\W_])"),
)
_DIGIT = re.compile(r"\d")
_DIMENSIONS = re.compile(r"(?<![^\W_])[^\W\d_]{0,2}\d+(?: ?[xX\u00d7] ?\d+)+(?!\d)")
_DOTTED = re.compile(r"(?<![^\W_])[^\W_]{1,20}(?:\.[^\W\d_]{1,4})+(?![^\W_])")
_ONE_WORD = re.compile(
    r"(?<![^\W_])(?<!-)(?:([^\W\d_])-([^\W\d_]{3,})|([^\W\d_]{1,4})-(\d+))(?![^\W_])(?!-)"
)
_NOT_DECOMPOSED: Final = str.maketrans(
    {
        "\u2044": "/",
        "\u0629": "\u0647",
        "\u0649": "\u064a",
        "\u06cc": "\u064a",
        "\u06a9": "\u0643",
        "\u0671": "\u0627",
        "\u0901": "\u0902",
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
_IGNORED_MARKS: Final = (
    (0x0300, 0x036F),  # diacritics of Latin, Greek and Cyrillic
    (0x0483, 0x0489),
    (0x0591, 0x05C7),  # Hebrew points
    (0x0610, 0x061A),  # Arabic points
    (0x0640, 0x0640),
    (0x064B, 0x065F),
    (0x0670, 0x0670),
    (0x06D6, 0x06ED),
    (0x0711, 0x074A),  # Syriac points
    (0x08CA, 0x08FF),
    (0x093C, 0x093C),  # the dot of loans in Hindi, which many leave out
    (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF),
    (0x20D0, 0x20FF),
    (0xFE00, 0xFE0F),
    (0xFE20, 0xFE2F),
)
"""In other scripts marks tell words apart, as letters do."""
_APOSTROPHES: Final = "'\u2019\u02bc"
_TRANSCRIBED: Final = {
    "sv": re.compile(r"aa|ae|oe"),
    "da": re.compile(r"aa|oe"),
    "no": re.compile(r"aa|oe"),
}
_stemmers = threading.local()


class Word(NamedTuple):
    """One word of a text: where it stands and the terms it gives."""

    folded: str
    stems: tuple[str, ...]
    start: int
    end: int


class IndexTerms(NamedTuple):
    """What a word gives to an index: terms of one kind are joined by blanks.

    `meaning` is the stem that pairs are made of, empty for a stop word.
    """

    folded: str
    stems: str
    grams: str
    meaning: str


def fold(word: str) -> str:
    """Lower case, diacritics and points removed: `Żółć` and `zolc` are one.

    Full-width letters, ligatures and the digits of all scripts are as the plain ones.
    """
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word).casefold().translate(_NOT_DECOMPOSED)
    decomposed = unicodedata.normalize("NFKD", plain)
    return unicodedata.normalize("NFC", "".join(map(_folded_sign, decomposed)))


@lru_cache(maxsize=_CACHED_WORDS)
def analyse_word(word: str, language: str) -> tuple[str, tuple[str, ...]]:
    """The folded form and the stems of a word as it is written in a text of that language."""
    lowered = unicodedata.normalize("NFKC", word).lower().replace("\u2019", "'")
    lowered = lowered.replace("i\u0307", "i")
    folded = _term(lowered)
    if not folded:
        return word, (word,)
    stem = _term(_stem(lowered, language)) or folded
    forms = [stem]
    if folded != lowered:
        forms.append(_stem(folded, language))
    if (simple := _without_transcription(folded, language)) != folded:
        forms.append(_stem(simple, language))
    forms.extend(without_clitics(folded, language))
    return folded, tuple(dict.fromkeys(forms))


def words(text: str, language: str) -> Iterator[Word]:
    """The words of a text in order; scripts without spaces give overlapping pairs of signs."""
    code = base_code(language)
    for token in tokens(text):
        yield from _words_of(token, code)


def index_terms(text: str, language: str) -> list[IndexTerms]:
    """The terms of all words of a document in order, those that `words` gives."""
    code = base_code(language)
    found: list[IndexTerms] = []
    for token in tokens(text):
        if token.kind == WORD:
            found.extend(_terms_of_word(token.text, code))
        else:
            found.extend(_terms_of_token(token, code))
    return found


def word_at(text: str, start: int, language: str) -> Word | None:
    """The word that begins here, in a text whose script has spaces."""
    token = token_at(text, start)
    if token is None or token.kind == RUN:
        return None
    folded, stems = _analyse_token(token, base_code(language))
    return Word(folded, stems, token.start, token.end)


def has_words(text: str) -> bool:
    """Whether there is anything in a text that can be looked for."""
    return next(words(text, ""), None) is not None


def is_signed(folded: str) -> bool:
    """Whether a word has a sign that tells it apart, or is one."""
    return not folded.isalnum() and any(
        unicodedata.category(char)[0] not in "LMN" for char in folded
    )


def single_signs(text: str) -> Iterator[str]:
    """The signs of scripts without spaces one by one: a word may be a single one."""
    if has_unspaced(text):
        for token in tokens(text):
            if token.kind == RUN:
                yield from (sign for sign, _, _ in _signs(token))


def other_spellings(text: str, language: str) -> Iterator[str]:
    """The stems of what may also be written in one word, or in two.

    `E-Mail` is `email` too, `node.js` is `nodejs`, and `A-113`, `A113` and `A 113` are one thing.
    """
    code = base_code(language)
    text = unicodedata.normalize("NFC", text)
    found = [*_joined_parts(text)]
    if _DIGIT.search(text):
        found += _letters_and_digits(text, code)
        found += (_as_dimensions(match.group()) for match in _DIMENSIONS.finditer(text))
    for written in found:
        if len(written) <= MAX_WORD_CHARS:
            yield from analyse_word(written, code)[1]


def join_short_parts(text: str) -> str:
    """A query in which `A-113` and `e-mail` are one word each: alone, their parts say nothing."""
    text = _ONE_WORD.sub(lambda match: "".join(filter(None, match.groups())), text)
    text = _DOTTED.sub(lambda match: match.group().replace(".", ""), text)
    return _DIMENSIONS.sub(lambda match: _as_dimensions(match.group()), text)


@lru_cache(maxsize=_CACHED_GRAMS)
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


def is_stop_word(folded: str, languages: tuple[str, ...]) -> bool:
    """Whether the word carries no meaning of its own in one of these languages."""
    return any(folded in LANGUAGES[code].stop_words for code in languages if code in LANGUAGES)


def meaning_of(folded: str, stems: tuple[str, ...], language: str) -> str:
    """What a word gives to pairs of words: nothing if it is a stop word."""
    if is_stop_word(folded, (language,)):
        return ""
    return folded if is_signed(folded) else stems[-1]


def _words_of(token: Token, language: str) -> Iterator[Word]:
    if token.kind == RUN:
        yield from _sign_pairs(token)
    elif token.end - token.start <= MAX_WORD_CHARS:
        folded, stems = _analyse_token(token, language)
        if len(folded) <= MAX_WORD_CHARS:
            yield Word(folded, stems, token.start, token.end)


@lru_cache(maxsize=_CACHED_WORDS)
def _terms_of_word(written: str, language: str) -> tuple[IndexTerms, ...]:
    """Those of a plain word, most of which come again; none if it is too long."""
    return tuple(_terms_of_token(Token(WORD, written, 0, len(written)), language))


def _terms_of_token(token: Token, language: str) -> Iterator[IndexTerms]:
    for folded, stems, _start, _end in _words_of(token, language):
        meaning = meaning_of(folded, stems, language)
        yield IndexTerms(folded, " ".join(stems), " ".join(grams(folded)), meaning)


def _joined_parts(text: str) -> Iterator[str]:
    for match in _JOINED.finditer(text):
        parts = re.split(r"[-.\u2010\u2011]", match.group())
        for start, end in combinations(range(len(parts) + 1), 2):
            if end - start > 1:
                yield "".join(parts[start:end])


def _letters_and_digits(text: str, language: str) -> Iterator[str]:
    for pattern in _MODELS:
        for match in pattern.finditer(text):
            one, gap, other = match.groups()
            if not gap:
                yield from (one, other)
            elif one.isupper() or not _has_stop_word((one, other), language):
                yield one + other


def _as_dimensions(written: str) -> str:
    """`10 x 20` and `10\u00d720` as `10x20`."""
    return written.replace(" ", "").replace("\u00d7", "x")


def _has_stop_word(written: Iterable[str], language: str) -> bool:
    return any(is_stop_word(fold(word), (language,)) for word in written)


def _analyse_token(token: Token, language: str) -> tuple[str, tuple[str, ...]]:
    if token.kind == PICTURE:
        return token.text, (token.text,)
    folded, stems = analyse_word(token.text.lstrip("."), language)
    if token.kind == WORD:
        return folded, stems
    if token.kind == NUMBER:
        rest = token.sign.replace(",", ".")
        parts = (fold(part) for part in re.split(r"[./:]", rest) if part)
        return f"{folded}{fold(rest)}", (f"{folded}{fold(rest)}", *stems, *parts)
    whole = f".{folded}" if token.kind == DOTTED else f"{folded}{fold(token.sign)}"
    return whole, (whole,) if len(folded) == 1 else (whole, *stems)


def _sign_pairs(run: Token) -> Iterator[Word]:
    signs = list(_signs(run))
    for first, second in pairwise(signs) if len(signs) > 1 else zip(signs, signs, strict=True):
        pair = first[0] if first is second else first[0] + second[0]
        yield Word(pair, (pair,), first[1], second[2])


def _signs(run: Token) -> Iterator[tuple[str, int, int]]:
    """The folded signs of a run and their places in the text."""
    place = run.start
    for cluster in clusters(run.text):
        end = place + len(cluster)
        yield from ((sign, place, end) for sign in clusters(_term(cluster)))
        place = end


@lru_cache(maxsize=_CACHED_WORDS)
def _folded_sign(char: str) -> str:
    code = ord(char)
    if any(first <= code <= last for first, last in _IGNORED_MARKS):
        return ""
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.decimal(char))
    return "" if category == "Cf" else char


def _term(word: str) -> str:
    """A folded word as engines take it; some signs unfold to several with a blank."""
    return "".join(char for char in fold(word) if char not in _APOSTROPHES and not char.isspace())


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
