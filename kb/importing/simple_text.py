"""Text inside steps, callouts, answers and table cells, which may hold less than the page itself.

What does not fit keeps its words: a table becomes a list of its rows, a heading a bold line, a
callout a paragraph that begins with what it is.
"""

from collections.abc import Sequence
from html import escape
from typing import Any, Final

from bs4 import NavigableString, PageElement, Tag

from kb.importing.inline import InlineWriter
from kb.importing.pictures import caption_below, found_picture, stands_alone
from kb.importing.structure import BLOCK_TAGS, LEVELS, callout_kind, code_of, table_rows

_LABELS: Final = {"note": "Note", "tip": "Tip", "warning": "Warning"}
_ALT_LENGTH: Final = 200


class SimpleWriter:
    """Writes paragraphs and lists only."""

    def __init__(self, inline: InlineWriter) -> None:
        self.inline = inline
        self.around = inline.around

    def write(self, nodes: list[PageElement]) -> str:
        """Return paragraphs and lists that say what the nodes say."""
        parts: list[str] = []
        line: list[PageElement] = []
        for node in nodes:
            if isinstance(node, Tag) and node.name in BLOCK_TAGS:
                self._paragraph(line, parts)
                line = []
                parts.append(self._block(node))
            else:
                line.append(node)
        self._paragraph(line, parts)
        return "".join(parts)

    def write_step(self, nodes: list[PageElement]) -> tuple[str, dict[str, Any]]:
        """Return a step's text, and the code and picture that it shows below the text."""
        extras: dict[str, Any] = {"code": "", "image": None, "image_alt": ""}
        kept = list(nodes)
        while kept and isinstance(kept[-1], NavigableString) and not str(kept[-1]).strip():
            kept.pop()
        last = kept[-1] if kept else None
        if isinstance(last, Tag) and last.name == "pre":
            extras["code"] = code_of(last)[0]
            kept.pop()
        for picture in [found for node in kept if isinstance(node, Tag) for found in _images(node)]:
            self._take_picture(picture, extras)
        return self.write(kept), extras

    def write_cell(self, cell: Tag) -> str:
        """Return a table cell as one line."""
        html = self.write(list(cell.children))
        for end in ("</p>", "</li>", "</ul>", "</ol>"):
            html = html.replace(end, "<br/>")
        for begin in ("<p>", "<ul>", "<ol>"):
            html = html.replace(begin, "")
        html = html.replace("<li>", "• ")
        while "<br/><br/>" in html:
            html = html.replace("<br/><br/>", "<br/>")
        return html.removesuffix("<br/>")

    def _take_picture(self, picture: Tag, extras: dict[str, Any]) -> None:
        """Make a picture of the library the step's own, if it is the first one."""
        caption = caption_below(picture)
        alt = str(picture.get("alt") or "").strip()
        words = alt or (caption.get_text(" ", strip=True) if caption else "")
        found = found_picture(picture)
        if not isinstance(found, int) or extras["image"] is not None:
            return
        extras["image"], extras["image_alt"] = found, words[:_ALT_LENGTH]
        if caption is not None and stands_alone(picture, caption):
            caption.extract()
        picture.extract()

    def _paragraph(self, line: list[PageElement], parts: list[str]) -> None:
        if html := self.inline.write(line):
            parts.append(f"<p>{html}</p>")

    def _block(self, node: Tag) -> str:
        if kind := callout_kind(node):
            return self._labelled(kind, node)
        if node.name in LEVELS:
            text = self.inline.write(list(node.children))
            return f"<p><b>{text}</b></p>" if text else ""
        writers = {
            "ul": self._list,
            "ol": self._list,
            "dl": self._definitions,
            "pre": self._code,
            "table": self._table,
            "script": self._dropped,
            "style": self._dropped,
        }
        writer = writers.get(node.name)
        return writer(node) if writer else self.write(list(node.children))

    def _dropped(self, node: Tag) -> str:
        self.inline.drop(node)
        return ""

    def _code(self, node: Tag) -> str:
        code = code_of(node)[0]
        self.around.note("code inside other text", code.split("\n")[0])
        lines = "<br/>".join(escape(line, quote=False) for line in code.split("\n"))
        return f"<p><code>{lines}</code></p>" if lines else ""

    def _labelled(self, kind: str, node: Tag) -> str:
        self.around.note("callout inside other text", kind)
        html = self.write(list(node.children))
        label = f"<b>{_LABELS[kind]}:</b> "
        if html.startswith("<p>"):
            return f"<p>{label}{html.removeprefix('<p>')}"
        return f"<p>{label.strip()}</p>{html}"

    def _list(self, node: Tag) -> str:
        items = [self._item(item) for item in node.find_all("li", recursive=False)]
        items = [item for item in items if item]
        return f"<{node.name}>{''.join(items)}</{node.name}>" if items else ""

    def _item(self, item: Tag) -> str:
        """An item holds one line, then lists: the shape that the editor works with."""
        html = self.write(list(item.children))
        html = html.replace("</p><p>", "<br/>").replace("<p>", "").replace("</p>", "<br/>")
        html = html.removesuffix("<br/>")
        for name in ("ul", "ol"):
            html = html.replace(f"<br/><{name}>", f"<{name}>")
        return f"<li>{html}</li>" if html else ""

    def _definitions(self, node: Tag) -> str:
        """Terms in bold, what they mean below them."""
        items: list[str] = []
        for child in node.find_all(["dt", "dd"], recursive=False):
            text = self.write_cell(child)
            if child.name == "dt":
                items.append(f"<b>{text}</b>" if text else "")
            elif items and not items[-1].startswith("</"):
                items[-1] += f"<br/>{text}" if text else ""
            else:
                items.append(text)
        return "".join(f"<p>{item}</p>" for item in items if item)

    def _table(self, node: Tag) -> str:
        """A table where none fits: one item for each row, below a line that says its head."""
        self.around.note("table inside other text")
        _caption, head, rows = table_rows(node)
        if not rows and head:
            rows = [head]
            head = []
        titles = self._cells(head)
        items = []
        for row in rows:
            if cells := self._cells(row):
                first, *rest = cells
                lead = first if "<b>" in first else f"<b>{first}</b>"
                items.append(f"<li>{': '.join([lead, ' — '.join(rest)]) if rest else lead}</li>")
        if not items:
            return ""
        above = f"<p><i>{titles[0]}: {' — '.join(titles[1:])}</i></p>" if titles[1:] else ""
        return f"{above}<ul>{''.join(items)}</ul>"

    def _cells(self, row: Sequence[Tag | None]) -> list[str]:
        cells = [self.write_cell(cell) for cell in row if cell is not None]
        return [cell for cell in cells if cell]


def _images(node: Tag) -> list[Tag]:
    return [node] if node.name == "img" else list(node.find_all("img"))
