"""Tables of Markdown whose rows hold more than their heads, which kramdown shows and others cut."""

import re
from typing import Final

FENCE: Final = re.compile(r"^\s*(`{3,}|~{3,})")
_RULE: Final = re.compile(r"^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-*:?\s*)*$")
_CODE: Final = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_BAR: Final = re.compile(r"(?<!\\)\|")


def next_fence(fence: str, opening: re.Match[str] | None) -> str:
    """The sign that ends the code around the next line; empty outside of code."""
    if not opening:
        return fence
    if not fence:
        return opening[1]
    return "" if opening[1].startswith(fence) else fence


def widen_tables(text: str) -> str:
    """Give the head of each table as many cells as its longest row; bars inside code are words."""
    lines = text.split("\n")
    fence = ""
    for number, line in enumerate(lines):
        opening = FENCE.match(line)
        if fence or opening:
            fence = next_fence(fence, opening)
        elif number and "|" in line and _RULE.match(line) and "|" in lines[number - 1]:
            _widen(lines, number)
    return "\n".join(lines)


def _widen(lines: list[str], rule: int) -> None:
    end = rule + 1
    while end < len(lines) and "|" in lines[end]:
        lines[end] = _CODE.sub(lambda code: _BAR.sub(r"\|", code[0]), lines[end])
        end += 1
    head = _cells(lines[rule - 1])
    missing = max((_cells(row) for row in lines[rule + 1 : end]), default=0) - head
    if missing > 0 and _cells(lines[rule]) == head:
        lines[rule - 1] = _open_end(lines[rule - 1]) + "|   " * missing + "|"
        lines[rule] = _open_end(lines[rule]) + "| --- " * missing + "|"


def _open_end(row: str) -> str:
    return row.rstrip().removesuffix("|")


def _cells(row: str) -> int:
    """How many cells a row has, with or without bars at its ends."""
    return len(_BAR.split(row.strip().removeprefix("|").removesuffix("|")))
