"""Pictures that cannot be had: their descriptions stand in their places."""

from community.text.foreign import Element, Node
from community.text.foreign.names import PLAYERS
from kb.conversion.pictures import Pictures
from kb.conversion.structure import LEVELS, words_of


def describe_absent(blocks: list[Element], pictures: Pictures) -> list[Element]:
    """The blocks with the description of each absent picture in its place."""
    return [
        block
        for node in _described(list(blocks), pictures)
        for block in ([node] if isinstance(node, Element) else [])
    ]


def _described(nodes: list[Node], pictures: Pictures) -> list[Node]:
    done: list[Node] = []
    for node in nodes:
        if isinstance(node, str):
            done.append(node)
        elif node.name == "img":
            alt = node.get("alt").strip()
            is_absent = bool(alt) and pictures.find(node) is None
            done.append(alt if is_absent else node)
        else:
            if node.name in LEVELS:
                pictures.context.heading = words_of(node.children)
            node.children = _described(node.children, pictures)
            done += _without_words(node) if node.name == "figure" else [node]
    return done


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
