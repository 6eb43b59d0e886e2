"""Convert HTML of other programs to a fixed set of blocks, with every word once and in order.

Blocks are `p`, `line` (text outside of any paragraph), `h1` to `h6`, `pre` (one string),
`hr`, `ul` and `ol` (of `li`), `dl` (of `dt` and `dd`), `blockquote`, `figure` (pictures and players
with at most a `figcaption`), `table` (at most a `caption`, then `tr` of `td` and `th`, each row of
the grid complete; the attribute `head` counts the rows of its head), and `div` where the caller
asks to keep a box. `li`, `dt`, `dd`, `blockquote`, `td`, `th` and `div` hold blocks; the others
hold what `shape_inline` gives, which never holds a block.
"""

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Final

from community.text.foreign.apart import set_apart
from community.text.foreign.confluence import adapt_confluence
from community.text.foreign.inline import TICKS, leave_out, shape_inline
from community.text.foreign.levels import adapt_levels, renumbered
from community.text.foreign.lines import is_only_pictures, pictures_in, shows_something, trimmed
from community.text.foreign.names import (
    BOXES,
    CODE_BOXES,
    HEADINGS,
    LISTS,
    MARKS,
    PLAYERS,
    RUBBISH,
    SILENT,
)
from community.text.foreign.parsing import Element, Node, NoteLoss, parse_html, text_of
from community.text.foreign.styles import is_box_by_style, marks_of, styles_of
from community.text.foreign.tables import COVERED, TableParts, grid_of
from community.text.foreign.widgets import adapt_widgets
from community.text.foreign.word import adapt_word

IsKept = Callable[[Element], bool]
_NEVER_BOXES: Final = RUBBISH | SILENT | PLAYERS
_LINES: Final = frozenset({"line", "p"})


def shape_html(
    html: str,
    note: NoteLoss = lambda kind, detail: None,
    is_kept: IsKept = lambda element: False,
    enter: Callable[[str], None] = lambda heading: None,
) -> list[Element]:
    """Return the blocks of an HTML text. Raises `HtmlRefused` if the text exceeds a limit.

    `enter` receives each heading, so that notes can name the heading above them.
    """
    root = parse_html(html, note)
    adapt_confluence(root)
    adapt_word(root)
    adapt_levels(root)
    adapt_widgets(root, note, enter)
    enter("")
    shaper = _Shaper(note, is_kept, enter)
    shaper.find_boxes(root)
    return shaper.flow(root.children, ())


class _Shaper:
    """Converts one document."""

    def __init__(self, note: NoteLoss, is_kept: IsKept, enter: Callable[[str], None]) -> None:
        self.note = note
        self.is_kept = is_kept
        self.enter = enter
        self._boxes: set[int] = set()

    def find_boxes(self, element: Element) -> bool:
        """Record which elements are or contain blocks; return whether this one does."""
        if element.name == "div" and not element.children and TICKS.intersection(element.classes):
            element.name = "span"
        inside = [self.find_boxes(c) for c in element.children if isinstance(c, Element)]
        is_box = element.name in BOXES or any(inside) or is_box_by_style(element)
        if is_box and element.name not in _NEVER_BOXES:
            self._boxes.add(id(element))
            return True
        return False

    def flow(self, nodes: Iterable[Node], marks: tuple[Element, ...]) -> list[Element]:
        """Convert nodes to blocks; marks around blocks move inside them."""
        blocks: list[Element] = []
        for kind, group in groupby(nodes, key=self._kind):
            members = list(group)
            match kind:
                case "line":
                    blocks += self._line(members, marks)
                case "li":
                    blocks += self._list(Element("ul", {}, members), marks)
                case "dt":
                    blocks += self._definitions(Element("dl", {}, members), marks)
                case _:
                    for member in members:
                        if isinstance(member, Element):
                            blocks += self._block(member, marks)
        return blocks

    def _kind(self, node: Node) -> str:
        """What a node belongs to: a line, or a list without a list element."""
        if isinstance(node, str) or id(node) not in self._boxes:
            return "line"
        if node.name in ("dt", "dd"):
            return "dt"
        return "li" if node.name == "li" else "box"

    def _line(self, nodes: list[Node], marks: tuple[Element, ...]) -> list[Element]:
        inner = trimmed(set_apart(shape_inline(nodes, self.note)))
        if not shows_something(inner):
            return []
        for mark in reversed(marks):
            inner = [Element(mark.name, mark.attributes, inner)]
        return [Element("line", {}, inner)]

    def _block(self, element: Element, marks: tuple[Element, ...]) -> list[Element]:
        name = element.name
        if name in CODE_BOXES or _is_code_of_editor(element):
            return self._code(element)
        writer = {
            **dict.fromkeys(HEADINGS, self._heading),
            **dict.fromkeys(LISTS, self._list),
            "hr": self._rule,
            "dl": self._definitions,
            "table": self._table,
            "figure": self._figure,
            "summary": self._title,
            "legend": self._title,
        }.get(name, self._box)
        return writer(element, marks)

    def _rule(self, _element: Element, _marks: tuple[Element, ...]) -> list[Element]:
        return [Element("hr")]

    def _title(self, element: Element, marks: tuple[Element, ...]) -> list[Element]:
        """Return the title of an expandable part or a group of fields in bold."""
        return self._named("p", self.flow(element.children, (*marks, Element("strong"))))

    def _box(self, element: Element, marks: tuple[Element, ...]) -> list[Element]:
        """Convert an element that only groups its content."""
        if self.is_kept(element):
            blocks = self.flow(element.children, marks)
            return [Element("div", element.attributes, list(blocks))] if blocks else []
        if element.name == "blockquote":
            blocks = self.flow(element.children, marks)
            return [Element("blockquote", element.attributes, list(blocks))] if blocks else []
        if element.name == "p":
            return self._named("p", self.flow(element.children, marks))
        if element.name in BOXES:
            return self.flow(element.children, marks)
        if element.name == "a" and element.get("href"):
            return self.flow(element.children, (*marks, Element("a", element.attributes)))
        own = [Element(mark, _kept(element)) for mark in marks_of(element)]
        return self.flow(element.children, (*marks, *own))

    @staticmethod
    def _named(name: str, blocks: list[Element]) -> list[Element]:
        """Rename the `line` blocks to `name`."""
        for block in blocks:
            if block.name == "line":
                block.name = name
        return blocks

    def _heading(self, element: Element, marks: tuple[Element, ...]) -> list[Element]:
        """Join all lines to one heading; other blocks follow it."""
        self.enter(text_of(element))
        blocks = self.flow(element.children, marks)
        inner: list[Node] = []
        others: list[Element] = []
        for block in blocks:
            if block.name in _LINES and not others:
                inner += [*([Element("br")] if inner else []), *block.children]
            else:
                others.append(block)
        return [*([Element(element.name, element.attributes, inner)] if inner else []), *others]

    def _code(self, element: Element) -> list[Element]:
        pictures = [child for child in element.elements() if child.name == "img"]
        classes = [element.get("class")]
        classes += [child.get("class") for child in element.elements() if child.name == "code"]
        attributes = {"class": " ".join(filter(None, classes))}
        code = self._text_of_code(element).strip("\n")
        blocks = [Element("pre", attributes, [code])] if code.strip() or not pictures else []
        return [*blocks, *(Element("line", {}, [picture]) for picture in pictures)]

    def _text_of_code(self, element: Element) -> str:
        """Return code with a new line for each break and at the end of each block element."""
        parts: list[str] = []
        for node in element.children:
            if isinstance(node, str):
                parts.append(node)
            elif node.name == "br":
                parts.append("\n")
            elif node.name in RUBBISH:
                leave_out(node, self.note)
            elif node.name in ("td", "th"):
                parts.append(self._text_of_code(node) + "\t")
            elif node.name in BOXES or is_box_by_style(node):
                before = "\n" if parts and not parts[-1].endswith("\n") else ""
                parts.append(f"{before}{self._text_of_code(node)}".rstrip("\t"))
                parts.append("" if parts[-1].endswith("\n") else "\n")
            else:
                parts.append(self._text_of_code(node))
            if parts[-1:] == [""]:
                parts.pop()
        return "".join(parts)

    def _list(self, element: Element, marks: tuple[Element, ...]) -> list[Element]:
        """Return a list whose children are all items."""
        name = "ol" if element.name == "ol" else "ul"
        items = self._items(element.children, marks)
        if name == "ol":
            return renumbered(element, items)
        return [Element(name, element.attributes, list(items))] if items else []

    def _items(self, nodes: list[Node], marks: tuple[Element, ...]) -> list[Element]:
        items: list[Element] = []
        for kind, group in groupby(nodes, key=_item_kind):
            members = list(group)
            if kind == "other":
                self._add_to_items(items, self.flow(members, marks))
                continue
            for member in members:
                if isinstance(member, str):
                    continue
                if kind == "part":
                    number = {"value": member.get("value")} if member.get("value") else {}
                    items.append(Element("li", number, list(self._item(member, marks))))
                else:
                    items += self._items(member.children, marks)
        return items

    @staticmethod
    def _add_to_items(items: list[Element], blocks: list[Element]) -> None:
        """A list between items moves into the item before it; other content becomes an item."""
        if items and all(block.name in ("ul", "ol") for block in blocks):
            items[-1].children += blocks
        elif blocks:
            items.append(Element("li", {}, list(blocks)))

    def _item(self, element: Element, marks: tuple[Element, ...]) -> list[Element]:
        blocks = self.flow(element.children, marks)
        if element.get("role") == "checkbox" and blocks:
            sign = "☑ " if element.get("aria-checked") == "true" else "☐ "
            if blocks[0].name in _LINES:
                blocks[0].children.insert(0, sign)
            else:
                blocks.insert(0, Element("line", {}, [sign]))
        return blocks

    def _definitions(self, element: Element, marks: tuple[Element, ...]) -> list[Element]:
        parts = self._terms(element.children, marks)
        return [Element("dl", {}, list(parts))] if parts else []

    def _terms(self, nodes: list[Node], marks: tuple[Element, ...]) -> list[Element]:
        parts: list[Element] = []
        for kind, group in groupby(nodes, key=_term_kind):
            if kind == "other":
                if blocks := self.flow(group, marks):
                    parts.append(Element("dd", {}, list(blocks)))
                continue
            for member in group:
                if not isinstance(member, Element):
                    continue
                if kind == "group":
                    parts += self._terms(member.children, marks)
                elif blocks := self.flow(member.children, marks):
                    parts.append(Element(member.name, {}, list(blocks)))
        return parts

    def _figure(self, element: Element, marks: tuple[Element, ...]) -> list[Element]:
        """Return pictures with their caption; other figures are replaced by their content."""
        blocks: list[Element] = []
        for node in element.children:
            is_caption = isinstance(node, Element) and node.name == "figcaption"
            found = self.flow([node], marks)
            blocks += self._named("figcaption", found) if is_caption else found
        captions = [block for block in blocks if block.name == "figcaption"]
        caption = [node for block in captions for node in (*block.children, " ")][:-1]
        shown = [block for block in blocks if block.name != "figcaption"]
        if shown and all(
            block.name in _LINES and is_only_pictures(block.children) for block in shown
        ):
            pictures = [node for block in shown for node in pictures_in(block.children)]
            below = [Element("figcaption", {}, caption)] if caption else []
            return [Element("figure", {}, [*pictures, *below])]
        table = shown[0] if len(shown) == 1 and shown[0].name == "table" else None
        if table and caption and not any(part.name == "caption" for part in _elements(table)):
            table.children.insert(0, Element("caption", {}, caption))
            return [table]
        for block in captions:
            block.name = "p"
        return blocks

    def _table(self, element: Element, marks: tuple[Element, ...]) -> list[Element]:
        parts = TableParts()
        self._collect(element, parts, marks)
        rows = grid_of([group for _is_head, group in parts.groups])
        cells = [cell for _is_head, group in parts.groups for row in group for cell in row]
        if rows is None:
            words = " ".join(text_of(*cells[:9]).split())
            self.note("table too wide, written cell by cell", words[:80])
        is_empty = not any(cell.children for cell in cells)
        is_layout = _is_layout(element, cells)
        if is_layout and any(block.name == "table" for c in cells for block in _elements(c)):
            words = " ".join(text_of(element).split())
            self.note("table around other tables written as paragraphs", words[:80])
        if rows is None or is_empty or is_layout:
            title = self._named("p", [Element("line", {}, parts.caption)] * bool(parts.caption))
            return [*parts.outside, *title, *(block for cell in cells for block in _elements(cell))]
        if any(COVERED in cell.attributes for row in rows for cell in row):
            words = " ".join(filter(None, (text_of(cell).strip() for cell in rows[0])))
            self.note("merged cells written as empty ones", words[:80])
        head = sum(len(group) for is_head, group in parts.groups[:1] if is_head)
        lines: list[Node] = [Element("tr", {}, list(row)) for row in rows]
        caption: list[Node] = [Element("caption", {}, parts.caption)] if parts.caption else []
        attributes = {**element.attributes, "head": str(head)}
        return [*parts.outside, Element("table", attributes, [*caption, *lines])]

    def _collect(self, element: Element, parts: TableParts, marks: tuple[Element, ...]) -> None:
        """Sort the content of a table into caption, rows and content that is not allowed there."""
        for child in element.children:
            match child:
                case Element(name="caption"):
                    self._caption(child, parts, marks)
                case Element(name="thead" | "tbody" | "tfoot" as name):
                    parts.groups.append((name == "thead", []))
                    self._collect(child, parts, marks)
                    parts.groups.append((False, []))
                case Element(name="tr"):
                    cells = [cell for cell in _elements(child) if cell.name in ("td", "th")]
                    parts.row([self._cell(cell, marks) for cell in cells])
                    strange = [node for node in child.children if _is_no_cell(node)]
                    parts.outside += self.flow(strange, marks)
                case _:
                    parts.outside += self.flow([child], marks)

    def _caption(self, element: Element, parts: TableParts, marks: tuple[Element, ...]) -> None:
        blocks = self.flow(element.children, marks)
        if parts.caption or any(block.name not in _LINES for block in blocks):
            parts.outside += blocks
        else:
            parts.caption = [node for block in blocks for node in (*block.children, " ")][:-1]

    def _cell(self, element: Element, marks: tuple[Element, ...]) -> Element:
        blocks = self.flow(element.children, marks)
        return Element(element.name, element.attributes, list(blocks))


def _item_kind(node: Node) -> str:
    return _part_kind(node, ("li",))


def _term_kind(node: Node) -> str:
    return _part_kind(node, ("dt", "dd"))


def _part_kind(node: Node, names: tuple[str, ...]) -> str:
    """Classify a child of a list: an item, a group of items, or other content."""
    if isinstance(node, str):
        return "other"
    if node.name in names:
        return "part"
    is_group = node.name in ("div", "span", "form") and any(
        child.name in names for child in _elements(node)
    )
    return "group" if is_group else "other"


def _elements(element: Element) -> list[Element]:
    return [child for child in element.children if isinstance(child, Element)]


def _kept(element: Element) -> dict[str, str]:
    return element.attributes if element.name in MARKS else {}


def _is_no_cell(node: Node) -> bool:
    return isinstance(node, str) or node.name not in ("td", "th")


def _is_layout(element: Element, cells: list[Element]) -> bool:
    """Whether a table is layout only: by its role, a nested table, or blocks in its only cell."""
    if element.get("role") in ("presentation", "none"):
        return True
    if any(cell.name == "th" for cell in cells):
        return False
    held = {block.name for cell in cells for block in _elements(cell)}
    is_single = len(cells) == 1
    return "table" in held or (is_single and bool(held - _LINES - {"figure"}))


def _is_code_of_editor(element: Element) -> bool:
    """Whether a block is code as copied from a code editor."""
    if element.name != "div" or "style" not in element.attributes:
        return False
    styles = styles_of(element)
    return styles.get("white-space") == "pre" and "monospace" in styles.get("font-family", "")
