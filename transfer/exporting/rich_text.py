"""Rich text in files: Markdown wherever reading it back gives the same text, else HTML.

So nothing is ever lost by being exported, however the text came about.
"""

import re
from functools import cache
from html import escape, unescape
from typing import Any, Final

import bleach
from bs4 import BeautifulSoup, NavigableString, Tag
from markdown_it import MarkdownIt

from community.text.brackets import bound_brackets
from community.text.foreign import Element, HtmlRefused, shape_html
from community.text.nesting import keep_deep_words
from kb.conversion.context import BadItem, Context
from kb.conversion.inline import InlineWriter, link_attributes
from kb.conversion.markdown_blocks import RICH_TAGS
from kb.conversion.places import mark_anchors, settle_marks
from kb.conversion.simple_text import SimpleWriter
from kb.conversion.structure import elements_of
from kb.text.anchors import KEY_ATTRIBUTE, places_in
from transfer.exporting.names import Names
from transfer.exporting.rich_markdown import MarkdownWriter, link_target

_BLOCKS: Final = frozenset(
    {"p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "hr", "pre"}
)
_ANCHOR: Final = re.compile(r"<a\b[^>]*>")
_PORTABLE: Final = re.compile(r'<a data-to="([^"]*)">')


@cache
def markdown_parser() -> MarkdownIt:
    """The dialect of our own files: CommonMark with tables and struck-out words."""
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    keep_deep_words(parser)
    bound_brackets(parser)
    return parser


class RichWriter(SimpleWriter):
    """Reads back what may stand in a text of its own: headings, lines and quotes, too."""

    def _block(self, node: Element) -> str:
        if node.name in ("h2", "h3", "h4"):
            return f"<{node.name}>{self.inline.write(node.children)}</{node.name}>"
        if node.name == "hr":
            return "<hr/>"
        if node.name == "blockquote":
            lines = [self.inline.write(line.children) for line in elements_of(node)]
            return f"<blockquote>{'<br/>'.join(lines)}</blockquote>"
        return super()._block(node)


def read_rich(markdown: str, context: Context) -> str:
    """Return the rich text that some Markdown of ours says."""
    blocks = _shaped(mark_anchors(str(markdown_parser().render(markdown))), context)
    return settle_marks(RichWriter(InlineWriter(context)).write(blocks), [])


def read_rich_line(markdown: str, context: Context) -> str:
    """Return the rich text of one line, without a paragraph around it."""
    blocks = _shaped(str(markdown_parser().renderInline(markdown)), context)
    return "<br/>".join(InlineWriter(context).write(block.children) for block in blocks)


def _shaped(html: str, context: Context) -> list[Element]:
    try:
        return shape_html(html, context.note)
    except HtmlRefused as error:
        raise BadItem(str(error)) from error


def dump_rich(html: str, names: Names, context: Context) -> str | dict[str, str]:
    """Return Markdown, or `{"html": …}` where Markdown would say something else."""
    markdown = MarkdownWriter(names).write(html)
    if canonical(read_rich(markdown, context)) == canonical(html):
        return markdown
    return {"html": _ANCHOR.sub(lambda match: _portable_anchor(match, names), html)}


def load_rich(value: Any, context: Context) -> str:
    """Return the rich text that `dump_rich` wrote; raises `BadItem` for anything else."""
    if isinstance(value, str):
        return read_rich(value, context)
    if isinstance(value, dict) and isinstance(value.get("html"), str):
        return _sieved(_PORTABLE.sub(lambda match: _own_anchor(match, context), value["html"]))
    raise BadItem(f"a text is neither Markdown nor HTML: {value!r}")


def canonical(html: str) -> str:
    """Rich text without what nobody reads: keys of the editor, order of attributes, spaces."""
    soup = BeautifulSoup(html, "html.parser")
    for node in soup.find_all(True):
        attributes = dict(node.attrs)
        if not places_in(f' {KEY_ATTRIBUTE}="{attributes.get(KEY_ATTRIBUTE) or ""}"'):
            attributes.pop(KEY_ATTRIBUTE, None)
        node.attrs = dict(sorted(attributes.items()))
    for text in soup.find_all(string=True):
        if not str(text).strip() and _beside_block(text):
            text.extract()
    return str(soup.decode(formatter="minimal")).strip()


def _beside_block(text: NavigableString) -> bool:
    near = (text.previous_sibling, text.next_sibling)
    inside = text.parent is not None and text.parent.name in ("ul", "ol", "[document]")
    return inside or any(isinstance(node, Tag) and node.name in _BLOCKS for node in near)


def _portable_anchor(match: re.Match[str], names: Names) -> str:
    node = BeautifulSoup(match[0], "html.parser").find("a")
    target = link_target(node, names) if isinstance(node, Tag) else ""
    return f'<a data-to="{escape(target)}">'


def _own_anchor(match: re.Match[str], context: Context) -> str:
    href = unescape(match[1])
    document = context.document(href) if href else None
    if document is not None:
        return f'<a linktype="document" id="{document}">'
    target = context.link(href) if href else None
    return f"<a {link_attributes(target)}>" if target else "<a>"


def _sieved(html: str) -> str:
    """What a file says in HTML passes the same allow-list as everything else."""
    return bleach.clean(
        html,
        tags=RICH_TAGS,
        attributes={"a": ["href", "title", "linktype", "id"], "*": [KEY_ATTRIBUTE]},
        protocols={"http", "https", "mailto", "tel"},
        strip=True,
    )
