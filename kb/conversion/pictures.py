"""The pictures of a text: where each is found, and which line of words belongs to it."""

from dataclasses import dataclass, field
from typing import Any, Final

from community.text.foreign import Element, Node, text_of
from community.text.foreign.shaping import is_only_pictures, pictures_in
from kb.conversion.context import Context
from kb.conversion.structure import words_of

ALT_LENGTH: Final = 200
CAPTION_LENGTH: Final = 250
_CAPTION_TAGS: Final = frozenset({"em", "i", "small"})
_PICTURE_FILES: Final = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg")


@dataclass(frozen=True, slots=True)
class Group:
    """A part of a line: words, or pictures with the emphasised words that say what they show."""

    nodes: list[Node]
    is_pictures: bool = False
    caption: list[Node] = field(default_factory=list)


class Pictures:
    """Asks for each picture of a text once."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._found: dict[int, int | str | None] = {}

    def find(self, picture: Element, caption: str = "") -> int | str | None:
        """The key of a picture in the library, its URL elsewhere, or None if it is absent."""
        if id(picture) not in self._found:
            words = picture.get("alt").strip() or caption
            self._found[id(picture)] = self.context.image(picture.get("src").strip(), words)
        return self._found[id(picture)]

    def block(self, picture: Element, caption: str = "") -> dict[str, Any] | None:
        """The value of a picture block; None where the picture is absent."""
        found = self.find(picture, caption)
        if found is None:
            return None
        alt = picture.get("alt").strip() or caption
        return {
            "image": found if isinstance(found, int) else None,
            "address": found if isinstance(found, str) else "",
            "alt": alt[:ALT_LENGTH],
            "caption": caption,
            "credit": "",
        }

    def unlinked(self, node: Node) -> Element:
        """A picture without the link around it, of which the report is told."""
        if isinstance(node, Element) and node.name == "a":
            href = node.get("href")
            if href and not href.lower().split("?")[0].endswith(_PICTURE_FILES):
                self.context.note("link around a picture left out", href)
            return self.unlinked(node.children[0])
        if isinstance(node, str):
            raise TypeError("a picture is an element")
        return node


def groups_of(nodes: list[Node]) -> list[Group]:
    """A line in parts: pictures that stand in a row of their own, and words."""
    groups: list[Group] = []
    for row in _rows(nodes):
        pictures, caption = _as_pictures(row)
        if pictures:
            groups.append(Group(pictures, True, caption))
        elif groups and groups[-1].is_pictures and _is_caption(row) and not groups[-1].caption:
            groups[-1] = Group(groups[-1].nodes, True, row)
        elif groups and not groups[-1].is_pictures:
            groups[-1] = Group([*groups[-1].nodes, Element("br"), *row])
        else:
            groups.append(Group(row))
    return [group for group in groups if group.is_pictures or _is_anything(group.nodes)]


def group_of_figure(figure: Element) -> Group:
    """The pictures of a figure with its caption."""
    parts = [part for part in figure.children if isinstance(part, Element)]
    captions = [node for part in parts if part.name == "figcaption" for node in part.children]
    return Group([part for part in parts if part.name != "figcaption"], True, captions)


def _rows(nodes: list[Node]) -> list[list[Node]]:
    rows: list[list[Node]] = [[]]
    for node in nodes:
        if isinstance(node, Element) and node.name == "br":
            rows.append([])
        else:
            rows[-1].append(node)
    return rows


def _as_pictures(row: list[Node]) -> tuple[list[Node], list[Node]]:
    """The pictures of a row that holds nothing else but their caption."""
    kept = [node for node in row if not isinstance(node, str) or node.strip()]
    caption = [node for node in kept if _is_caption([node])]
    if len(caption) > 1:
        return [], []
    rest = [node for node in kept if node not in caption]
    if not rest or not is_only_pictures(rest):
        return [], []
    return pictures_in(rest), caption


def _is_caption(row: list[Node]) -> bool:
    kept = [node for node in row if not isinstance(node, str) or node.strip()]
    only = kept[0] if len(kept) == 1 else None
    return isinstance(only, Element) and only.name in _CAPTION_TAGS and bool(words_of([only]))


def _is_anything(nodes: list[Node]) -> bool:
    return bool(text_of(*nodes).strip()) or any(isinstance(node, Element) for node in nodes)
