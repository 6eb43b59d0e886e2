"""How words match and weigh in every engine: numbers, and the reading of requests."""

from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from search.query.requests import Filters, SearchRequest
from search.text.analysis import words as words_of

ANALYSIS_FORMAT: Final = 6
"""Raise it when analysis changes: an index of another format is not read but rebuilt."""

FIELD_WEIGHTS: Final = {
    "keywords_stem": 4.0,
    "title_stem": 2.5,
    "summary_stem": 2.0,
    "body_stem": 1.0,
    "answers_stem": 1.0,
}
"""Editors' keywords say what readers call it, a title says what it is about, a body says much."""

TIE_BREAKER: Final = 0.1
GRAM_WEIGHT: Final = 0.35
MIN_GRAMS: Final = 3
STOP_WORD_WEIGHT: Final = 0.3
EXACT_TITLE_WEIGHT: Final = 0.2
PHRASE_WEIGHTS: Final = {"head_exact": 1.0, "text_exact": 0.5}
PHRASE_SLOP: Final = 1
MAX_PHRASE_WORDS: Final = 8
BIGRAM_WEIGHT: Final = 0.4
MAX_PAIRS: Final = 12
ALL_REQUIRED_UP_TO_WORDS: Final = 3
MAX_BONUS_WORDS: Final = 6
MAX_QUERY_WORDS: Final = 64
"""Of a query in a script without spaces, where every pair of signs is a word."""
WRITTEN_APART_WEIGHT: Final = 0.5
"""Of a word whose parts follow each other in a text: `giftcard` where it says `gift card`."""
JOINED_WEIGHT: Final = 0.2
"""Of two words of a query in one: `gift card` where it says `giftcard`."""
MIN_COMPOUND_CHARS: Final = 6
CORRECTION_WEIGHT: Final = 0.8
UNSURE_CORRECTION_WEIGHT: Final = 0.4
"""In a question, where a word that no text has is more often a rare one than a mistake."""
LANGUAGE_BONUS: Final = 1.5
"""For what is in the likeliest language of a query: decides between texts that match alike."""
SYNONYM_WEIGHT: Final = 0.6
SYNONYM_PHRASE_FIELDS: Final = ("title_stem", "keywords_stem")
"""Short fields in which all words of a phrase, in any form, are as good as the phrase."""

RERANK_DEPTH: Final = 100
FEW_HITS: Final = 10
FACET_VALUES: Final = 20

HEAD_FIELDS: Final = ("title_stem", "keywords_stem")
MAX_COMPLETIONS: Final = 40
WHOLE_WORD_WEIGHT: Final = 2.0

MAX_SIMILAR_CHARS: Final = 3_000
MAX_SIMILAR_WORDS: Final = 25
TITLE_REPEATS: Final = 3
SHARED_WORDS: Final = 0.3
MAX_SHARED_WORDS: Final = 5


def filter_terms(filters: Filters) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Fields of a hit with values, one of which it must have; the kind is a reader's condition."""
    for tag in filters.tags:
        yield "tag", (tag,)
    if filters.section:
        yield "section", (filters.section,)
    if filters.lang:
        yield "lang", (filters.lang,)
    if filters.author:
        yield "author", filters.author
    if filters.solved is not None:
        yield "solved", ("yes" if filters.solved else "no",)


def drop_facet(filters: Filters, facet: str) -> Filters:
    """The filters without the choice made in one facet."""
    match facet:
        case "kind":
            return replace(filters, kind=None)
        case "section":
            return replace(filters, section="")
        case "lang":
            return replace(filters, lang="")
        case "solved":
            return replace(filters, solved=None)
    return filters


def is_chosen(request: SearchRequest, facet: str) -> bool:
    """Tags add up, so their counts always are those within the chosen ones."""
    if facet == "tag":
        return False
    return getattr(request.filters, facet) not in (None, "")


def split_last_word(text: str) -> tuple[str, str]:
    """What is finished, and the folded beginning of a word that may go on."""
    last = next(iter(deque(words_of(text, ""), maxlen=1)), None)
    if last is None or last.end < len(text):
        return text, ""
    return text[: last.start], last.folded
