"""HTML inside a paragraph to Markdown."""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from community.text.delimiters import may_emphasise
from community.text.escaping import code_span, escape_text, link_target
from community.text.foreign import Element, Node, text_of
from community.text.foreign.names import CODE_MARKS, PLAYERS
from community.text.parser import INLINE_TAGS
from community.text.urls import is_allowed_image, is_allowed_link

HARD_BREAK: Final = "\\\n"
_EMPHASIS: Final = {"em": "*", "i": "*", "strong": "**", "b": "**", "del": "~~", "s": "~~"}
_EMPHASIS_TAGS: Final = {"i": "em", "b": "strong", "strike": "del"}
_ALL_EMPHASIS: Final = frozenset({*_EMPHASIS, *_EMPHASIS_TAGS})
_SPACE: Final = re.compile(r"[ \t\n\r\f]+")
_PLAIN_URL: Final = re.compile(r"https?://[\w./?=&#:;,+!-]+", re.ASCII)
_SAYING: Final = {*_ALL_EMPHASIS, *CODE_MARKS, *INLINE_TAGS, *PLAYERS, "a", "br", "img"}
_MADE_UP: Final = ("data:", "javascript:", "blob:", "about:")
_TAIL: Final = 8
"""So many signs before an emphasis decide whether it may begin there."""


def _with_scheme(url: str) -> str:
    url = url.strip()
    return f"https:{url}" if url.startswith("//") else url


class InlineWriter:
    """Turns a run of inline nodes into one Markdown string; hard breaks are `HARD_BREAK`."""

    def __init__(self, *, in_table: bool = False, in_link: bool = False) -> None:
        self._in_table = in_table
        self._in_link = in_link
        self._parts: list[str] = []

    def convert(self, nodes: list[Node]) -> str:
        """Return the Markdown of the nodes, with white space collapsed as a browser would."""
        nodes, position = list(_unwrapped(nodes)), 0
        while position < len(nodes):
            node = nodes[position]
            position += 1
            if isinstance(node, Element) and node.name in CODE_MARKS:
                code = [text_of(node)]
                while position < len(nodes) and _is_code(nodes[position]):
                    code.append(text_of(nodes[position]))
                    position += 1
                self._write_code("".join(code))
            elif isinstance(node, str):
                self._write(self._text(node))
            else:
                self._convert_element(node, _first_character(nodes, position))
        return "".join(self._parts)

    def _last(self) -> str:
        return self._parts[-1][-1] if self._parts else ""

    def _write(self, markdown: str) -> None:
        if self._last() in {" ", "\n"}:
            markdown = markdown.lstrip(" ")
        if markdown:
            self._parts.append(markdown)

    def _children(self, element: Element, *, in_link: bool = False) -> str:
        writer = InlineWriter(in_table=self._in_table, in_link=self._in_link or in_link)
        return writer.convert(element.children)

    def _text(self, text: str) -> str:
        text = escape_text(_SPACE.sub(" ", text))
        return text.replace("|", "\\|") if self._in_table else text

    def _convert_element(self, element: Element, following: str) -> None:
        name = element.name
        if name == "br":
            self._write_break()
        elif name == "a":
            self._write_link(element)
        elif name == "img":
            self._write_image(element)
        elif name in PLAYERS:
            self._write_player(element)
        elif name in _ALL_EMPHASIS:
            self._write_emphasis(element, following)
        elif name in INLINE_TAGS:
            self._write_wrapped(name, self._children(element))
        else:
            self._write(self._children(element))

    def _write_break(self) -> None:
        while self._parts and not (kept := self._parts[-1].rstrip(" ")):
            self._parts.pop()
        if self._parts:
            self._parts[-1] = kept
        self._parts.append("<br>" if self._in_table else HARD_BREAK)

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

    def _write_emphasis(self, element: Element, following: str) -> None:
        """Use the signs of Markdown where they certainly work, bare tags everywhere else."""
        content = self._children(element)
        is_nested = any(inner.name in _ALL_EMPHASIS for inner in element.elements())
        mark = None if is_nested else _EMPHASIS.get(element.name)
        before, inner, after = _split_ends(content)
        if mark is None or not self._may_use(mark, before, inner, after, following):
            self._write_wrapped(_EMPHASIS_TAGS.get(element.name, element.name), content)
            return
        self._write(before)
        self._write(f"{mark}{inner}{mark}")
        self._write(after)

    def _may_use(self, mark: str, before: str, inner: str, after: str, following: str) -> bool:
        previous = self._tail() + before
        upcoming = after[:1] or following
        return (
            bool(inner)
            and "\n" not in inner
            and inner[0] not in "*~"
            and inner[-1] not in "*~"
            and not {previous[-1:], upcoming} & set("*~")
            and may_emphasise(previous, inner, upcoming)
        )

    def _tail(self) -> str:
        """The last signs that were written."""
        tail = ""
        for part in reversed(self._parts):
            tail = part[-_TAIL:] + tail
            if len(tail) >= _TAIL:
                break
        return tail

    def _write_link(self, element: Element) -> None:
        url = _with_scheme(element.get("href"))
        if self._in_link or not url:
            self._write(self._children(element))
        elif not is_allowed_link(url) or not _is_parsable(url):
            self._write(f"{self._children(element)} ({self._text(url)})")
        elif url == text_of(element) and _PLAIN_URL.fullmatch(url) and not element.get("title"):
            self._write(f"<{url}>")
        else:
            before, inner, after = _split_ends(self._children(element, in_link=True))
            self._write(before)
            self._write(f"[{inner}]({self._target(url, element.get('title'))})")
            self._write(after)

    def _write_image(self, element: Element) -> None:
        """A picture, or its description where it cannot be had."""
        url = _with_scheme(element.get("src"))
        markdown = self._text(element.get("alt"))
        if is_allowed_image(url) and _is_parsable(url):
            markdown = f"![{markdown}]({self._target(url, element.get('title'))})"
        self._write(markdown)

    def _write_player(self, element: Element) -> None:
        """A film or another page inside the page, as a link to it, or its words without one."""
        url = _with_scheme(element.get("src"))
        title = element.get("title").strip()
        if self._in_link or not _may_link(url):
            is_said = title or not url.lower().startswith(_MADE_UP)
            self._write(self._text(title or url) if is_said else "")
        else:
            self._write(f"[{self._text(title or url)}]({self._target(url, '')})")

    def _target(self, url: str, title: str) -> str:
        target = link_target(url, title)
        return target.replace("|", "%7C") if self._in_table else target


def loss_in_post(element: Element) -> tuple[str, str] | None:
    """What of an element a post cannot show, for a report."""
    url = _with_scheme(element.get("src"))
    if element.name == "img" and not (is_allowed_image(url) and _is_parsable(url)):
        return "picture missing", url
    if element.name in PLAYERS:
        if _may_link(url):
            return "embedded page written as a link", url
        return "HTML left out", f"<{element.name}>: {url}"
    if element.name == "ol" and element.get("type") in ("a", "A", "i", "I"):
        return "letters before items written as numbers", element.get("type")
    if element.name == "a" and (url := _with_scheme(element.get("href"))):
        is_kept = is_allowed_link(url) and _is_parsable(url)
        return None if is_kept else ("link to nowhere", url)
    return None


def _may_link(url: str) -> bool:
    return url.startswith(("http://", "https://")) and _is_parsable(url)


def _is_code(node: Node) -> bool:
    return isinstance(node, Element) and node.name in CODE_MARKS


def _split_ends(markdown: str) -> tuple[str, str, str]:
    """Return leading white space, the rest, trailing white space; breaks at the ends move out."""
    start = len(markdown) - len(markdown.lstrip())
    end = len(markdown.rstrip())
    while end > start and markdown.startswith(HARD_BREAK, end - 1):
        end -= 1
        while end > start and markdown[end - 1].isspace():
            end -= 1
    end = max(start, end)
    return markdown[:start], markdown[start:end], markdown[end:]


def _first_character(nodes: list[Node], position: int) -> str:
    """The kind of what will be written next: a letter, a space, or any sign."""
    if position >= len(nodes):
        return " "
    node = nodes[position]
    if isinstance(node, str):
        return node[:1] or " "
    text = "" if node.name in {"br", "img"} else text_of(node)
    if text[:1].isspace():
        return " "
    return "*" if node.name in _ALL_EMPHASIS else "."


def _unwrapped(nodes: list[Node]) -> Iterator[Node]:
    """The nodes, with what stands in tags that say nothing, so that neighbours see each other."""
    waiting = nodes[::-1]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Element) and node.name not in _SAYING:
            waiting.extend(reversed(node.children))
        else:
            yield node


def _is_parsable(url: str) -> bool:
    try:
        urlsplit(url)
    except ValueError:
        return False
    return True
