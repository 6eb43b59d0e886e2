"""Pictures that lie elsewhere become links: to load one tells its host who reads what, and when."""

import re
from html import escape
from html.parser import HTMLParser
from typing import Final

from django.conf import settings

from core.unicode import joins_words

_TAG: Final = re.compile(r"<(/?)(img|a)\b((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>", re.IGNORECASE)
_REL: Final = "nofollow ugc noopener"


class _Attributes(HTMLParser):
    """Reads the attributes of one tag as a browser does."""

    found: dict[str, str]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found = {name: value or "" for name, value in reversed(attrs)}


def is_own_file(url: str) -> bool:
    """Whether an address is that of a file uploaded to this site."""
    base = settings.STOA_BASE_URL.rstrip("/")
    return url.startswith((settings.MEDIA_URL, f"{base}{settings.MEDIA_URL}"))


def link_foreign_images(html: str) -> str:
    """Replace each picture of another site by a link to it, or inside a link by its description."""
    if "<img" not in html.lower():
        return html
    depth, end = 0, -1

    def replace(tag: re.Match[str]) -> str:
        nonlocal depth, end
        if tag[2].lower() == "a":
            depth = max(0, depth + (-1 if tag[1] else 1))
            return tag[0]
        if tag[1]:
            return ""
        words = _image(tag[0], is_in_link=depth > 0)
        if words == tag[0]:
            return words
        touches = joins_words(html[tag.start() - 1 : tag.start()]) or tag.start() == end
        end = tag.end()
        return f"{' ' * touches}{words}{' ' * joins_words(html[end : end + 1])}"

    return _TAG.sub(replace, html)


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
