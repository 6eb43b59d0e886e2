"""HTML of any origin turned into the blocks of an article.

Only what our blocks can say comes through; what they cannot is told to the report. Everything
that holds words keeps them.
"""

import uuid
from functools import partial
from typing import Any, Final

from community.text.foreign import Element, HtmlRefused, Node, shape_html
from kb.conversion.absent_pictures import describe_absent
from kb.conversion.context import BadItem, Context
from kb.conversion.inline import InlineWriter
from kb.conversion.markdown_blocks import RawBlock, new_block
from kb.conversion.pictures import ALT_LENGTH, CAPTION_LENGTH, Group, group_of_figure, groups_of
from kb.conversion.simple_text import SimpleWriter
from kb.conversion.structure import (
    LEVELS,
    callout_kind,
    code_of,
    elements_of,
    is_callout,
    table_rows,
    words_of,
)
from kb.text.code import known_language
from kb.text.video import read_video

_STEPS_MIN: Final = 2


def html_to_blocks(html: str, context: Context) -> list[RawBlock]:
    """The stream of an article body that says what the HTML says.

    Raises `BadItem` where the HTML is more than may be read.
    """
    above = context.heading
    try:
        shaped = shape_html(html, context.note, is_callout, partial(setattr, context, "heading"))
    except HtmlRefused as error:
        raise BadItem(str(error)) from error
    converter = _Converter(context)
    context.heading = above
    described = describe_absent(shaped, converter.inline.pictures)
    context.heading = above
    for block in described:
        converter.add(block)
    converter.flush()
    return converter.blocks


class _Converter:
    """Gathers running text until something needs a block of its own."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.inline = InlineWriter(context)
        self.simple = SimpleWriter(self.inline)
        self.blocks: list[RawBlock] = []
        self._text: list[str] = []

    def add(self, block: Element) -> None:
        """Add a block, and below it the pictures that it could not hold."""
        if block.name in ("p", "line"):
            self._line(block.children)
        elif block.name in LEVELS:
            self.context.heading = words_of(block.children)
            if text := self.inline.write(block.children):
                self._text.append(f"<{LEVELS[block.name]}>{text}</{LEVELS[block.name]}>")
        else:
            self._special(block)
        below, self.inline.below = self.inline.below, []
        for value in below:
            self._picture_block(value)

    def flush(self) -> None:
        """End the running text."""
        html = "".join(self._text)
        self._text = []
        if html:
            self.blocks.append(new_block("text", html))

    def _block(self, kind: str, value: Any) -> None:
        self.flush()
        self.blocks.append(new_block(kind, value))

    def _paragraph(self, nodes: list[Node]) -> None:
        if html := self.inline.write(nodes):
            self._text.append(f"<p>{html}</p>")

    def _line(self, nodes: list[Node]) -> None:
        """A paragraph; pictures in a row of their own are blocks with the words below them."""
        for group in groups_of(nodes):
            if group.is_pictures:
                self._pictures(group)
            else:
                self._paragraph(group.nodes)

    def _special(self, node: Element) -> None:
        match node.name:
            case "hr":
                self._text.append("<hr/>")
            case "pre":
                self._code(node)
            case "table":
                self._table(node)
            case "div":
                if text := self.simple.write(node.children):
                    self._block("callout", {"kind": callout_kind(node), "text": text})
            case "blockquote":
                if text := self.simple.write(node.children):
                    self._block("quote", {"text": text, "credit": "", "address": ""})
            case "ol":
                self._numbered(node)
            case "figure":
                self._pictures(group_of_figure(node))
            case _:
                self._text.append(self.simple.write([node]))

    def _code(self, node: Element) -> None:
        code, language = code_of(node)
        if code.strip():
            self._block("code", {"language": known_language(language), "code": code})

    def _pictures(self, group: Group) -> None:
        """Picture and video blocks; a caption that none of them takes is a paragraph."""
        words = words_of(group.caption)
        caption = words if len(words) <= CAPTION_LENGTH else ""
        is_shown = False
        for node in group.nodes:
            picture = self.inline.pictures.unlinked(node)
            if picture.name != "img":
                self._player(picture, caption)
                continue
            value = self.inline.pictures.block(picture, caption)
            if value is not None:
                is_shown = True
                self._picture_block(value)
        if words and not (is_shown and caption):
            self._paragraph(group.caption)

    def _picture_block(self, value: dict[str, Any]) -> None:
        self._block("picture", value)

    def _player(self, node: Element, caption: str) -> None:
        """A video block, where the URL is one that pages may show, else a link."""
        url = node.get("src").strip()
        url = f"https:{url}" if url.startswith("//") else url
        if read_video(url) is None:
            if link := self.inline.player(node):
                self._text.append(f"<p>{link}</p>")
            return
        title = (node.get("title") or caption or url)[:ALT_LENGTH]
        self._block("video", {"address": url, "title": title, "transcript": ""})

    def _numbered(self, node: Element) -> None:
        """Steps, or a list where there is but one; both count from one."""
        if sum(bool(item.children) for item in elements_of(node)) >= _STEPS_MIN:
            self._steps(node)
        else:
            self._text.append(self.simple.write([node]))

    def _steps(self, node: Element) -> None:
        self.simple.note_numbers(node)
        steps = []
        for item in elements_of(node):
            text, extras = self.simple.write_step(item.children)
            if text or extras["code"] or extras["image"]:
                value = {"text": text, **extras}
                steps.append({"type": "item", "value": value, "id": str(uuid.uuid4())})
        if steps:
            self._block("steps", {"title": "", "steps": steps})

    def _table(self, node: Element) -> None:
        caption, head, rows = table_rows(node)
        width = max(len(head), *(len(row) for row in rows), 0) if rows else len(head)
        words = words_of(caption)
        if len(words) > CAPTION_LENGTH:
            self._paragraph(caption)
            words = ""
        headings = [self._heading_cell(cell) for cell in head]
        values = [
            [f"<p>{text}</p>" if (text := self.simple.write_cell(cell)) else "" for cell in row]
            for row in rows
        ]
        columns = [*headings, *[""] * (width - len(headings))]
        self._block(
            "table",
            {
                "columns": [{"type": "text", "heading": heading} for heading in columns],
                "rows": [{"values": [*row, *[""] * (width - len(row))]} for row in values],
                "caption": words,
            },
        )

    def _heading_cell(self, cell: Element) -> str:
        """The words of a heading, which holds nothing else; what it loses is told."""
        for inner in cell.elements():
            if inner.name == "a" and inner.get("href"):
                self.context.note("link in the head of a table", inner.get("href"))
            elif inner.name == "img":
                self.context.note("picture moved below its text", inner.get("src"))
                self.inline.show_below(inner)
        return words_of(cell.children)
