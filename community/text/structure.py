"""What an HTML text says and how it is built, apart from how it is written down."""

import re
from dataclasses import dataclass
from typing import Final

from bs4.element import NavigableString, PreformattedString, Tag

from community.text.foreign_images import link_foreign_images
from community.text.inline_conversion import parse_html

_SPACE: Final = re.compile(r"\s+")
_HEADINGS: Final = ["h1", "h2", "h3", "h4", "h5", "h6"]


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


def _squeezed(text: str) -> str:
    return _SPACE.sub("", text)


def _words(tag: Tag) -> str:
    """Return the text of an element without white space, code kept apart from prose."""
    strings = (
        str(string)
        for string in tag.find_all(string=True)
        if isinstance(string, NavigableString) and not isinstance(string, PreformattedString)
    )
    return _squeezed("".join(strings))


def _list_depth(tag: Tag) -> int:
    return len(tag.find_parents(["ul", "ol"]))


def _marks(root: Tag) -> tuple[tuple[str, int], ...]:
    groups = {
        "heading": _HEADINGS,
        "quotation": ["blockquote"],
        "rule": ["hr"],
        "key": ["kbd"],
        "sub": ["sub"],
        "sup": ["sup"],
        "numbered": ["ol"],
    }
    return tuple(
        (name, sum(_says_something(tag) for tag in root.find_all(tags)))
        for name, tags in groups.items()
    )


def _says_something(tag: Tag) -> bool:
    return tag.name == "hr" or bool(_words(tag)) or tag.find("img") is not None


def outline(html: str) -> Outline:
    """Return the normalised text and structure of an HTML fragment."""
    root = parse_html(link_foreign_images(html))
    return Outline(
        text=_words(root),
        code="".join(
            _words(tag) for tag in root.find_all("code") if tag.find_parent("pre") is None
        ),
        links=tuple((str(tag["href"]), _words(tag)) for tag in root.find_all("a", href=True)),
        images=tuple(
            (str(tag["src"]), _squeezed(str(tag.get("alt") or "")))
            for tag in root.find_all("img", src=True)
        ),
        code_blocks=tuple(tag.get_text().strip("\n") for tag in root.find_all("pre")),
        list_items=tuple((_words(tag), _list_depth(tag)) for tag in root.find_all("li")),
        cells=tuple(filter(None, (_words(tag) for tag in root.find_all(["td", "th"])))),
        counts=_marks(root),
    )
