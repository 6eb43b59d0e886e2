"""The one allow-list: nothing leaves the renderer that is not named here.

The Markdown parser already escapes raw HTML; the cleaner is the second wall, so that a fault in
the parser or in a plug-in cannot become a hole in every page.
"""

import re
import threading
from typing import Final

from bleach.sanitizer import Cleaner

from community.text.urls import ALLOWED_SCHEMES, is_allowed_image

ALLOWED_TAGS: Final = frozenset(
    [
        "p",
        "br",
        "hr",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "ul",
        "ol",
        "li",
        "pre",
        "code",
        "span",
        "a",
        "img",
        "em",
        "strong",
        "del",
        "s",
        "ins",
        "kbd",
        "sub",
        "sup",
        "small",
        "mark",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    ]
)
_LINK_ATTRIBUTES: Final = frozenset({"href", "title", "rel"})
_IMAGE_ATTRIBUTES: Final = frozenset({"alt", "title", "loading"})
_CLASS_PATTERNS: Final = {
    "a": re.compile(r"mention"),
    "code": re.compile(r"language-[\w+#.-]{1,40}"),
    "pre": re.compile(r"highlight"),
    "span": re.compile(r"[a-z][a-z0-9]{0,3}"),
    "blockquote": re.compile(r"spoiler"),
    "th": re.compile(r"align-(?:left|center|right)"),
    "td": re.compile(r"align-(?:left|center|right)"),
}
_LIST_START: Final = re.compile(r"[0-9]{1,9}")


def _is_attribute_allowed(tag: str, name: str, value: str) -> bool:
    if name == "class":
        pattern = _CLASS_PATTERNS.get(tag)
        return pattern is not None and pattern.fullmatch(value) is not None
    match tag:
        case "a":
            return name in _LINK_ATTRIBUTES
        case "img":
            return name in _IMAGE_ATTRIBUTES or (name == "src" and is_allowed_image(value))
        case "ol":
            return name == "start" and _LIST_START.fullmatch(value) is not None
        case "table" | "pre" | "code":
            return name == "tabindex" and value == "0"
        case _:
            return False


_local: Final = threading.local()


def sanitize(html: str) -> str:
    """Return the HTML with everything outside the allow-list escaped or dropped.

    bleach's cleaner keeps parser state, so each thread has its own, built once.
    """
    cleaner: Cleaner | None = getattr(_local, "cleaner", None)
    if cleaner is None:
        cleaner = Cleaner(
            tags=ALLOWED_TAGS,
            attributes=_is_attribute_allowed,
            protocols=ALLOWED_SCHEMES,
            strip=False,
            strip_comments=True,
        )
        _local.cleaner = cleaner
    return cleaner.clean(html)
