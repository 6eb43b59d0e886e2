"""What stands in a line of foreign HTML as the inline marks of our rich text."""

import re
from html import escape
from typing import Any, Final

from community.text.foreign import Element, Node, text_of
from community.text.foreign.names import PLAYERS
from community.text.urls import is_allowed_link
from kb.conversion.context import Context, Target
from kb.conversion.pictures import ALT_LENGTH, Pictures

_MARKS: Final = {
    "b": "b", "strong": "b", "mark": "b", "u": "b",
    "i": "i", "em": "i", "cite": "i", "var": "i", "dfn": "i",
    "s": "s", "del": "s", "strike": "s",
    "code": "code", "kbd": "code", "samp": "code", "tt": "code",
    "sup": "sup", "sub": "sub",
}  # fmt: skip
_BOLD_CLASSES: Final = frozenset({"btn", "button", "uicontrol", "menu", "guilabel"})
_SPACE: Final = re.compile(r"[ \t\r\n\f]+")
_SPACES: Final = " \t\r\n\f"
_BREAK: Final = "<br/>"
_CODE: Final = re.compile(r"(<code>(?:(?!<code>).)*?</code>)|[ ]{2,}", re.DOTALL)
"""Code, which is left as it is, or spaces that nobody sees more than one of."""

_GONE: Final = "\ue000"
"""Stands for a picture that is absent until the line is complete."""

_GONE_IN_BRACKETS: Final = re.compile(rf"\([ ]?{_GONE}[ ]?\)")


class InlineWriter:
    """Writes the inline marks of one article, asking its context about links.

    What a line shows and cannot hold is gathered in `below`, to stand below it.
    """

    def __init__(self, context: Context) -> None:
        self.context = context
        self.pictures = Pictures(context)
        self.below: list[dict[str, Any]] = []
        self.step: dict[str, Any] | None = None

    def write(self, nodes: list[Node]) -> str:
        """Return the rich text of some nodes that stand in one line."""
        return tidy(self._nodes(nodes, in_link=False))

    def _nodes(self, nodes: list[Node], *, in_link: bool) -> str:
        return "".join(
            escape(_SPACE.sub(" ", node.replace(_GONE, "")), quote=False)
            if isinstance(node, str)
            else self._element(node, in_link=in_link)
            for node in nodes
        )

    def _element(self, node: Element, *, in_link: bool) -> str:
        match node.name:
            case "br":
                return _BREAK
            case "img":
                return self._picture(node, in_link=in_link)
            case "a" if not in_link:
                return self._link(node)
            case name if name in PLAYERS:
                return self.player(node, in_link=in_link)
        inner = self._nodes(node.children, in_link=in_link)
        mark = _MARKS.get(node.name) or self._mark_of_class(node)
        if not mark or not inner.replace(_BREAK, "").strip():
            return inner
        return _wrap_words(inner, f"<{mark}>", f"</{mark}>")

    def _mark_of_class(self, node: Element) -> str:
        classes = node.classes
        if node.name != "span":
            return ""
        if _BOLD_CLASSES.intersection(classes):
            return "b"
        if classes and not text_of(node).strip() and not node.children:
            self.context.note("empty mark left out", " ".join(sorted(classes)))
        return ""

    def _link(self, node: Element) -> str:
        inner = self._nodes(node.children, in_link=True)
        href = node.get("href").strip()
        if not href or not inner.replace(_BREAK, "").replace(_GONE, "").strip():
            return inner
        opening = self._opening(href)
        return _wrap_words(inner, opening, "</a>") if opening else inner

    def _opening(self, href: str) -> str:
        """The tag that begins a link; empty, and told to the report, where it leads nowhere."""
        document = self.context.document(href)
        if document is not None:
            return f'<a linktype="document" id="{document}">'
        target = self.context.link(href)
        if target is None or not (target.page is not None or is_allowed_link(target.url)):
            self.context.note("link to nowhere", href)
            return ""
        return f"<a {link_attributes(target)}>"

    def _picture(self, node: Element, *, in_link: bool) -> str:
        """A picture amid words: rich text holds none, so it becomes its words or a link."""
        alt = node.get("alt").strip()
        found = self.pictures.find(node)
        if found is None:
            return escape(alt, quote=False) or _GONE
        if self.take_for_step(found, alt):
            return ""
        self.context.note("picture inside a line", node.get("src"))
        if isinstance(found, int):
            self.show_below(node)
        elif not in_link:
            return f'<a href="{escape(found)}">{escape(alt or found, quote=False)}</a>'
        return escape(alt, quote=False)

    def take_for_step(self, found: int | str, words: str) -> bool:
        """Make a picture of the library the step's own, if it is the first one."""
        if not isinstance(found, int) or self.step is None or self.step["image"] is not None:
            return False
        self.step["image"], self.step["image_alt"] = found, words[:ALT_LENGTH]
        return True

    def show_below(self, picture: Element, caption: str = "") -> None:
        """Let a picture stand below what cannot hold it."""
        value = self.pictures.block(picture, caption)
        if value is not None and value not in self.below:
            self.below.append(value)

    def player(self, node: Element, *, in_link: bool = False) -> str:
        """A film or another page inside the page, as a link to it."""
        url = node.get("src").strip()
        if url.startswith("//"):
            url = f"https:{url}"
        if not url.startswith(("http://", "https://")):
            self.context.note("HTML left out", f"<{node.name}>: {url}")
            return escape(node.get("title").strip(), quote=False)
        self.context.note("embedded page written as a link", url)
        title = escape(node.get("title") or url, quote=False)
        return title if in_link else f'<a href="{escape(url)}">{title}</a>'


def link_attributes(target: Target) -> str:
    """The attributes of a link as rich text stores them."""
    if target.page is not None and not target.fragment:
        return f'id="{target.page}" linktype="page"'
    url = target.url + (f"#{target.fragment}" if target.fragment else "")
    return f'href="{escape(url)}"'


def tidy(html: str) -> str:
    """Take out what nobody sees: spaces in a row, and what a line begins or ends with."""
    if _GONE in html:
        html = _GONE_IN_BRACKETS.sub("", html).replace(_GONE, "")
    html = _CODE.sub(lambda part: part[1] or " ", html)
    html = html.replace(" <br/>", _BREAK).replace("<br/> ", _BREAK).strip(_SPACES)
    start, end = 0, len(html)
    while html.startswith(_BREAK, start):
        start += len(_BREAK)
    while end > start and html.endswith(_BREAK, start, end):
        end -= len(_BREAK)
    return html[start:end].strip(_SPACES)


def _wrap_words(inner: str, opening: str, closing: str) -> str:
    """Put a mark around the words, leaving spaces at the edges outside of it."""
    core = inner.strip()
    before = inner[: len(inner) - len(inner.lstrip())]
    after = inner[len(inner.rstrip()) :]
    return f"{before}{opening}{core}{closing}{after}"
