"""Nest lists whose items have their depth as an attribute, as flat lists of some editors.

Word for the web writes `aria-level` or `data-aria-level`, Slack `data-indent`, Quill `ql-indent-2`.
"""

import re
from typing import Final

from community.text.foreign.names import LISTS
from community.text.foreign.parsing import Element, Node

_LEVELS: Final = ("data-aria-level", "aria-level", "data-indent", "data-stringify-indent")
_KIND: Final = "data-list"
_TICKED: Final = {"checked": "true", "unchecked": "false"}
_LEVEL: Final = re.compile(r"[0-9]{1,2}")
_INDENT: Final = re.compile(r"(?:ql|lw)-indent-([0-9]{1,2})")
_NUMBER: Final = re.compile(r"[0-9]{1,9}")


def adapt_levels(element: Element) -> None:
    """Nest adjacent lists by their depth, in place and recursively."""
    element.children = [part for child in element.children for part in _by_kind(child)]
    children: list[Node] = []
    run: list[Element] = []
    for child in element.children:
        found = _flat_list(child)
        if found is None and not (run and isinstance(child, str) and not child.strip()):
            children += _nested(run)
            run = []
        if found is not None:
            run.append(found)
        elif not run:
            children.append(child)
        if isinstance(child, Element):
            adapt_levels(child)
    element.children = [*children, *_nested(run)]


def _by_kind(node: Node) -> list[Node]:
    """Split a list of Quill 2, whose items have a type each, into lists of one type."""
    if not isinstance(node, Element) or node.name not in LISTS:
        return [node]
    if not any(isinstance(child, Element) and child.get(_KIND) for child in node.children):
        return [node]
    lists: list[Node] = []
    for child in node.children:
        if isinstance(child, str):
            if child.strip():
                lists.append(child)
            continue
        kind = child.get(_KIND)
        if kind in _TICKED:
            ticked = {"role": "checkbox", "aria-checked": _TICKED[kind]}
            child.attributes = {**child.attributes, **ticked}
        child.attributes.setdefault(_LEVELS[0], _level(child) or "0")
        name = "ol" if kind in ("", "ordered") else "ul"
        last = lists[-1] if lists else None
        if isinstance(last, Element) and last.name == name:
            last.children.append(child)
        else:
            lists.append(Element(name, {}, [child]))
    return lists


def _flat_list(node: Node) -> Element | None:
    """Return a list whose items have a depth, also from inside single `div`s, or None."""
    while isinstance(node, Element) and node.name == "div":
        inner = [child for child in node.children if not isinstance(child, str) or child.strip()]
        if len(inner) != 1:
            return None
        node = inner[0]
    if not isinstance(node, Element) or node.name not in LISTS:
        return None
    items = [child for child in node.children if isinstance(child, Element)]
    is_flat = items and len(items) == sum(item.name == "li" for item in items)
    has_words = any(isinstance(child, str) and child.strip() for child in node.children)
    is_told = any(_level(item) or _level(node) for item in items)
    return node if is_flat and is_told and not has_words else None


def _level(element: Element) -> str:
    for name in _LEVELS:
        if _LEVEL.fullmatch(element.get(name)):
            return element.get(name)
    found = _INDENT.search(element.get("class"))
    return found[1] if found else ""


class _Open:
    """A list that can still get items."""

    def __init__(self, level: int, source: Element, made: Element) -> None:
        self.level, self.source, self.made = level, source, made

    def takes(self, source: Element, *, is_again: bool) -> bool:
        """Whether another list continues this one."""
        if source is self.source or source.name != self.made.name:
            return source is self.source
        first = self.made.get("start") or "1"
        start = int(first) if _NUMBER.fullmatch(first) else 1
        return (
            is_again
            or source.name != "ol"
            or source.get("start") == str(start + len(self.made.children))
        )


def _nested(lists: list[Element]) -> list[Node]:
    made: list[Node] = []
    stack: list[_Open] = []
    for source in lists:
        for item in (child for child in source.children if isinstance(child, Element)):
            level, depth = int(_level(item) or _level(source) or 0), len(stack)
            while stack and stack[-1].level > level:
                stack.pop()
            is_again = len(stack) < depth
            if stack and stack[-1].level == level:
                if stack[-1].takes(source, is_again=is_again):
                    stack[-1].made.children.append(item)
                    continue
                stack.pop()
            is_first = item is next(c for c in source.children if isinstance(c, Element))
            attributes = source.attributes if is_first else {}
            opened = Element(source.name, dict(attributes), [item])
            _last_item(stack, made).append(opened)
            stack.append(_Open(level, source, opened))
    return made


def _last_item(stack: list[_Open], made: list[Node]) -> list[Node]:
    """Return the children of the last item, to which a deeper list is added."""
    last = stack[-1].made.children[-1] if stack else None
    return last.children if isinstance(last, Element) else made


def renumbered(element: Element, items: list[Element]) -> list[Element]:
    """Return numbered lists; an item with an unexpected number starts a new list."""
    lists: list[Element] = []
    is_down = "reversed" in element.attributes
    step = -1 if is_down else 1
    upcoming = len(items) if is_down else 1
    if _NUMBER.fullmatch(element.get("start")):
        upcoming = int(element.get("start"))
    for item in items:
        value = item.attributes.pop("value", "")
        number = int(value) if _NUMBER.fullmatch(value) else upcoming
        if not lists or number != upcoming:
            is_said = number != 1 or element.get("start") or is_down
            start = {"start": str(number)} if is_said else {}
            lists.append(Element("ol", {**element.attributes, **start}))
        lists[-1].children.append(item)
        upcoming = number + step
    return lists
