"""Convert the clipboard format of word processors to standard HTML.

Word writes a list as paragraphs whose style names the list and the level, with the bullet or the
number as text; a heading may be a paragraph of the style "Title".
"""

import re
from typing import Final

from community.text.foreign.parsing import Element, Node, text_of

_LIST: Final = re.compile(r"mso-list:\s{0,9}l(\d{1,9})\s{1,9}level(\d)", re.IGNORECASE)
_IGNORED: Final = re.compile(r"mso-list:\s{0,9}ignore", re.IGNORECASE)
_NUMBER: Final = re.compile(r"\(?(\d{1,9}|[a-zA-Z]|[ivxlcIVXLC]{1,12})[.)]")


def adapt_word(element: Element) -> None:
    """Replace Word's list paragraphs with lists, in place and recursively."""
    children: list[Node] = []
    run: list[tuple[Element, int]] = []
    number = ""
    for child in element.children:
        if isinstance(child, str):
            if not run or child.strip():
                children += _list_of(run)
                run = []
                children.append(child)
            continue
        adapt_word(child)
        name, level = _place(child)
        if not name or (run and name != number):
            children += _list_of(run)
            run = []
        if name:
            number = name
            run.append((child, level))
        else:
            child.name = _heading_of(child) or child.name
            children.append(child)
    element.children = [*children, *_list_of(run)]


def _heading_of(element: Element) -> str:
    """The heading element for a paragraph's style or role, or an empty string."""
    if element.name != "p":
        return ""
    if "MsoTitle" in element.classes:
        return "h1"
    level = element.get("aria-level") if element.get("role") == "heading" else ""
    return f"h{level}" if level in tuple("123456") else ""


def _place(element: Element) -> tuple[str, int]:
    """The list and depth of a list paragraph; the name is empty for other paragraphs."""
    if element.name not in ("p", "div"):
        return "", 0
    found = _LIST.search(element.get("style"))
    return (found[1], int(found[2])) if found else ("", 0)


def _list_of(items: list[tuple[Element, int]]) -> list[Node]:
    """Return paragraphs as nested lists."""
    made: list[Node] = []
    open_lists: list[tuple[int, Element]] = []
    for paragraph, level in items:
        kind, start = _take_sign(paragraph)
        while open_lists and open_lists[-1][0] > level:
            open_lists.pop()
        if not open_lists or open_lists[-1][0] < level:
            inner = Element(kind, {"start": start} if start else {})
            if open_lists:
                last = open_lists[-1][1].children[-1]
                if isinstance(last, Element):
                    last.children.append(inner)
            else:
                made.append(inner)
            open_lists.append((level, inner))
        open_lists[-1][1].children.append(Element("li", {}, paragraph.children))
    return made


def _take_sign(paragraph: Element) -> tuple[str, str]:
    """Read list type and start from Word's bullet or number, and remove that text."""
    for holder in (paragraph, *paragraph.elements()):
        for place, child in enumerate(holder.children):
            if isinstance(child, Element) and _IGNORED.search(child.get("style")):
                del holder.children[place]
                words = text_of(child).strip()
                found = _NUMBER.match(words)
                start = found[1] if found and found[1].isdigit() and found[1] != "1" else ""
                return ("ol" if found else "ul"), start
    return "ul", ""
