"""HTML of any origin turned into the blocks of an article.

Only what our blocks can say comes through; what they cannot is told to the report. Everything
that holds words keeps them.
"""

import re
import uuid
from typing import Any, Final

from bs4 import BeautifulSoup, PageElement, Tag

from kb.importing.inline import InlineWriter
from kb.importing.items import Surroundings
from kb.importing.pictures import found_picture, settle_pictures
from kb.importing.simple_text import SimpleWriter
from kb.importing.structure import (
    BLOCK_TAGS,
    LEVELS,
    callout_kind,
    code_of,
    is_blank,
    table_rows,
)
from kb.outside.video import read_video
from kb.text.code import known_language
from kb.text.markdown_blocks import RawBlock, new_block

_UNWRAPPED: Final = frozenset(
    {"div", "section", "article", "main", "header", "footer", "aside", "center", "body", "html"}
    | {"figure", "span", "font", "nav", "address", "details", "picture"}
)
_DROPPED: Final = frozenset({"script", "style", "noscript", "template", "form", "svg", "object"})
_ALT_LENGTH: Final = 200
_CAPTION_LENGTH: Final = 250
_TITLE_LENGTH: Final = 150
_STEPS_MIN: Final = 2


def html_to_blocks(html: str, around: Surroundings) -> list[RawBlock]:
    """The stream of an article body that says what the HTML says."""
    converter = _Converter(around)
    soup = BeautifulSoup(html, "html.parser")
    settle_pictures(soup, around)
    converter.add_all(list(soup.children))
    converter.flush()
    return converter.blocks


class _Converter:
    """Gathers running text until something needs a block of its own."""

    def __init__(self, around: Surroundings) -> None:
        self.around = around
        self.inline = InlineWriter(around)
        self.simple = SimpleWriter(self.inline)
        self.blocks: list[RawBlock] = []
        self._text: list[str] = []
        self._line: list[PageElement] = []

    def add_all(self, nodes: list[PageElement]) -> None:
        for node in nodes:
            if isinstance(node, Tag) and (node.name in BLOCK_TAGS or node.name in _UNWRAPPED):
                self._end_line()
                self._add(node)
            elif isinstance(node, Tag) and node.name in ("img", "image", "iframe", "video"):
                self._end_line()
                self._media(node, caption="")
            else:
                self._line.append(node)
        self._end_line()

    def flush(self) -> None:
        """End the running text."""
        html = "".join(self._text)
        self._text = []
        if html:
            self.blocks.append(new_block("text", html))

    def _end_line(self) -> None:
        nodes, self._line = self._line, []
        if html := self.inline.write(nodes):
            self._text.append(f"<p>{html}</p>")

    def _block(self, kind: str, value: Any) -> None:
        self.flush()
        self.blocks.append(new_block(kind, value))

    def _add(self, node: Tag) -> None:
        name = node.name
        if kind := callout_kind(node):
            self._callout(node, kind)
        elif name in LEVELS:
            if text := self.inline.write(list(node.children)):
                self._text.append(f"<{LEVELS[name]}>{text}</{LEVELS[name]}>")
        elif name == "p":
            self._paragraph(node)
        elif name == "hr":
            self._text.append("<hr/>")
        elif name in _DROPPED:
            if not is_blank(node) or name != "svg":
                self.inline.drop(node)
        elif name in ("iframe", "video", "audio", "embed"):
            self._media(node, caption="")
        else:
            self._special(node)

    def _special(self, node: Tag) -> None:
        match node.name:
            case "pre":
                code, language = code_of(node)
                if code.strip():
                    value = {"language": known_language(language), "code": code}
                    self._block("code", value)
            case "table":
                self._table(node)
            case "blockquote":
                if text := self.simple.write(list(node.children)):
                    self._block("quote", {"text": text, "credit": "", "address": ""})
            case "ol" if len(node.find_all("li", recursive=False)) >= _STEPS_MIN:
                self._steps(node)
            case "ul" | "ol" | "dl":
                self._list(node)
            case "figure":
                self._figure(node)
            case _:
                self.add_all(list(node.children))

    def _callout(self, node: Tag, kind: str) -> None:
        if text := self.simple.write(list(node.children)):
            self._block("callout", {"kind": kind, "text": text})

    def _paragraph(self, node: Tag) -> None:
        """A paragraph, or pictures with the line below them as caption."""
        pictures = node.find_all(["img", "image", "iframe", "video"], recursive=False)
        words = [
            child
            for child in node.children
            if not (isinstance(child, Tag) and child.name in ("img", "image", "br", "iframe"))
            and str(child).strip()
        ]
        caption = ""
        if pictures and len(words) == 1 and _is_emphasis(words[0]):
            caption = words[0].get_text(" ", strip=True)
            words = []
        if pictures and not words:
            for picture in pictures:
                self._media(picture, caption=caption)
            return
        self.add_line(list(node.children))

    def add_line(self, nodes: list[PageElement]) -> None:
        """Add one paragraph."""
        if html := self.inline.write(nodes):
            self._text.append(f"<p>{html}</p>")

    def _figure(self, node: Tag) -> None:
        caption = node.find("figcaption")
        words = caption.get_text(" ", strip=True) if caption else ""
        pictures = node.find_all(["img", "image", "iframe", "video"])
        if not pictures:
            self.add_all(list(node.children))
        for picture in pictures:
            self._media(picture, caption=words)

    def _media(self, node: Tag, *, caption: str) -> None:
        if node.name not in ("img", "image"):
            if self._video(node, caption):
                return
            if link := self.inline.player(node):
                self._text.append(f"<p>{link}</p>")
            return
        alt = str(node.get("alt") or "").strip()
        found = found_picture(node)
        if found is None:
            return
        self._block(
            "picture",
            {
                "image": found if isinstance(found, int) else None,
                "address": found if isinstance(found, str) else "",
                "alt": (alt or caption)[:_ALT_LENGTH],
                "caption": caption[:_CAPTION_LENGTH],
                "credit": "",
            },
        )

    def _video(self, node: Tag, caption: str) -> bool:
        """Make a video block, where the address is one that pages may show."""
        inner = node.find("source")
        address = str(node.get("src") or (inner.get("src") if isinstance(inner, Tag) else "") or "")
        address = f"https:{address}" if address.startswith("//") else address
        if read_video(address) is None:
            return False
        title = str(node.get("title") or caption or address)[:_ALT_LENGTH]
        self._block("video", {"address": address, "title": title, "transcript": ""})
        return True

    def _list(self, node: Tag) -> None:
        """A list that holds nothing but words stays text; what its items show stands below it."""
        self._text.append(self.simple.write([node]))

    def _steps(self, node: Tag) -> None:
        start = str(node.get("start") or "1")
        if start not in ("1", "0"):
            self.around.note("numbering starts anew", f"at {start}")
        steps = []
        for item in node.find_all("li", recursive=False):
            text, extras = self.simple.write_step(list(item.children))
            if text or extras["code"] or extras["image"]:
                value = {"text": text, **extras}
                steps.append({"type": "item", "value": value, "id": str(uuid.uuid4())})
        if steps:
            self._block("steps", {"title": "", "steps": steps})

    def _table(self, node: Tag) -> None:
        caption, head, rows = table_rows(node)
        width = max([len(head), *(len(row) for row in rows)], default=0)
        if not width:
            return
        texts = [cell.get_text(" ", strip=True) if cell else "" for cell in head]
        headings = [*texts, *[""] * (width - len(texts))]
        values = [
            [
                f"<p>{words}</p>" if cell and (words := self.simple.write_cell(cell)) else ""
                for cell in row
            ]
            for row in rows
        ]
        self._block(
            "table",
            {
                "columns": [{"type": "text", "heading": heading} for heading in headings],
                "rows": [{"values": [*row, *[""] * (width - len(row))]} for row in values],
                "caption": re.sub(r"\s+", " ", caption)[:_CAPTION_LENGTH],
            },
        )


def _is_emphasis(node: PageElement) -> bool:
    return isinstance(node, Tag) and node.name in ("em", "i", "small", "figcaption")
