"""Convert inline content: marks, links, pictures, breaks, and the text of other elements."""

from typing import Final

from community.text.foreign.apart import apart
from community.text.foreign.names import BOXES, CODE_MARKS, MARKS, PLAYERS, RUBBISH, SILENT
from community.text.foreign.parsing import Element, Node, NoteLoss, text_of
from community.text.foreign.styles import marks_of

_APART: Final = BOXES | frozenset(
    {"option", "text", "tspan", "button", "label", "annotation", "desc", "math", "svg", "object"}
    | {"canvas", "meter", "progress", "noscript", "x-template", "x-noembed", "x-noframes"}
    | {"x-select", "output", "map", "portal", "applet"}
)
"""Inline elements whose text is separated from the text beside them by a space."""

_SIGNS: Final = {"q": ("“", "”"), "rt": ("(", ")")}
_PARTS: Final = {"mfrac": "/", "mroot": "√"}
_SUPER: Final = {
    "mfrac": (),
    "mroot": (),
    "msup": ("", "sup"),
    "msub": ("", "sub"),
    "msubsup": ("", "sub", "sup"),
}
_DETAIL_LENGTH: Final = 80
_LATER: Final = ("data-src", "data-lazy-src", "data-original", "data-lazy")
TICKS: Final = frozenset({"checkbox-on", "checkbox-off"})
"""Classes of the empty elements that Notion uses as checkboxes of to-do lists."""


def shape_inline(nodes: list[Node], note: NoteLoss) -> list[Node]:
    """Return nodes without block elements as text, `br`, `img`, players, `a`, marks and `span`."""
    shaped: list[Node] = []
    texts: list[str] = []
    for node in nodes:
        for part in [node] if isinstance(node, str) else _element(node, note):
            if isinstance(part, str):
                texts.append(part)
                continue
            shaped += ["".join(texts), part] if texts else [part]
            texts = []
    return [*shaped, "".join(texts)] if texts else shaped


def leave_out(element: Element, note: NoteLoss) -> None:
    """Report an invisible element with the beginning of its text."""
    words = " ".join(text_of(element).split())[:_DETAIL_LENGTH]
    is_text = words and element.name not in ("script", "style")
    note("HTML left out", f"<{element.name}>{': ' + words if is_text else ''}")


def _element(element: Element, note: NoteLoss) -> list[Node]:
    name = element.name
    if name in SILENT or name == "rp":
        for child in element.elements():
            if child.name == "title" and text_of(child).strip():
                leave_out(child, note)
        return []
    if name in RUBBISH:
        leave_out(element, note)
        return []
    if name in ("br", "img"):
        is_checkbox = element.get("aria-roledescription") == "checkbox"
        return [] if is_checkbox else [element] if name == "br" else apart([_loaded(element)])
    if name in PLAYERS or (name == "object" and _is_only_shown(element)):
        return _player(element, note)
    if name == "input":
        return _input(element, note)
    return _words(element, note)


def _words(element: Element, note: NoteLoss) -> list[Node]:
    """Convert an element that contains text."""
    name = element.name
    if name in _SUPER:
        return _raised(element, note)
    inner = shape_inline(element.children, note)
    marks = marks_of(element)
    if name == "a":
        return _marked([Element("a", element.attributes, inner)], marks)
    if name in CODE_MARKS and any(_breaks_code(node) for node in inner):
        return _code_inside(inner, name)
    if name in MARKS and marks:
        return [Element(name, element.attributes, inner)]
    if name == "span" and element.classes:
        inner = _span(element, inner)
    return _marked(_wrapped(name, inner), marks)


def _wrapped(name: str, inner: list[Node]) -> list[Node]:
    """Return text with the characters that represent the element around it."""
    if name in _SIGNS:
        before, after = _SIGNS[name]
        return [before, *inner, after]
    return apart(inner) if name in _APART else inner


def _marked(nodes: list[Node], marks: list[str]) -> list[Node]:
    for mark in reversed(marks):
        nodes = [Element(mark, {}, nodes)]
    return nodes


def _span(element: Element, inner: list[Node]) -> list[Node]:
    """Return a span with its class; checkboxes of to-do lists become characters."""
    classes = set(element.classes)
    if classes & TICKS and not text_of(*inner).strip():
        return ["☑ " if "checkbox-on" in classes else "☐ "]
    return [Element("span", element.attributes, inner)]


def _player(element: Element, note: NoteLoss) -> list[Node]:
    """Return a video, audio or embedded page; its content is left out and reported."""
    source = (
        _loaded(element).get("src")
        or element.get("data")
        or next((child.get("src") for child in element.elements() if child.name == "source"), "")
    )
    if not source:
        if element.name == "iframe":
            note("HTML left out", f"<iframe> {element.get('srcdoc')[:_DETAIL_LENGTH]}".strip())
        return apart(shape_inline(element.children, note))
    if text_of(element).strip():
        leave_out(element, note)
    name = "embed" if element.name == "object" else element.name
    return apart([Element(name, {**element.attributes, "src": source})])


def _loaded(element: Element) -> Element:
    """Return a picture or player with the URL that a script would load later."""
    source = element.get("src").strip()
    later = next((url for name in _LATER if (url := element.get(name).strip())), "")
    if not later or (source and not source.startswith(("data:", "about:"))):
        return element
    return Element(element.name, {**element.attributes, "src": later}, element.children)


def _is_only_shown(element: Element) -> bool:
    """Whether an object has a URL, and no text, picture or player as fallback."""
    if not element.get("data") or text_of(element).strip():
        return False
    return not any(inner.name in (*PLAYERS, "img") for inner in element.elements())


def _input(element: Element, note: NoteLoss) -> list[Node]:
    """A checkbox becomes a character and a button its text; other fields are left out."""
    kind = element.get("type").lower()
    if kind in ("checkbox", "radio"):
        return apart(["☑ " if "checked" in element.attributes else "☐ "])
    if kind in ("button", "submit", "reset") and element.get("value"):
        return apart([element.get("value")])
    if kind != "hidden":
        note("HTML left out", "<input>")
    return []


def _raised(element: Element, note: NoteLoss) -> list[Node]:
    """Subscripts and superscripts of formulas."""
    parts = [child for child in element.children if not isinstance(child, str) or child.strip()]
    marks = _SUPER[element.name]
    shaped: list[Node] = []
    for place, part in enumerate(parts):
        inner = shape_inline([part], note)
        shaped += [_PARTS[element.name]] if place and element.name in _PARTS else []
        mark = marks[place] if place < len(marks) else ""
        shaped += [Element(mark, {}, inner)] if mark else inner
    return shaped


def _breaks_code(node: Node) -> bool:
    return isinstance(node, Element) and (
        node.name in ("a", "br", "img", *PLAYERS) or any(_breaks_code(c) for c in node.children)
    )


def _code_inside(nodes: list[Node], name: str) -> list[Node]:
    """Split code with links, breaks or pictures: each piece of text becomes its own code."""
    shaped: list[Node] = []
    for node in nodes:
        if isinstance(node, str):
            shaped.append(Element(name, {}, [node]) if node.strip() else node)
        elif node.children:
            inner = _code_inside(node.children, name)
            shaped.append(Element(node.name, node.attributes, inner))
        else:
            shaped.append(node)
    return shaped
