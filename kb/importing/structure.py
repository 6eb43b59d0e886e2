"""Reading the shape of foreign HTML: what is a callout, a table's head, a piece of code."""

import re
from typing import Final

from bs4 import Tag

LEVELS: Final = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}
BLOCK_TAGS: Final = frozenset(
    {*LEVELS, "p", "ul", "ol", "dl", "pre", "table", "blockquote", "hr", "figure", "div", "section"}
    | {"style", "script", "details", "aside", "article"}
)
CALLOUT_KINDS: Final = {
    "note": "note", "info": "note", "important": "warning", "tip": "tip", "hint": "tip",
    "success": "tip", "warning": "warning", "caution": "warning", "danger": "warning",
    "attention": "warning", "error": "warning",
}  # fmt: skip
_CALLOUT_CLASS: Final = re.compile(
    r"(?:(?:bs-|c-|wysiwyg-)?(?:callout|alert|admonition|panel|notice|message)s?[-_]{0,2})?"
    r"(note|info|important|tip|hint|success|warning|caution|danger|attention|error)(?:-box)?\Z"
)
_CALLOUT_TAGS: Final = frozenset({"div", "aside", "section", "blockquote", "p"})
_LANGUAGE_CLASS: Final = re.compile(r"(?:language|lang|highlight-source|brush:)-?([\w+#-]+)")


def callout_kind(node: Tag) -> str:
    """The kind of callout that an element's classes make it, or an empty string."""
    if node.name not in _CALLOUT_TAGS:
        return ""
    for name in node.get_attribute_list("class"):
        if found := _CALLOUT_CLASS.match(str(name or "").lower()):
            return CALLOUT_KINDS[found[1]]
    return ""


def code_of(node: Tag) -> tuple[str, str]:
    """The text of a `pre` and the language its classes name."""
    inner = node.find("code")
    classes = [
        str(name)
        for element in (node, inner)
        if isinstance(element, Tag)
        for name in element.get_attribute_list("class")
        if name
    ]
    found = next((match for name in classes if (match := _LANGUAGE_CLASS.search(name))), None)
    return node.get_text().strip("\n"), found[1] if found else "text"


def table_rows(node: Tag) -> tuple[str, list[Tag | None], list[list[Tag | None]]]:
    """Caption, heading cells and rows of a table; a cell over several columns leaves gaps."""
    caption = node.find("caption")
    lines = [row for row in node.find_all("tr") if row.find_parent("table") is node]
    grid = [_cells(row) for row in lines]
    head: list[Tag | None] = []
    if lines and (lines[0].find_parent("thead") is not None or _all_headings(grid[0])):
        head = grid.pop(0)
    words = caption.get_text(" ", strip=True) if caption else ""
    return words, head, [row for row in grid if any(cell is not None for cell in row)]


def _cells(row: Tag) -> list[Tag | None]:
    cells: list[Tag | None] = []
    for cell in row.find_all(["td", "th"], recursive=False):
        span = str(cell.get("colspan") or "1")
        cells += [cell, *[None] * (min(int(span), 50) - 1 if span.isdigit() else 0)]
    return cells


def _all_headings(cells: list[Tag | None]) -> bool:
    return bool(cells) and all(cell is None or cell.name == "th" for cell in cells)


def is_blank(node: Tag) -> bool:
    """Whether an element holds no words."""
    return not node.get_text(strip=True)
