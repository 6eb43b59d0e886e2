"""Compare two versions of a text by lines, and changed lines by words."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Final, Literal

from core.unicode import split_words

DiffKind = Literal["equal", "insert", "delete"]

_MAX_WORD_PAIRS: Final = 1_000_000
_ALIKE: Final = 0.4
"""Lines with a lower similarity are shown as one removed and one added line."""


@dataclass(frozen=True, slots=True)
class DiffSegment:
    """Consecutive words inside a changed line."""

    kind: DiffKind
    text: str


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line of a version. A changed line is a `delete` line followed by an `insert` line."""

    kind: DiffKind
    text: str
    segments: tuple[DiffSegment, ...] = ()


def _whole(kind: DiffKind, line: str) -> DiffLine:
    return DiffLine(kind, line, (DiffSegment(kind, line),) if line else ())


class _WordComparer:
    """Compare lines by words, up to a limit of `_MAX_WORD_PAIRS` comparisons for one text."""

    def __init__(self) -> None:
        self._budget = _MAX_WORD_PAIRS

    def compare(self, old: str, new: str) -> tuple[DiffLine, DiffLine]:
        """Return both versions of a line; segments mark the words that only one version has."""
        old_words, new_words = split_words(old), split_words(new)
        self._budget -= len(old_words) * len(new_words)
        if self._budget < 0:
            return _whole("delete", old), _whole("insert", new)
        matcher = SequenceMatcher(None, old_words, new_words, autojunk=False)
        if matcher.ratio() < _ALIKE:
            return _whole("delete", old), _whole("insert", new)
        deleted: list[DiffSegment] = []
        inserted: list[DiffSegment] = []
        for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
            before, after = "".join(old_words[old_from:old_to]), "".join(new_words[new_from:new_to])
            if before:
                deleted.append(DiffSegment("equal" if tag == "equal" else "delete", before))
            if after:
                inserted.append(DiffSegment("equal" if tag == "equal" else "insert", after))
        return DiffLine("delete", old, tuple(deleted)), DiffLine("insert", new, tuple(inserted))

    def replace(self, old: list[str], new: list[str]) -> list[DiffLine]:
        """Return removed and added lines, compared pairwise in their order."""
        lines: list[DiffLine] = []
        for before, after in zip_longest(old, new):
            if before is None:
                lines.append(_whole("insert", after))
            elif after is None:
                lines.append(_whole("delete", before))
            else:
                lines.extend(self.compare(before, after))
        return lines


def diff_lines(old: str, new: str) -> list[DiffLine]:
    """Return the lines of both texts in reading order. The old text alone has `delete` lines."""
    old_lines = old.split("\n") if old else []
    new_lines = new.split("\n") if new else []
    lines: list[DiffLine] = []
    comparer = _WordComparer()
    opcodes = SequenceMatcher(None, old_lines, new_lines).get_opcodes()
    for tag, old_from, old_to, new_from, new_to in opcodes:
        if tag == "equal":
            lines.extend(DiffLine("equal", line) for line in old_lines[old_from:old_to])
        else:
            lines.extend(comparer.replace(old_lines[old_from:old_to], new_lines[new_from:new_to]))
    return lines
