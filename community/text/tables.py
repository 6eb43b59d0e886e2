"""HTML tables to the pipe tables of Markdown."""

import re
from typing import Final

from community.text.foreign import Element, Node
from community.text.inline_conversion import InlineWriter

_ALIGNMENT: Final = re.compile(r"text-align:\s{0,9}(left|center|right)")
_RULES: Final = {"": "---", "left": ":--", "center": ":-:", "right": "--:"}
_LINES: Final = frozenset({"p", "line", "h1", "h2", "h3", "h4", "h5", "h6", "figcaption"})


def convert_table(table: Element) -> str:
    """Return the table; its first row is the heading if it is one, else the heading is empty."""
    rows = [_cells(row) for row in table.children if isinstance(row, Element) and row.name == "tr"]
    width = max(len(row) for row in rows)
    has_heading = any(cell.name == "th" for cell in rows[0])
    texts = [[_cell_text(cell) for cell in row] for row in rows]
    heading, body = (texts[0], texts[1:]) if has_heading else ([], texts)
    rules = [_RULES.get(_alignment(cell), "---") for cell in rows[0]]
    rules += ["---"] * (width - len(rules))
    lines = [_line(heading, width), _line(rules, width), *(_line(row, width) for row in body)]
    return "\n".join(lines)


def _cells(row: Element) -> list[Element]:
    return [cell for cell in row.children if isinstance(cell, Element)]


def _cell_text(cell: Element) -> str:
    """A cell on one line: what stands in boxes is set apart by breaks."""
    text = "<br>".join(text for line in _lines_of(cell) if (text := _line_text(line)))
    return " ".join(text.split())


def _lines_of(box: Element) -> list[list[Node]]:
    """The lines in a box, items of lists marked, code line by line."""
    lines: list[list[Node]] = []
    for block in box.children:
        if isinstance(block, str):
            continue
        if block.name in _LINES:
            lines.append(block.children)
        elif block.name == "pre":
            code = "".join(node for node in block.children if isinstance(node, str))
            lines += [[Element("code", {}, [line])] for line in code.split("\n")]
        elif block.name == "figure":
            for part in block.children:
                is_caption = isinstance(part, Element) and part.name == "figcaption"
                lines.append(part.children if is_caption and isinstance(part, Element) else [part])
        else:
            inner = _lines_of(block)
            if block.name == "li" and inner:
                inner[0] = ["• ", *inner[0]]
            lines += inner
    return lines


def _line_text(nodes: list[Node]) -> str:
    return InlineWriter(in_table=True).convert(nodes).strip()


def _alignment(cell: Element) -> str:
    found = _ALIGNMENT.search(cell.get("style"))
    return found.group(1) if found else cell.get("align")


def _line(cells: list[str], width: int) -> str:
    return "| " + " | ".join(cells + [""] * (width - len(cells))) + " |"
