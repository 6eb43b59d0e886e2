"""HTML inside a line turned into the inline marks of our rich text."""

import re
from html import escape
from typing import Final

from bs4 import Comment, NavigableString, PageElement, Tag

from kb.importing.items import Surroundings, Target
from kb.importing.pictures import found_picture

_MARKS: Final = {
    "b": "b", "strong": "b", "mark": "b", "u": "b",
    "i": "i", "em": "i", "cite": "i", "var": "i", "dfn": "i",
    "s": "s", "del": "s", "strike": "s",
    "code": "code", "kbd": "code", "samp": "code", "tt": "code",
    "sup": "sup", "sub": "sub",
}  # fmt: skip
_BOLD_CLASSES: Final = frozenset({"btn", "button", "uicontrol", "menu", "guilabel"})
_DROPPED: Final = frozenset(
    {"script", "style", "noscript", "template", "link", "meta", "title", "svg", "form", "input"}
    | {"button", "select", "textarea", "object", "head"}
)
_SPACE: Final = re.compile(r"[ \t\r\n\f]+")
_SPACES: Final = " \t\r\n\f"
_CODE: Final = re.compile(r"(<code>.*?</code>)|[ ]{2,}", re.DOTALL)
"""Code, which is left as it is, or spaces that nobody sees more than one of."""
_PLAYERS: Final = ("iframe", "video", "audio", "embed", "source")


class InlineWriter:
    """Writes the inline marks of one article, asking its surroundings about links."""

    def __init__(self, around: Surroundings) -> None:
        self.around = around

    def write(self, nodes: list[PageElement]) -> str:
        """Return the rich text of some nodes that stand in one line."""
        return tidy("".join(self._node(node) for node in nodes))

    def _node(self, node: PageElement) -> str:
        if isinstance(node, Tag):
            return self._element(node)
        if isinstance(node, NavigableString) and not isinstance(node, Comment):
            return escape(_SPACE.sub(" ", str(node)), quote=False)
        return ""

    def _element(self, node: Tag) -> str:
        if node.name in _DROPPED:
            self.drop(node)
            return ""
        writers = {"a": self._link, "img": self._picture, "image": self._picture}
        if writer := writers.get(node.name):
            return writer(node)
        if node.name in _PLAYERS:
            return self.player(node)
        return "<br/>" if node.name == "br" else self._marked(node)

    def _marked(self, node: Tag) -> str:
        inner = "".join(self._node(child) for child in node.children)
        mark = _MARKS.get(node.name) or self._mark_of_class(node)
        if not mark or not inner.strip():
            return inner
        return _around_words(inner, mark)

    def drop(self, node: Tag) -> None:
        """Tell the report of an element that no article may hold."""
        self.around.note("HTML left out", f"<{node.name}>")

    def _mark_of_class(self, node: Tag) -> str:
        classes = set(node.get_attribute_list("class"))
        if node.name == "span" and classes & _BOLD_CLASSES:
            return "b"
        if node.name == "span" and not node.get_text(strip=True) and classes:
            self.around.note("empty mark left out", " ".join(sorted(map(str, classes))))
        return ""

    def _link(self, node: Tag) -> str:
        inner = "".join(self._node(child) for child in node.children)
        href = str(node.get("href") or "").strip()
        if not href or not inner.strip():
            return inner
        document = self.around.document(href)
        if document is not None:
            return f'<a linktype="document" id="{document}">{inner}</a>'
        target = self.around.link(href)
        if target is None:
            self.around.note("link to nowhere", href)
            return inner
        return f"<a {link_attributes(target)}>{inner}</a>"

    def _picture(self, node: Tag) -> str:
        """A picture in the middle of a line: rich text holds none, so it becomes its words."""
        alt = str(node.get("alt") or "").strip()
        found = found_picture(node)
        if found is not None:
            self.around.note("picture inside a line", str(node.get("src")))
        if isinstance(found, str):
            return f'<a href="{escape(found)}">{escape(alt or found, quote=False)}</a>'
        return escape(alt, quote=False)

    def player(self, node: Tag) -> str:
        """A film or another page inside the page, as a link to it."""
        address = str(node.get("src") or "").strip()
        if address.startswith("//"):
            address = f"https:{address}"
        if not address.startswith(("http://", "https://")):
            return ""
        self.around.note("embedded page written as a link", address)
        title = str(node.get("title") or address)
        return f'<a href="{escape(address)}">{escape(title, quote=False)}</a>'


def link_attributes(target: Target) -> str:
    """The attributes of a link as rich text stores them."""
    if target.page is not None and not target.fragment:
        return f'id="{target.page}" linktype="page"'
    address = target.address + (f"#{target.fragment}" if target.fragment else "")
    return f'href="{escape(address)}"'


def tidy(html: str) -> str:
    """Take out what a line begins or ends with that nobody sees."""
    html = re.sub(r"[ \t\n]*<br/>[ \t\n]*", "<br/>", html).strip(_SPACES)
    html = _CODE.sub(lambda part: part[1] or " ", html)
    return re.sub(r"^(?:<br/>)+|(?:<br/>)+$", "", html).strip(_SPACES)


def _around_words(inner: str, mark: str) -> str:
    """Put a mark around the words, leaving spaces at the edges outside of it."""
    core = inner.strip()
    before = inner[: len(inner) - len(inner.lstrip())]
    after = inner[len(inner.rstrip()) :]
    return f"{before}<{mark}>{core}</{mark}>{after}"
