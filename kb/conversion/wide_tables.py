"""Tables as kramdown takes them, written so that other parsers of Markdown see the same table.

Rows may be longer than the head, the rule below it may be shorter or longer, bars inside code are
words, and there may be no head at all.
"""

import re
from typing import Final

FENCE: Final = re.compile(r"^\s*(`{3,}|~{3,})")
_SIGNS_OF_A_RULE: Final = "|-: \t\r"
_ROW: Final = re.compile(r"^\s*\|[^|]*\|")
_CODE: Final = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_BAR: Final = re.compile(r"(?<!\\)\|")


def next_fence(fence: str, opening: re.Match[str] | None) -> str:
    """The sign that ends the code around the next line; empty elsewhere."""
    if not opening:
        return fence
    if not fence:
        return opening[1]
    return "" if opening[1].startswith(fence) else fence


def widen_tables(text: str) -> str:
    """Give each table a head and a rule with as many cells as its longest row."""
    source = text.split("\n")
    lines: list[str] = []
    fence = ""
    position = 0
    while position < len(source):
        line = source[position]
        opening = FENCE.match(line)
        if fence or opening:
            fence = next_fence(fence, opening)
        elif "|" in line and (rows := _rows_from(source, position, lines)):
            lines += _table(rows)
            position += len(rows)
            continue
        lines.append(line)
        position += 1
    return "\n".join(lines)


def _rows_from(source: list[str], start: int, before: list[str]) -> list[str]:
    """The lines of the table that begins here; none where no table does."""
    following = source[start + 1] if start + 1 < len(source) else ""
    has_head = _is_rule(following) and not _is_rule(source[start])
    is_first = not before or not before[-1].strip()
    looks_like_one = _ROW.match(source[start]) or _is_rule(source[start])
    if not has_head and not (is_first and looks_like_one):
        return []
    end = start
    while end < len(source) and "|" in source[end] and not FENCE.match(source[end]):
        end += 1
    return source[start:end]


def _is_rule(line: str) -> bool:
    return "|" in line and "-" in line and not line.strip(_SIGNS_OF_A_RULE)


def _table(rows: list[str]) -> list[str]:
    """The rows with a head that is wide enough, empty where there was none."""
    rows = [_CODE.sub(lambda code: _BAR.sub(r"\\|", code[0]), row) for row in rows]
    width = max(_cells(row) for row in rows)
    indent = rows[0][: len(rows[0]) - len(rows[0].lstrip())]
    rule = f"{indent}|{' --- |' * width}"
    if _is_rule(rows[0]):
        return [f"{indent}|{'   |' * width}", rule, *rows[1:]]
    if len(rows) > 1 and _is_rule(rows[1]):
        return [_padded(rows[0], width), rule, *rows[2:]]
    return [f"{indent}|{'   |' * width}", rule, *rows]


def _padded(row: str, width: int) -> str:
    missing = width - _cells(row)
    return row.rstrip().removesuffix("|") + "|   " * missing + "|" if missing else row


def _cells(row: str) -> int:
    """How many cells a row has, with or without bars at its ends."""
    return len(_BAR.split(row.strip().removeprefix("|").removesuffix("|")))
