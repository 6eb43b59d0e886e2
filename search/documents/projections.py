"""From a document to the analysed fields that engines store; from a query to its words."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from search.documents.builders import SearchDocument
from search.query.requests import Synonym
from search.text.analysis import (
    Word,
    analyse_word,
    grams,
    index_terms,
    is_signed,
    is_stop_word,
    join_short_parts,
    meaning_of,
    other_spellings,
    single_signs,
    words,
)
from search.text.languages import base_code
from search.text.tokens import has_unspaced

Fields = dict[str, list[str]]
MIN_PART_CHARS: Final = 3
MAX_COMPOUNDS: Final = 6
_HYPHENS: Final = ("-", "\u2010", "\u2011")


@dataclass(frozen=True, slots=True)
class QueryWord:
    """A word that is looked for, analysed in every language the query may be in.

    It is `joined` if the query has it in two pieces, which are looked for by themselves.
    """

    folded: str
    stems: tuple[str, ...]
    is_stop_word: bool
    joined: bool = False

    @property
    def grams(self) -> tuple[str, ...]:
        return grams(self.folded)


def query_words(text: str, languages: tuple[str, ...]) -> tuple[QueryWord, ...]:
    """The distinct words of a query; when all are little ones, all of them count."""
    codes = tuple(base_code(code) for code in languages) or ("",)
    text = join_short_parts(unicodedata.normalize("NFC", text))
    found: dict[str, QueryWord] = {}
    for word in words(text, codes[0]):
        stems = tuple(dict.fromkeys(_query_stems(word, text, codes)))
        known = found.get(word.folded)
        if known is None:
            found[word.folded] = QueryWord(word.folded, stems, is_stop_word(word.folded, codes[:1]))
    if all(word.is_stop_word for word in found.values()):
        return tuple(QueryWord(word.folded, word.stems, False) for word in found.values())
    return tuple(found.values())


def phrase_words(text: str) -> list[str]:
    """The folded words of a phrase in order."""
    return [word.folded for word in words(text, "")]


def project(document: SearchDocument) -> Fields:
    """The fields of a document as terms joined by blanks, ready for any engine's index.

    `*_stem` match words in all their forms, `*_exact` the words as written (phrases, spelling,
    suggestions); `grams` holds parts of all words, `pairs` words that follow each other.
    """
    parts = {
        "title": (document.title,),
        "keywords": (document.keywords,),
        "summary": (document.summary,),
        "body": (document.body,),
        "answers": document.answers,
    }
    fields: Fields = {"head_exact": [], "text_exact": []}
    fields |= {"grams": [], "pairs": []}
    for name, texts in parts.items():
        for text in filter(None, texts):
            _add_text(fields, name, text, document.language)
    return fields


def query_bigrams(text: str, languages: tuple[str, ...]) -> list[str]:
    """The words of a query that follow each other, in each language it may be in."""
    codes = tuple(base_code(code) for code in languages) or ("",)
    found = (
        pair
        for code in codes
        for pair in _bigrams(
            meaning_of(word.folded, word.stems, code) for word in words(text, code)
        )
    )
    return list(dict.fromkeys(found))


def query_compounds(text: str, languages: tuple[str, ...]) -> list[Synonym]:
    """Neighbours in a query as one word: `gift card` may stand as `giftcard` in a text."""
    codes = tuple(map(base_code, languages))
    found = []
    for one, other in pairwise(words(text, "")):
        parts = (one.folded, other.folded)
        least = 1 if text[one.end : other.start] in _HYPHENS else MIN_PART_CHARS
        if all(len(part) >= least and not is_stop_word(part, codes) for part in parts):
            written = text[one.start : one.end] + text[other.start : other.end]
            for word in query_words(written, languages):
                compound = replace(word, joined=True)
                found.append(Synonym(written, (compound,), parts, is_same=True))
    return found[:MAX_COMPOUNDS]


def _bigrams(meanings: Iterable[str]) -> Iterator[str]:
    """Pairs of stems, those of plain forms, as if there were no stop words between them.

    They are joined, so that a compound written in one word is found in two.
    """
    return map("".join, pairwise(filter(None, meanings)))


def _add_text(fields: Fields, name: str, text: str, language: str) -> None:
    found = index_terms(text, language)
    exact = " ".join([terms.folded for terms in found])
    stems = [terms.stems for terms in found]
    stems.extend(other_spellings(text, language))
    stems.extend(single_signs(text))
    fields["pairs"].append(" ".join(_bigrams(terms.meaning for terms in found)))
    fields.setdefault(f"{name}_stem", []).append(" ".join(stems))
    fields["text_exact"].append(exact)
    if name in {"title", "keywords"}:
        fields["head_exact"].append(exact)
    fields["grams"].append(" ".join([terms.grams for terms in found]))


def _query_stems(word: Word, text: str, codes: tuple[str, ...]) -> Iterator[str]:
    """Those of a word in every language; what has a sign is looked for with it."""
    if is_signed(word.folded):
        yield word.folded
        return
    yield from word.stems
    written = text[word.start : word.end]
    if not has_unspaced(written):
        for code in codes[1:]:
            yield from analyse_word(written, code)[1]
