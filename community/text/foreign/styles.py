"""Read marks from inline styles, which some editors write instead of elements."""

from typing import Final

from community.text.foreign.names import MARKS
from community.text.foreign.parsing import Element

_BOLD: Final = frozenset({"bold", "bolder", "600", "700", "800", "900"})
_NOT_BOLD: Final = frozenset({"normal", "lighter", "100", "200", "300", "400"})
_BOX_DISPLAYS: Final = frozenset(
    {"block", "flex", "grid", "list-item", "table", "table-row", "flow-root"}
)


def styles_of(element: Element) -> dict[str, str]:
    """The declarations of an element's own style, in lower case."""
    found: dict[str, str] = {}
    for part in element.get("style").split(";"):
        name, colon, value = part.partition(":")
        if colon:
            found[name.strip().lower()] = value.strip().lower().removesuffix("!important").strip()
    return found


def is_box_by_style(element: Element) -> bool:
    """Whether the style displays an inline element as a block."""
    if not element.children or "display" not in element.get("style").lower():
        return False
    return styles_of(element).get("display", "").partition(" ")[0] in _BOX_DISPLAYS


def marks_of(element: Element) -> list[str]:
    """The marks of an inline element, from its name or its style."""
    styles = styles_of(element) if "style" in element.attributes else {}
    weight = styles.get("font-weight", "")
    if element.name in MARKS:
        is_off = (element.name in ("b", "strong") and weight in _NOT_BOLD) or (
            element.name in ("i", "em") and styles.get("font-style") == "normal"
        )
        return [] if is_off else [element.name]
    if element.name not in ("span", "font", "a"):
        return []
    aligned = styles.get("vertical-align", "")
    line = styles.get("text-decoration", "") + styles.get("text-decoration-line", "")
    marks = {
        "b": weight in _BOLD,
        "i": styles.get("font-style") in ("italic", "oblique"),
        "s": "line-through" in line,
        "sup": aligned == "super",
        "sub": aligned == "sub",
    }
    return [name for name, is_on in marks.items() if is_on]
