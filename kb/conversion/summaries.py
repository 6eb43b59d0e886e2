"""Summaries made from blocks in the form that Wagtail stores."""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from typing import Any, Final

from django.utils.html import strip_tags

from community.text import excerpt
from kb.conversion.markdown_blocks import RawBlock

_SUMMARY_LENGTH: Final = 280
_SUMMARY_MIN: Final = 40
_SENTENCE_END: Final = re.compile(r"[.!?](?= )")
_END: Final = re.compile(r"(</(?:p|h[234]|li)>)")
_SPEAKING: Final = ("text", "steps", "callout", "quote", "faq")


def first_words(blocks: Sequence[RawBlock], length: int = _SUMMARY_LENGTH) -> str:
    """What an article begins with, for a summary that nobody has written; may be empty."""
    for block in blocks:
        if block["type"] in _SPEAKING:
            for html in _texts(block["value"]):
                for paragraph in _END.sub(r"\1\n", html).split("\n"):
                    words = unescape(strip_tags(paragraph.replace("<br/>", " "))).strip()
                    if words and not paragraph.startswith(("<h2", "<h3", "<h4")):
                        return _opening(" ".join(words.split()), length)
    return ""


def repeats_summary(blocks: Iterable[RawBlock], summary: str) -> bool:
    """Whether a text begins with its summary, so that once is enough."""
    first = next(iter(blocks), None)
    if first is None or first["type"] != "text" or first["value"].lstrip().startswith("<h"):
        return False
    said = summary.rstrip("… ")
    return bool(said) and first_words([first], len(first["value"])).startswith(said)


def _opening(words: str, length: int) -> str:
    """The sentences that fit, else as many words as do."""
    ends = [match.end() for match in _SENTENCE_END.finditer(words) if match.end() <= length]
    if len(words) > length and ends and ends[-1] >= _SUMMARY_MIN:
        return words[: ends[-1]]
    return excerpt(words, length)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if value.startswith("<"):
            yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
