"""Pictures amid words: what becomes of them stands apart from the words around it."""

from typing import Final

from community.text.foreign import Element, Node
from community.text.foreign.names import PLAYERS
from core.unicode import joins_words
from kb.conversion.pictures import Pictures
from kb.conversion.structure import words_of

_OPENING: Final = "([{\"'/-«\N{LEFT DOUBLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}"
_CLOSING: Final = ".,;:!?)]}\"'/-»\N{RIGHT DOUBLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}"


def describe_absent(blocks: list[Element], pictures: Pictures) -> list[Element]:
    """The blocks with the description of each absent picture in its place, apart from words."""
    return [
        block
        for node in _described(list(blocks), pictures)
        for block in ([node] if isinstance(node, Element) else [])
    ]


def _described(nodes: list[Node], pictures: Pictures) -> list[Node]:
    done: list[Node] = []
    for place, node in enumerate(nodes):
        if isinstance(node, str):
            done.append(node)
        elif node.name == "img":
            alt = node.get("alt").strip()
            is_absent = bool(alt) and pictures.find(node) is None
            after = nodes[place + 1] if place + 1 < len(nodes) else None
            before = done[-1] if done else None
            done += [_apart(alt, before, after)] if is_absent else _shown_apart(node, before, after)
        else:
            node.children = _described(node.children, pictures)
            done += _without_words(node) if node.name == "figure" else [node]
    return done


def _apart(words: str, before: Node | None, after: Node | None) -> str:
    """Words with a space on each side where they would touch others."""
    touches_before = not (isinstance(before, str) and (before[-1:].isspace() or _ends(before)))
    touches_after = not (isinstance(after, str) and (after[:1].isspace() or _begins(after)))
    return f"{' ' * touches_before}{words}{' ' * touches_after}"


def _shown_apart(picture: Element, before: Node | None, after: Node | None) -> list[Node]:
    """A picture with a space where it touches a letter, for it may become a link amid words."""
    touches_before = (isinstance(before, str) and joins_words(before[-1:])) or _is_named(
        before, "img"
    )
    touches_after = isinstance(after, str) and joins_words(after[:1])
    return [*([" "] * touches_before), picture, *([" "] * touches_after)]


def _ends(before: str) -> bool:
    return before[-1:] in _OPENING


def _begins(after: str) -> bool:
    return after[:1] in _CLOSING


def _without_words(figure: Element) -> list[Node]:
    """A figure, which holds pictures and a caption only, below lines of what became words."""
    captions = [part for part in figure.children if _is_named(part, "figcaption")]
    shown = [part for part in figure.children if _shows(part)]
    words = [part for part in figure.children if part not in captions and part not in shown]
    said = words_of([node for part in captions if isinstance(part, Element) for node in [part]])
    lines: list[Node] = [Element("line", {}, [part]) for part in words if words_of([part]) != said]
    if shown or not words:
        figure.children = [*shown, *captions]
        return [*lines, figure]
    for caption in captions:
        if isinstance(caption, Element):
            caption.name = "p"
    return [*lines, *captions]


def _is_named(node: Node | None, name: str) -> bool:
    return isinstance(node, Element) and node.name == name


def _shows(node: Node) -> bool:
    return isinstance(node, Element) and any(
        inner.name == "img" or inner.name in PLAYERS for inner in (node, *node.elements())
    )
