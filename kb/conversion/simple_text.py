"""Text inside steps, callouts, answers and table cells, which may hold less than the page itself.

What does not fit keeps its words: a table becomes a list of its rows, a heading a bold line, a
callout a paragraph that begins with what it is.
"""

from collections.abc import Sequence
from html import escape
from typing import Any, Final

from community.text.foreign import Element, Node
from kb.conversion.inline import InlineWriter
from kb.conversion.pictures import Group, group_of_figure, groups_of
from kb.conversion.structure import LEVELS, callout_kind, code_of, elements_of, table_rows, words_of

_LABELS: Final = {"note": "Note", "tip": "Tip", "warning": "Warning"}
_LINES: Final = frozenset({"p", "line"})


class SimpleWriter:
    """Writes paragraphs and lists only."""

    def __init__(self, inline: InlineWriter) -> None:
        self.inline = inline
        self.context = inline.context

    def write(self, blocks: Sequence[Node]) -> str:
        """Return paragraphs and lists that say what the blocks say."""
        return "".join(self._block(block) for block in blocks if isinstance(block, Element))

    def write_step(self, blocks: Sequence[Node]) -> tuple[str, dict[str, Any]]:
        """Return a step's text, and the code and picture that it shows below the text."""
        extras: dict[str, Any] = {"code": "", "image": None, "image_alt": ""}
        kept = [block for block in blocks if isinstance(block, Element)]
        if kept and kept[-1].name == "pre":
            extras["code"] = code_of(kept.pop())[0]
        self.inline.step = extras
        text = self.write(kept)
        self.inline.step = None
        return text, extras

    def write_cell(self, cell: Element) -> str:
        """Return a table cell as one line."""
        html = self.write(cell.children)
        for end in ("</p>", "</li>", "</ul>", "</ol>"):
            html = html.replace(end, "<br/>")
        for begin in ("<p>", "<ul>", "<ol>"):
            html = html.replace(begin, "<br/>")
        lines = [line for line in html.replace("<li>", "<br/>• ").split("<br/>") if line.strip()]
        return "<br/>".join(lines)

    def _line(self, nodes: list[Node]) -> str:
        parts = [
            self._pictures(group) if group.is_pictures else self.inline.write(group.nodes)
            for group in groups_of(nodes)
        ]
        html = "<br/>".join(part for part in parts if part)
        return f"<p>{html}</p>" if html else ""

    def _pictures(self, group: Group) -> str:
        """Pictures in a row of their own: the first is the step's, others stand below the text."""
        caption = words_of(group.caption)
        words: list[str] = [self.inline.write(group.caption)] if caption else []
        for node in group.nodes:
            picture = self.inline.pictures.unlinked(node)
            if picture.name != "img":
                words.append(self.inline.player(picture))
                continue
            found = self.inline.pictures.find(picture, caption)
            alt = picture.get("alt").strip()
            if found is None:
                continue
            if self.inline.take_for_step(found, alt or caption):
                if not alt and words:
                    words.pop(0)
            else:
                self.context.note("picture moved below its text", picture.get("src"))
                self.inline.show_below(picture, caption)
                words.append(escape(alt, quote=False))
        return "<br/>".join(word for word in words if word)

    def _block(self, node: Element) -> str:
        if node.name in _LINES:
            return self._line(node.children)
        if kind := callout_kind(node):
            return self._labelled(kind, node)
        if node.name in LEVELS:
            self.context.heading = words_of(node.children)
            text = self.inline.write(node.children)
            return f"<p><b>{text}</b></p>" if text else ""
        writers = {
            "ul": self._list,
            "ol": self._list,
            "dl": self._definitions,
            "pre": self._code,
            "table": self._table,
            "figure": self._figure,
        }
        writer = writers.get(node.name)
        return writer(node) if writer else self.write(node.children)

    def _figure(self, node: Element) -> str:
        html = self._pictures(group_of_figure(node))
        return f"<p>{html}</p>" if html else ""

    def _code(self, node: Element) -> str:
        code = code_of(node)[0]
        self.context.note("code inside other text", code.split("\n", 1)[0])
        lines = "<br/>".join(escape(line, quote=False) for line in code.split("\n"))
        return f"<p><code>{lines}</code></p>" if lines else ""

    def _labelled(self, kind: str, node: Element) -> str:
        self.context.note("callout inside other text", f"{kind}: {words_of(node.children)}")
        html = self.write(node.children)
        label = f"<b>{_LABELS[kind]}:</b> "
        if html.startswith("<p>"):
            return f"<p>{label}{html.removeprefix('<p>')}"
        return f"<p>{label.strip()}</p>{html}"

    def note_numbers(self, node: Element) -> None:
        """Tell of numbers that lists, which count from one, do not keep."""
        start, kind = node.get("start") or "1", node.get("type")
        if node.name != "ol":
            return
        if "reversed" in node.attributes:
            self.context.note("numbers that count down count up", f"from {start}")
        elif start not in ("1", "0"):
            self.context.note("numbering starts anew", f"at {start}")
        if kind in ("a", "A", "i", "I"):
            words = words_of(node.children)
            self.context.note("letters before items written as numbers", f"{kind}: {words}")

    def _list(self, node: Element) -> str:
        self.note_numbers(node)
        items = [self._item(item) for item in elements_of(node)]
        items = [item for item in items if item]
        return f"<{node.name}>{''.join(items)}</{node.name}>" if items else ""

    def _item(self, item: Element) -> str:
        """An item holds one line, then lists: the shape that the editor works with."""
        html = self.write(item.children)
        html = html.replace("</p><p>", "<br/>").replace("<p>", "").replace("</p>", "<br/>")
        html = html.removesuffix("<br/>")
        for name in ("ul", "ol"):
            html = html.replace(f"<br/><{name}>", f"<{name}>")
        return f"<li>{html}</li>" if html else ""

    def _definitions(self, node: Element) -> str:
        """Terms in bold, what they mean below them."""
        items: list[str] = []
        for child in elements_of(node):
            text = self.write_cell(child)
            if not text:
                continue
            if child.name == "dt":
                items.append(f"<b>{text}</b>")
            elif items:
                items[-1] += f"<br/>{text}"
            else:
                items.append(text)
        return "".join(f"<p>{item}</p>" for item in items)

    def _table(self, node: Element) -> str:
        """A table where none fits: one item for each row, below a line that says its head."""
        caption, head, rows = table_rows(node)
        self.context.note("table inside other text", words_of(caption or [*(head or rows[0])]))
        if not rows and head:
            rows, head = [head], []
        titles = self._cells(head)
        items = []
        for row in rows:
            if cells := self._cells(row):
                first, *rest = cells
                lead = first if "<b>" in first else f"<b>{first}</b>"
                items.append(f"<li>{': '.join([lead, ' — '.join(rest)]) if rest else lead}</li>")
        above = self._line(caption)
        if len(titles) > 1:
            above += f"<p><i>{titles[0]}: {' — '.join(titles[1:])}</i></p>"
        elif titles:
            above += f"<p><i>{titles[0]}</i></p>"
        return f"{above}<ul>{''.join(items)}</ul>" if items else above

    def _cells(self, row: Sequence[Element]) -> list[str]:
        cells = [self.write_cell(cell) for cell in row]
        return [cell for cell in cells if cell]
