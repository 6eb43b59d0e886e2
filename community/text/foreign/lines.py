"""Inspect lines of converted HTML: their visible content and their pictures."""

from typing import Final

from community.text.foreign.names import PLAYERS
from community.text.foreign.parsing import Element, Node, text_of

_WITHOUT_WORDS: Final = frozenset({"img", "input", *PLAYERS})


def pictures_in(nodes: list[Node]) -> list[Node]:
    """The pictures and players in a line, each inside its link."""
    found: list[Node] = []
    for node in nodes:
        if isinstance(node, Element):
            if node.name in ("img", *PLAYERS):
                found.append(node)
            elif node.name == "a" and len(inner := pictures_in(node.children)) > 0:
                found += [Element("a", node.attributes, [picture]) for picture in inner]
            else:
                found += pictures_in(node.children)
    return found


def is_only_pictures(nodes: list[Node]) -> bool:
    """Whether a line contains a picture or player and no text."""
    return not text_of(*nodes).strip() and bool(pictures_in(nodes))


def shows_something(nodes: list[Node]) -> bool:
    """Whether a line has visible content: text, a picture or a player."""
    if text_of(*nodes).strip():
        return True
    elements = [node for node in nodes if isinstance(node, Element)]
    return any(
        inner.name in _WITHOUT_WORDS or (inner.name == "span" and inner.classes)
        for element in elements
        for inner in (element, *element.elements())
    )


def trimmed(nodes: list[Node]) -> list[Node]:
    """A line without its leading and trailing breaks."""
    start, end = 0, len(nodes)
    while start < end and _is_blank(nodes[start]):
        start += 1
    while end > start and _is_blank(nodes[end - 1]):
        end -= 1
    return nodes[start:end]


def _is_blank(node: Node) -> bool:
    return not node.strip(" \t\r\n\f") if isinstance(node, str) else node.name == "br"
