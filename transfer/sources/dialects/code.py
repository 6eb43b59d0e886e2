"""Protect code while the other text is converted."""

import itertools
import re
from collections.abc import Callable, Sequence
from typing import Final

_FENCE: Final = re.compile(r"^([ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*)(`{3,}|~{3,})([^\n]*)$")
_RUN: Final = re.compile(r"(?<!\\)`+|\n[ \t]*\n")
_LIST_MARK: Final = re.compile(r"^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+")
_MARK: Final = re.compile("\ue100\\d+\ue101")
_PRIVATE: Final = re.compile("[\ue100-\ue10f]")
_serial = itertools.count()


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """Change a text except its fenced and inline code."""
    kept: dict[str, str] = {}

    def keep(code: str) -> str:
        mark = f"\ue100{next(_serial)}\ue101"
        kept[mark] = code
        return mark

    changed = change(_without_spans(_without_fences(text, keep), keep))
    for _level in range(2):  # code in lines may hold no fences, fences no code in lines
        changed = _MARK.sub(lambda mark: kept.get(mark[0], mark[0]), changed)
    return changed


def outside_fences(text: str, change: Callable[[str], str]) -> str:
    """Change a text except its fenced code."""
    kept: dict[str, str] = {}

    def keep(code: str) -> str:
        mark = f"\ue100{next(_serial)}\ue101"
        kept[mark] = code
        return mark

    changed = change(_without_fences(text, keep))
    return _MARK.sub(lambda mark: kept.get(mark[0], mark[0]), changed)


def before_code(detail: str) -> str:
    """Return a text for the report, cut before its first code placeholder."""
    return detail.partition("\ue100")[0]


def without_marks(text: str) -> str:
    """Remove the characters from a text that are used as placeholders."""
    return _PRIVATE.sub("", text)


def as_lines(found: re.Match[str], line: str) -> str:
    """Return the replacement of a tag on its own line, with the tag's indentation."""
    start = found.string.rfind("\n", 0, found.start()) + 1
    before = found.string[start : found.start()]
    indent = "" if _LIST_MARK.sub("", before).strip() else " " * len(before.expandtabs(4))
    return f"\n\n{indent}{line}\n\n{indent}"


def as_words(found: re.Match[str], words: Sequence[tuple[str, bool]]) -> str:
    """Return the text of a tag, separated from the text beside it."""
    text, start, end = found.string, found.start(), found.end()
    before = text[text.rfind("\n", 0, start) + 1 : start]
    after = text[end : end + 200].partition("\n")[0]
    if not words:
        return ""
    if _LIST_MARK.sub("", before).strip() or (found[0].endswith("/>") and after.strip()):
        said = " ".join(word for word, _is_title in words)
        is_apart = not before[-1:].isalnum(), not after[:1].isalnum()
        return f"{'' if is_apart[0] else ' '}{said}{'' if is_apart[1] else ' '}"
    indent = " " * len(before.expandtabs(4))
    lines = [f"**{word}**" if is_title else word for word, is_title in words]
    opening = "" if before.strip() else f"\n\n{indent}"
    return opening + f"\n\n{indent}".join(lines) + f"\n\n{indent}"


def opens_fence(line: str) -> re.Match[str] | None:
    """Whether a line opens fenced code; backticks around words are inline code."""
    found = _FENCE.match(line)
    return None if found and found[2][0] == "`" and "`" in found[3] else found


def closes_fence(line: str, fence: str) -> bool:
    """Whether a line closes the fenced code."""
    bare = line.strip().lstrip("> \t")
    return len(bare) >= len(fence) and not bare.strip(fence[0])


def _without_spans(text: str, keep: Callable[[str], str]) -> str:
    """Protect inline code: from backticks up to the same number of backticks."""
    runs = list(_RUN.finditer(text))
    following: dict[str, int] = {}
    ends: list[int | None] = [None] * len(runs)
    for index in range(len(runs) - 1, -1, -1):
        sign = runs[index][0]
        if sign[0] == "\n":
            following.clear()  # no code goes on beyond its paragraph
            continue
        ends[index] = following.get(sign)
        following[sign] = index
    parts: list[str] = []
    position = index = 0
    while index < len(runs):
        end = ends[index]
        if end is None:
            index += 1
            continue
        parts += [
            text[position : runs[index].start()],
            keep(text[runs[index].start() : runs[end].end()]),
        ]
        position, index = runs[end].end(), end + 1
    return "".join([*parts, text[position:]])


def _without_fences(text: str, keep: Callable[[str], str]) -> str:
    lines: list[str] = []
    code: list[str] = []
    fence = ""
    for line in text.split("\n"):
        if fence:
            code.append(line)
            if closes_fence(line, fence):
                lines.append(keep("\n".join(code)))
                fence, code = "", []
        elif opening := opens_fence(line):
            fence, code = opening[2], [line]
        else:
            lines.append(line)
    return "\n".join([*lines, *([keep("\n".join(code))] if code else [])])
