"""HTML tables to the pipe tables of Markdown."""

import re
from typing import Final

from bs4.element import Tag

from community.text.inline_conversion import InlineWriter

_ALIGNMENT: Final = re.compile(r"text-align:\s*(left|center|right)")
_RULES: Final = {"": "---", "left": ":--", "center": ":-:", "right": "--:"}
_CELL_TAGS: Final = ["td", "th"]


def _rows(table: Tag) -> list[list[Tag]]:
    """Return the cells of the table's own rows, without those of tables inside it."""
    rows = [row for row in table.find_all("tr") if row.find_parent("table") is table]
    return [row.find_all(_CELL_TAGS, recursive=False) for row in rows]


def _cell_text(cell: Tag) -> str:
    text = InlineWriter(in_table=True).convert(list(cell.children))
    return " ".join(text.split())


def _alignment(cell: Tag) -> str:
    found = _ALIGNMENT.search(str(cell.get("style") or ""))
    return found.group(1) if found else str(cell.get("align") or "")


def _line(cells: list[str], width: int) -> str:
    return "| " + " | ".join(cells + [""] * (width - len(cells))) + " |"


def convert_table(table: Tag) -> list[str]:
    """Return the table; its first row is the heading if it is one, else the heading is empty."""
    rows = [row for row in _rows(table) if row]
    if not rows:
        return []
    width = max(len(row) for row in rows)
    has_heading = any(cell.name == "th" for cell in rows[0])
    texts = [[_cell_text(cell) for cell in row] for row in rows]
    heading, body = (texts[0], texts[1:]) if has_heading else ([], texts)
    rules = [_RULES.get(_alignment(cell), "---") for cell in rows[0]]
    rules += ["---"] * (width - len(rules))
    lines = [_line(heading, width), _line(rules, width), *(_line(row, width) for row in body)]
    return ["\n".join(lines)]
