"""Pictures that lie elsewhere become links: to load one tells its host who reads what, and when."""

import re
from html import escape
from html.parser import HTMLParser
from typing import Final

from django.conf import settings

from core.unicode import joins_words

_TAG: Final = re.compile(r"<(/?)(img|a)\b((?:[^<>\"']|\"[^\"]*\"|'[^']*')*+)>", re.IGNORECASE)
_PIECE: Final = re.compile(
    r"\x00|</?([A-Za-z][A-Za-z0-9]*+)(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+>|[^<\x00]+|<"
)
_MARKS: Final = frozenset(
    {"a", "b", "code", "del", "em", "i", "ins", "kbd", "mark", "s", "small", "span", "strong"}
    | {"sub", "sup", "u"}
)
_EDGE: Final = "\x00"
"""Stands where the words of a picture begin and end, until the whole text is seen."""

_REL: Final = "nofollow ugc noopener"


class _Attributes(HTMLParser):
    """Reads the attributes of one tag as a browser does."""

    found: dict[str, str]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found = {name: value or "" for name, value in reversed(attrs)}


def is_own_file(url: str) -> bool:
    """Whether a URL is that of a file uploaded to this site."""
    base = settings.STOA_BASE_URL.rstrip("/")
    return url.startswith((settings.MEDIA_URL, f"{base}{settings.MEDIA_URL}"))


def link_foreign_images(html: str) -> str:
    """Replace each picture of another site by a link to it, or inside a link by its description."""
    if "<img" not in html.lower():
        return html
    depth = 0

    def replace(tag: re.Match[str]) -> str:
        nonlocal depth
        if tag[2].lower() == "a":
            depth = max(0, depth + (-1 if tag[1] else 1))
            return tag[0]
        words = "" if tag[1] else _image(tag[0], is_in_link=depth > 0)
        return words if tag[1] or words == tag[0] else f"{_EDGE}{words}{_EDGE}"

    return _spaced(_TAG.sub(replace, html.replace(_EDGE, "")))


def _spaced(html: str) -> str:
    """The text with a space at each edge that touches a word or another picture."""
    parts: list[str] = []
    last, is_inside, open_edge = "", False, -1
    for piece in _PIECE.finditer(html):
        if piece[0] == _EDGE:
            is_inside = not is_inside
            if is_inside and open_edge >= 0:
                parts[open_edge] = " "
            open_edge = -1 if is_inside else len(parts)
            parts.append(" " if is_inside and joins_words(last) else "")
            last = ""
            continue
        if piece[1] is None:
            if open_edge >= 0 and joins_words(piece[0][0]):
                parts[open_edge] = " "
            last, open_edge = piece[0][-1], -1
        elif piece[1].lower() not in _MARKS:
            last, open_edge = "", -1
        parts.append(piece[0])
    return "".join(parts)


def _image(tag: str, *, is_in_link: bool) -> str:
    reader = _Attributes()
    reader.feed(tag)
    attributes = reader.found
    url = attributes.get("src", "").strip()
    if is_own_file(url):
        return tag
    words = escape(attributes.get("alt", "").strip() or url)
    if is_in_link or not url.lower().startswith(("https://", "http://", "//")):
        return words
    return f'<a href="{escape(url)}" rel="{_REL}">{words}</a>'
