"""HTML inside a paragraph to Markdown."""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, PreformattedString, Tag

from community.text.delimiters import may_emphasise
from community.text.escaping import code_span, escape_text, link_target
from community.text.parser import INLINE_TAGS
from community.text.urls import is_allowed_image, is_allowed_link

HARD_BREAK: Final = "\\\n"
MAX_DEPTH: Final = 60
_EMPHASIS: Final = {"em": "*", "i": "*", "strong": "**", "b": "**", "del": "~~", "s": "~~"}
_EMPHASIS_TAGS: Final = {"i": "em", "b": "strong", "strike": "del"}
_ALL_EMPHASIS: Final = [*_EMPHASIS, *_EMPHASIS_TAGS]
_SPACE: Final = re.compile(r"[ \t\n\r\f]+")
_PLAIN_URL: Final = re.compile(r"https?://[\w./?=&#:;,+!-]+", re.ASCII)
_ENDS: Final = re.compile(r"^(\s*)(.*?)(\s*)$", re.DOTALL)
_CODE_TAGS: Final = frozenset({"code", "tt", "samp"})
_DROPPED_TAGS: Final = frozenset({"script", "style", "template", "noscript", "head", "title"})

_SAYING: Final = {*_ALL_EMPHASIS, *_CODE_TAGS, *_DROPPED_TAGS, *INLINE_TAGS, "a", "img"}


def _attribute(tag: Tag, name: str) -> str:
    value = tag.get(name) or ""
    return value if isinstance(value, str) else " ".join(value)


def _with_scheme(url: str) -> str:
    url = url.strip()
    return f"https:{url}" if url.startswith("//") else url


class InlineWriter:
    """Turns a run of inline nodes into one Markdown string; hard breaks are `HARD_BREAK`."""

    def __init__(self, *, in_table: bool = False, in_link: bool = False, depth: int = 0) -> None:
        self._in_table = in_table
        self._in_link = in_link
        self._depth = depth
        self._written = ""

    def convert(self, nodes: list[PageElement]) -> str:
        """Return the Markdown of the nodes, with white space collapsed as a browser would."""
        nodes, position = list(_unwrapped(nodes)), 0
        while position < len(nodes):
            node = nodes[position]
            position += 1
            if isinstance(node, Tag) and node.name in _CODE_TAGS:
                code = node.get_text()
                while position < len(nodes) and self._is_code(nodes[position]):
                    code += nodes[position].get_text()
                    position += 1
                self._write_code(code)
            else:
                self._convert_node(node, _first_character(nodes[position:]))
        return self._written

    @staticmethod
    def _is_code(node: PageElement) -> bool:
        return isinstance(node, Tag) and node.name in _CODE_TAGS

    def _write(self, markdown: str) -> None:
        if self._written[-1:] in {" ", "\n"}:
            markdown = markdown.lstrip(" ")
        self._written += markdown

    def _children(self, tag: Tag, *, in_link: bool = False) -> str:
        if self._depth >= MAX_DEPTH:
            return self._text(tag.get_text())
        writer = InlineWriter(
            in_table=self._in_table, in_link=self._in_link or in_link, depth=self._depth + 1
        )
        return writer.convert(list(tag.children))

    def _text(self, text: str) -> str:
        text = escape_text(_SPACE.sub(" ", text))
        return text.replace("|", "\\|") if self._in_table else text

    def _convert_node(self, node: PageElement, following: str) -> None:
        if isinstance(node, PreformattedString):
            return
        if isinstance(node, NavigableString):
            self._write(self._text(str(node)))
        elif isinstance(node, Tag) and node.name not in _DROPPED_TAGS:
            self._convert_tag(node, following)

    def _convert_tag(self, tag: Tag, following: str) -> None:
        name = tag.name
        if name == "br":
            self._written = self._written.rstrip(" ") + ("<br>" if self._in_table else HARD_BREAK)
        elif name == "a":
            self._write_link(tag)
        elif name == "img":
            self._write_image(tag)
        elif name in _EMPHASIS or name in _EMPHASIS_TAGS:
            self._write_emphasis(tag, following)
        elif name in INLINE_TAGS:
            self._write_wrapped(name, self._children(tag))
        else:
            self._write(self._children(tag))

    def _write_code(self, code: str) -> None:
        code = _SPACE.sub(" ", code)
        if code:
            markdown = code_span(code)
            self._write(markdown.replace("|", "\\|") if self._in_table else markdown)

    def _write_wrapped(self, name: str, content: str) -> None:
        before, inner, after = _split_ends(content)
        self._write(before)
        if inner:
            self._write(f"<{name}>{inner}</{name}>")
        self._write(after)

    def _write_emphasis(self, tag: Tag, following: str) -> None:
        """Use the signs of Markdown where they certainly work, bare tags everywhere else."""
        content = self._children(tag)
        is_nested = tag.find(_ALL_EMPHASIS) is not None
        mark = None if is_nested else _EMPHASIS.get(tag.name)
        before, inner, after = _split_ends(content)
        if mark is None or not self._may_use(mark, before, inner, after, following):
            self._write_wrapped(_EMPHASIS_TAGS.get(tag.name, tag.name), content)
            return
        self._write(before)
        self._write(f"{mark}{inner}{mark}")
        self._write(after)

    def _may_use(self, mark: str, before: str, inner: str, after: str, following: str) -> bool:
        previous = self._written + before
        upcoming = after[:1] or following
        return (
            bool(inner)
            and "\n" not in inner
            and inner[0] not in "*~"
            and inner[-1] not in "*~"
            and not {previous[-1:], upcoming} & set("*~")
            and may_emphasise(previous, inner, upcoming)
        )

    def _write_link(self, tag: Tag) -> None:
        url = _with_scheme(_attribute(tag, "href"))
        if self._in_link or not url:
            self._write(self._children(tag))
        elif not is_allowed_link(url) or not _is_parsable(url):
            self._write(f"{self._children(tag)} ({self._text(url)})")
        elif url == tag.get_text() and _PLAIN_URL.fullmatch(url) and not tag.get("title"):
            self._write(f"<{url}>")
        else:
            before, inner, after = _split_ends(self._children(tag, in_link=True))
            target = self._in_cell(link_target(url, _attribute(tag, "title")))
            self._write(before)
            self._write(f"[{inner}]({target})")
            self._write(after)

    def _write_image(self, tag: Tag) -> None:
        url = _with_scheme(_attribute(tag, "src"))
        description = self._text(_attribute(tag, "alt"))
        if is_allowed_image(url) and _is_parsable(url):
            target = self._in_cell(link_target(url, _attribute(tag, "title")))
            self._write(f"![{description}]({target})")
        else:
            self._write(description)

    def _in_cell(self, target: str) -> str:
        return target.replace("|", "%7C") if self._in_table else target


def _split_ends(markdown: str) -> tuple[str, str, str]:
    """Return leading white space, the rest, trailing white space; breaks at the ends move out."""
    match = _ENDS.match(markdown)
    assert match is not None  # noqa: S101 - the pattern matches every string
    before, inner, after = match.groups()
    while inner.endswith("\\") and after.startswith("\n"):
        kept = inner[:-1].rstrip()
        inner, after = kept, inner[len(kept) :] + after
    return before, inner, after


def _first_character(nodes: list[PageElement]) -> str:
    """The kind of what will be written next: a letter, a space, or any sign."""
    for node in nodes:
        if isinstance(node, PreformattedString):
            continue
        if isinstance(node, NavigableString):
            if node:
                return str(node)[0]
        elif isinstance(node, Tag) and node.name not in _DROPPED_TAGS:
            text = "" if node.name in {"br", "img"} else node.get_text()
            if text[:1].isspace():
                return " "
            return "*" if node.name in _EMPHASIS or node.name in _EMPHASIS_TAGS else "."
    return " "


def _unwrapped(nodes: list[PageElement]) -> Iterator[PageElement]:
    """The nodes, with what stands in tags that say nothing, so that neighbours see each other."""
    waiting = nodes[::-1]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Tag) and node.name not in _SAYING:
            waiting.extend(reversed(node.contents))
        else:
            yield node


def _is_parsable(url: str) -> bool:
    try:
        urlsplit(url)
    except ValueError:
        return False
    return True


def parse_html(html: str) -> BeautifulSoup:
    """Return the tree of an HTML fragment; nothing in it is fetched or executed."""
    soup = BeautifulSoup(html, "html.parser")
    for item in soup.find_all("li"):
        if isinstance(item.parent, Tag) and item.parent.name == "li":
            _move_out(item, item.parent)
    return soup


def _move_out(item: Tag, unclosed: Tag) -> None:
    """Make a list item, with all that follows it, the neighbour of the one that was not closed."""
    moved = [item, *item.next_siblings]
    for node in reversed(moved):
        unclosed.insert_after(node.extract())
