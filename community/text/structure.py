"""What an HTML text says and how it is built, apart from how it is written down."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from community.text.foreign import Element, parse_html
from community.text.foreign.names import HEADINGS, RUBBISH
from community.text.foreign_images import link_foreign_images

_SPACE: Final = re.compile(r"\s+")
_LISTS: Final = frozenset({"ul", "ol"})
_COUNTED: Final = {
    "heading": HEADINGS,
    "quotation": frozenset({"blockquote"}),
    "rule": frozenset({"hr"}),
    "key": frozenset({"kbd"}),
    "sub": frozenset({"sub"}),
    "sup": frozenset({"sup"}),
    "numbered": frozenset({"ol"}),
}


@dataclass(frozen=True, slots=True)
class Outline:
    """Two texts with equal outlines mean the same to a reader."""

    text: str
    code: str
    links: tuple[tuple[str, str], ...]
    images: tuple[tuple[str, str], ...]
    code_blocks: tuple[str, ...]
    list_items: tuple[tuple[str, int], ...]
    cells: tuple[str, ...]
    counts: tuple[tuple[str, int], ...]


def outline(html: str) -> Outline:
    """Return the normalised text and structure of an HTML fragment."""
    root = parse_html(link_foreign_images(html))
    found = list(_placed(root, 0, is_code=False))
    return Outline(
        text=_words(root),
        code="".join(
            _words(element)
            for element, _depth, is_code in found
            if element.name == "code" and not is_code
        ),
        links=tuple(
            (element.get("href"), _words(element))
            for element, *_rest in found
            if element.name == "a" and "href" in element.attributes
        ),
        images=tuple(
            (element.get("src"), _squeezed(element.get("alt")))
            for element, *_rest in found
            if element.name == "img" and "src" in element.attributes
        ),
        code_blocks=tuple(
            "".join(_strings(element)).strip("\n")
            for element, *_rest in found
            if element.name == "pre"
        ),
        list_items=tuple(
            (_words(element), depth) for element, depth, _is_code in found if element.name == "li"
        ),
        cells=tuple(filter(None, (_words(e) for e, *_rest in found if e.name in ("td", "th")))),
        counts=tuple(
            (name, sum(_has_content(e) for e, *_rest in found if e.name in tags))
            for name, tags in _COUNTED.items()
        ),
    )


def _placed(root: Element, depth: int, *, is_code: bool) -> Iterator[tuple[Element, int, bool]]:
    """Every element with the number of lists around it, and whether it stands in a `pre`."""
    for child in root.children:
        if isinstance(child, Element):
            yield child, depth, is_code
            yield from _placed(
                child, depth + (child.name in _LISTS), is_code=is_code or child.name == "pre"
            )


def _squeezed(text: str) -> str:
    return _SPACE.sub("", text)


def _strings(element: Element) -> Iterator[str]:
    for child in element.children:
        if isinstance(child, str):
            yield child
        elif child.name not in RUBBISH:
            yield from _strings(child)


def _words(element: Element) -> str:
    """Return the text of an element without white space, code kept apart from prose."""
    return _squeezed("".join(_strings(element)))


def _has_content(element: Element) -> bool:
    is_picture = any(inner.name == "img" for inner in element.elements())
    return element.name == "hr" or is_picture or bool(_words(element))
