"""Bringing two edits of one text together: by lines, and inside of lines by words.

Where both changed the same place, `mine` stands and the merge says that it overlaps.
"""

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from core.unicode import split_words

_MAX_WORD_PAIRS: Final = 250_000


@dataclass(frozen=True, slots=True)
class Merge:
    """The text that holds both edits; `overlaps` where one of them had to give way."""

    text: str
    overlaps: bool


def merge_texts(base: str, theirs: str, mine: str) -> Merge:
    """Put what `mine` changed in `base` into `theirs`."""
    if theirs in (base, mine):
        return Merge(mine, overlaps=False)
    if base == mine:
        return Merge(theirs, overlaps=False)
    merged, overlaps = _merge(_lines(base), _lines(theirs), _lines(mine), by_words=True)
    return Merge("".join(merged), overlaps)


def merge_lists(base: list[str], theirs: list[str], mine: list[str]) -> list[str]:
    """What both kept, and what either added."""
    kept = [name for name in theirs if name in mine or name not in base]
    return kept + [name for name in mine if name not in base and name not in kept]


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


Edit = tuple[int, int, list[str]]
"""The part of the base from one place to another, and what stands there instead."""


def _edits(base: list[str], other: list[str]) -> list[Edit]:
    codes = SequenceMatcher(None, base, other, autojunk=False).get_opcodes()
    return [(i, j, other[k:end]) for tag, i, j, k, end in codes if tag != "equal"]


def _merge(
    base: list[str], theirs: list[str], mine: list[str], *, by_words: bool
) -> tuple[list[str], bool]:
    edits = [(edit, 0) for edit in _edits(base, theirs)] + [
        (edit, 1) for edit in _edits(base, mine)
    ]
    merged: list[str] = []
    overlaps, at = False, 0
    for group in _touching(sorted(edits, key=lambda item: item[0][:2])):
        start, end = group[0][0][0], max(edit[1] for edit, _side in group)
        merged += base[at:start]
        before = base[start:end]
        sides = [_apply(before, start, [e for e, s in group if s == side]) for side in (0, 1)]
        part, clash = _choose(before, sides[0], sides[1], by_words=by_words)
        merged += part
        overlaps, at = overlaps or clash, end
    return merged + base[at:], overlaps


def _touching(edits: list[tuple[Edit, int]]) -> list[list[tuple[Edit, int]]]:
    """Edits that meet stand in one group."""
    groups: list[list[tuple[Edit, int]]] = []
    reach = -1
    for item in edits:
        start, end, _text = item[0]
        if groups and start <= reach:
            groups[-1].append(item)
        else:
            groups.append([item])
            reach = end
        reach = max(reach, end)
    return groups


def _apply(part: list[str], offset: int, edits: list[Edit]) -> list[str]:
    result, at = list[str](), 0
    for start, end, text in edits:
        result += [*part[at : start - offset], *text]
        at = end - offset
    return result + part[at:]


def _choose(
    base: list[str], theirs: list[str], mine: list[str], *, by_words: bool
) -> tuple[list[str], bool]:
    if theirs in (base, mine):
        return mine, False
    if base == mine:
        return theirs, False
    words = [split_words("".join(part)) for part in (base, theirs, mine)]
    if not by_words or len(words[0]) * max(map(len, words)) > _MAX_WORD_PAIRS:
        return mine, True
    merged, overlaps = _merge(words[0], words[1], words[2], by_words=False)
    return (mine, True) if overlaps else (merged, False)
