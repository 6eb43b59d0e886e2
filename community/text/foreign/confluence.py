"""Convert the markup of Confluence and Slack to standard HTML."""

from collections.abc import Callable
from typing import Final

from community.text.foreign.parsing import Element, Node, text_of

_CODE: Final = frozenset({"code", "noformat"})
_DONE: Final = "☑ "
_OPEN: Final = "☐ "
_BOXES: Final = ("ac:", "at:")
_NAMES: Final = {
    "ac:task-list": "ul",
    "ac:plain-text-body": "pre",
    "ac:link-body": "span",
    "ac:task-body": "span",
    "ac:plain-text-link-body": "span",
    "ac:emoticon": "span",
}
_HIDDEN: Final = frozenset({"ac:parameter", "ac:task-id", "ac:task-uuid", "ac:placeholder"})


def adapt_confluence(element: Element) -> None:
    """Replace Confluence's own elements with standard elements, in place."""
    for child in element.children:
        if isinstance(child, Element):
            adapt_confluence(child)
    name = element.name
    if name in _WRITERS:
        _WRITERS[name](element)
    elif name in _NAMES:
        element.name = _NAMES[name]
    elif name.startswith(_BOXES) and name not in _HIDDEN:
        element.name = "div"
    elif element.attributes:
        _read_attributes(element)


def _read_attributes(element: Element) -> None:
    """Read attributes of rendered pages: tasks, titles of expandable parts, Slack's line breaks."""
    if element.get("data-stringify-type") == "paragraph-break":
        element.name = "br"
    elif state := element.get("data-task-state"):
        element.children.insert(0, _DONE if state.upper() == "DONE" else _OPEN)
    elif element.get("data-node-type") == "expand" and (title := element.get("data-title")):
        element.children.insert(0, Element("p", {}, [Element("strong", {}, [title])]))
    elif "inline-task-list" in element.classes:
        for item in element.children:
            if isinstance(item, Element) and item.name == "li":
                item.children.insert(0, _DONE if "checked" in item.classes else _OPEN)


def _parameters(element: Element) -> dict[str, str]:
    return {
        child.get("ac:name") or "title": text_of(child).strip()
        for child in element.elements()
        if child.name == "ac:parameter"
    }


def _without_hidden(children: list[Node]) -> list[Node]:
    return [
        child for child in children if not (isinstance(child, Element) and child.name in _HIDDEN)
    ]


def _macro(element: Element) -> None:
    kind, parameters = element.get("ac:name"), _parameters(element)
    element.children = _without_hidden(element.children)
    if kind in _CODE:
        for child in element.elements():
            if child.name == "pre" and (language := parameters.get("language")):
                child.attributes["class"] = f"language-{language}"
    if title := parameters.get("title"):
        element.children.insert(0, Element("p", {}, [Element("strong", {}, [title])]))
    element.name, element.attributes = "div", {"class": kind}


def _picture(element: Element) -> None:
    url = next(
        (
            child.get("ri:filename") or child.get("ri:value")
            for child in element.elements()
            if child.name in ("ri:attachment", "ri:url")
        ),
        "",
    )
    element.attributes = {"src": url, "alt": element.get("ac:alt")}
    element.name, element.children = "img", []


def _link(element: Element) -> None:
    """The text of a link; for a link without text, the title of its page."""
    if not text_of(element).strip():
        for child in element.elements():
            if title := child.get("ri:content-title") or child.get("ri:filename"):
                element.children = [title]
                break
    element.name, element.attributes = "span", {}


def _task(element: Element) -> None:
    done = any(
        child.name == "div" and text_of(child).strip() == "complete"
        for child in element.children
        if isinstance(child, Element)
    )
    kept = [
        child
        for child in _without_hidden(element.children)
        if not (isinstance(child, Element) and text_of(child).strip() in ("complete", "incomplete"))
    ]
    element.name, element.attributes, element.children = "li", {}, ["☑ " if done else "☐ ", *kept]


_WRITERS: Final[dict[str, Callable[[Element], None]]] = {
    "ac:structured-macro": _macro,
    "ac:macro": _macro,
    "ac:image": _picture,
    "ac:link": _link,
    "ac:task": _task,
}
