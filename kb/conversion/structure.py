"""Reading the shape of foreign HTML: what is a callout, a table's head, the language of code."""

import re
from collections.abc import Iterator
from typing import Final

from community.text.foreign import Element, Node, text_of
from community.text.foreign.tables import COVERED

LEVELS: Final = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}
CALLOUT_KINDS: Final = {
    "note": "note", "info": "note", "important": "warning", "tip": "tip", "hint": "tip",
    "success": "tip", "warning": "warning", "caution": "warning", "danger": "warning",
    "attention": "warning", "error": "warning",
}  # fmt: skip
_CALLOUT_CLASS: Final = re.compile(
    r"(?:(?:bs-|c-|wysiwyg-|markdown-)?(?:callout|alert|admonition|panel|notice|message)s?[-_]{0,2}"
    r")?(note|info|important|tip|hint|success|warning|caution|danger|attention|error)(?:-box)?\Z"
)
_CALLOUT_TAGS: Final = frozenset({"div", "aside", "section", "blockquote", "p"})
_LANGUAGE_CLASS: Final = re.compile(r"(?:language|lang|highlight-source|brush:)-?([\w+#-]+)")


def callout_kind(node: Element) -> str:
    """The kind of callout that an element's classes make it, or an empty string."""
    if node.name not in _CALLOUT_TAGS:
        return ""
    for name in node.classes:
        if found := _CALLOUT_CLASS.match(name.lower()):
            return CALLOUT_KINDS[found[1]]
    return ""


def is_callout(node: Element) -> bool:
    return bool(callout_kind(node))


def code_of(node: Element) -> tuple[str, str]:
    """The text of a `pre` and the language its classes name."""
    found = next((match for name in node.classes if (match := _LANGUAGE_CLASS.search(name))), None)
    return text_of(node), found[1] if found else "text"


def table_rows(node: Element) -> tuple[list[Node], list[Element], list[list[Element]]]:
    """Caption, heading cells and rows of a table; a merged cell leaves empty ones."""
    caption: list[Node] = []
    rows: list[list[Element]] = []
    for child in elements_of(node):
        if child.name == "caption":
            caption = child.children
        else:
            rows.append(elements_of(child))
    has_head = bool(rows) and (node.get("head") not in ("", "0") or _all_headings(rows[0]))
    head = rows.pop(0) if has_head else []
    return caption, head, rows


def elements_of(node: Element) -> list[Element]:
    return [child for child in node.children if isinstance(child, Element)]


def words_of(nodes: list[Node]) -> str:
    """The words of nodes on one line; boxes, and breaks, stand apart."""
    return " ".join("".join(_pieces(nodes)).split())


def _pieces(nodes: list[Node]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, str):
            yield node
            continue
        apart = " " if node.name in _SPACED else ""
        yield apart
        yield from _pieces(node.children)
        yield apart


_SPACED: Final = frozenset({"br", "p", "line", "li", "dt", "dd", "td", "th", "pre", *LEVELS})


def _all_headings(cells: list[Element]) -> bool:
    return any(cell.name == "th" for cell in cells) and all(
        cell.name == "th" or COVERED in cell.attributes for cell in cells
    )
