"""Rich text as Markdown that people like to read."""

import re
from html import escape
from typing import Final

from bs4 import BeautifulSoup, NavigableString, PageElement, Tag

from community.text.delimiters import flanks, may_emphasise
from kb.text.anchors import KEY_ATTRIBUTE, places_in
from transfer.exporting.names import Names

_MARKS: Final = {"b": "**", "strong": "**", "i": "*", "em": "*", "s": "~~"}
_BARE: Final = {"**": "strong", "*": "em", "~~": "s"}
_SPECIAL: Final = re.compile(r"([\\`*_\[\]<>~|{}])")
_LINE_START: Final = re.compile(r"^([^\S\n]*)([#+=:-]|\d+(?=[.)]))", re.MULTILINE)
_ENTITY: Final = re.compile(r"&(?=#?\w+;)")


class MarkdownWriter:
    """Writes the Markdown of one text; what it cannot say its caller finds out by reading it."""

    def __init__(self, names: Names) -> None:
        self.names = names

    def write(self, html: str) -> str:
        """Return the Markdown of some rich text."""
        soup = BeautifulSoup(html, "html.parser")
        return "\n\n".join(self._block(node, "") for node in _elements(soup))

    def inline(self, html: str) -> str:
        """Return the Markdown of rich text that is one paragraph, as a line."""
        soup = BeautifulSoup(html, "html.parser")
        only = _elements(soup)
        inner = only[0] if len(only) == 1 and only[0].name == "p" else soup
        return self._line(inner)

    def _block(self, node: Tag, indent: str) -> str:
        match node.name:
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                return f"{'#' * int(node.name[1])} {_places(node)}{self._line(node)}"
            case "ul" | "ol":
                return self._list(node, indent)
            case "hr":
                return "---"
            case "blockquote":
                return f"> {_places(node)}{self._line(node)}"
        return f"{_places(node)}{self._line(node)}"

    def _list(self, node: Tag, indent: str) -> str:
        lines = []
        for number, item in enumerate(node.find_all("li", recursive=False), start=1):
            mark = f"{number}. " if node.name == "ol" else "- "
            lines.append(f"{indent}{mark}{self._item(item, indent + ' ' * len(mark))}")
        return "\n".join(lines)

    def _item(self, item: Tag, indent: str) -> str:
        lists = [child for child in item.children if _is(child, "ul", "ol")]
        words = [child for child in item.children if child not in lists]
        line = self._escaped_start("".join(self._node(child) for child in words).strip())
        parts = [f"{_places(item)}{line}"]
        parts += [self._list(child, indent) for child in lists if isinstance(child, Tag)]
        return "\n".join(parts)

    def _line(self, node: Tag) -> str:
        return self._escaped_start("".join(self._node(child) for child in node.children).strip())

    @staticmethod
    def _escaped_start(line: str) -> str:
        """A line that begins like a heading or a list is none."""
        return _LINE_START.sub(_escape_start, line)

    def _node(self, node: PageElement) -> str:
        if isinstance(node, Tag):
            return self._element(node)
        if isinstance(node, NavigableString):
            return _escaped(str(node))
        return ""

    def _element(self, node: Tag) -> str:
        inner = "".join(self._node(child) for child in node.children)
        if mark := _MARKS.get(node.name):
            return _emphasised(node, mark, inner)
        match node.name:
            case "br":
                return "<br>"
            case "code":
                return _code(node.get_text())
            case "sup" | "sub":
                return f"<{node.name}>{inner}</{node.name}>"
            case "a":
                return self._link(node, inner)
        return inner

    def _link(self, node: Tag, inner: str) -> str:
        target = link_target(node, self.names)
        return f"[{inner}](<{target}>)" if target else inner


def link_target(node: Tag, names: Names) -> str:
    """Where a link of rich text leads, as a file names it; empty where the target is gone."""
    number = str(node.get("id") or "")
    kind = str(node.get("linktype") or "")
    if kind and number.isdigit():
        find = {"page": names.page, "document": names.document}.get(kind)
        found = find(int(number)) if find else None
        if found is None:
            names.report_loss(f"link to a {kind} that is gone", node.get_text())
        return found or ""
    href = str(node.get("href") or "")
    return names.link(href) or href


def _places(node: Tag) -> str:
    """The places that an element has for links, as anchors before its words."""
    names = places_in(f' {KEY_ATTRIBUTE}="{node.get(KEY_ATTRIBUTE) or ""}"')
    return "".join(f'<a id="{escape(name)}"></a>' for name in names)


def _emphasised(node: Tag, mark: str, inner: str) -> str:
    """The sign that reads back as emphasis where it stands, else a bare tag."""
    before, after = str(node.previous_sibling or " "), str(node.next_sibling or " ")
    if mark == "*" and may_emphasise(before, inner, after, marker="_"):
        mark = "_"
    elif not (flanks(before, inner).opens and flanks(inner, after).closes):
        return f"<{_BARE[mark]}>{inner}</{_BARE[mark]}>"
    return f"{mark}{inner}{mark}"


def _elements(soup: BeautifulSoup) -> list[Tag]:
    return [node for node in soup.children if isinstance(node, Tag)]


def _is(node: PageElement, *names: str) -> bool:
    return isinstance(node, Tag) and node.name in names


def _escaped(text: str) -> str:
    text = _SPECIAL.sub(r"\\\1", text.replace("\n", " "))
    return _ENTITY.sub("&amp;", text)


def _escape_start(match: re.Match[str]) -> str:
    space, sign = match.groups()
    return f"{space}{sign}" if sign.isdigit() else f"{space}\\{sign}"


def _code(text: str) -> str:
    """A code span; Markdown takes one space at each end away, so it is given one."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * (longest + 1)
    padded = f" {text} " if text[:1] in ("`", " ") or text[-1:] in ("`", " ") else text
    return f"{fence}{padded}{fence}"


def code_fence(code: str) -> str:
    """A fence that the code itself does not hold."""
    longest = max((len(run) for run in re.findall(r"^\s*(`{3,})", code, re.MULTILINE)), default=2)
    return "`" * max(longest + 1, 3)


def quoted(text: str) -> str:
    """Lines as a block quote."""
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def attribute(text: str) -> str:
    """Text for the title or the description of a picture."""
    return escape(_escaped(text), quote=True).replace("&gt;", ">").replace("&lt;", "<")
