"""Parse HTML from other programs according to HTML5, with limits on time, memory and depth.

html5lib parses. This module adds limits and a tree that is cheap to build. Tags nested deeper than
`DEPTH_MAX` are left out and their text is kept; all other limits raise `HtmlRefused`.
"""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from html5lib._tokenizer import HTMLTokenizer
from html5lib.constants import namespaces, tokenTypes, voidElements
from html5lib.html5parser import HTMLParser
from html5lib.treebuilders import base

from community.text.foreign.names import KNOWN
from community.text.source import normalize_source

CHARS_MAX: Final = 2_000_000
NODES_MAX: Final = 200_000
DEPTH_MAX: Final = 120
SECONDS_MAX: Final = 10.0
_NAME_MAX: Final = 4_000
_ATTRIBUTES_MAX: Final = 400
_LONG_REFERENCE: Final = re.compile(r"&#(?:[0-9]{9,}|[xX][0-9a-fA-F]{9,});?")
_DOCTYPE: Final = "<!DOCTYPE html>"
"""Without a document type, tables would become children of paragraphs."""

_CDATA_START: Final = "<![CDATA["
_RAW: Final = frozenset({"script", "style", "textarea", "title", "iframe", "xmp", "plaintext"})
_PLAIN: Final = frozenset({"select", "noembed", "noframes", "frameset", "template"})
"""Elements whose content HTML does not parse as tags; here it is parsed as usual."""

_DROPPED_WITHIN: Final = frozenset({"html", "head", "body", "frame", "col", "colgroup"})
"""Tags that the parser ignores outside of their parent, although they separate words."""

_TABLE_PARTS: Final = frozenset({"tr", "td", "th", "tbody", "thead", "tfoot", "caption"})
_CHARACTERS: Final = tokenTypes["Characters"]
_SPACES: Final = tokenTypes["SpaceCharacters"]
_START: Final = tokenTypes["StartTag"]
_EMPTY: Final = tokenTypes["EmptyTag"]
_END: Final = tokenTypes["EndTag"]
_ERROR: Final = tokenTypes["ParseError"]
_FAULTS: Final = (
    *(AssertionError, AttributeError, IndexError, KeyError, TypeError, ValueError),
    RecursionError,
)
"""Exceptions of html5lib's own faults."""


NoteLoss: TypeAlias = Callable[[str, str], None]
"""Receives the kind of a loss and the lost content."""


class HtmlRefused(ValueError):
    """HTML that exceeds a limit or cannot be parsed. The message gives the reason."""


@dataclass(slots=True, eq=False)
class Element:
    """An element of plain lists and dicts, without links to its parent or siblings."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node"] = field(default_factory=list)

    def get(self, name: str) -> str:
        """The value of an attribute, or an empty string."""
        return self.attributes.get(name, "")

    @property
    def classes(self) -> list[str]:
        return self.get("class").split()

    def elements(self) -> Iterator["Element"]:
        """All descendants in document order."""
        stack: list[Element | str] = list(reversed(self.children))
        while stack:
            node = stack.pop()
            if isinstance(node, Element):
                yield node
                stack.extend(reversed(node.children))


Node: TypeAlias = Element | str


def text_of(*nodes: Node) -> str:
    """The text of nodes, unchanged."""
    parts: list[str] = []
    stack: list[Node] = list(reversed(nodes))
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            parts.append(node)
        else:
            stack.extend(reversed(node.children))
    return "".join(parts)


def parse_html(html: str, note: NoteLoss = lambda kind, detail: None) -> Element:
    """Parse a document into a tree. Raises `HtmlRefused` if it exceeds a limit."""
    if len(html) > CHARS_MAX:
        raise HtmlRefused(f"its HTML is longer than {CHARS_MAX:,} characters")
    source = _DOCTYPE + _LONG_REFERENCE.sub("\ufffd", _open_cdata(normalize_source(html)))
    parser: Any = _Parser(tree=_TreeBuilder)
    try:
        parser.parse(source)
        root = _element_of(parser.tree.document)
    except HtmlRefused:
        raise
    except _FAULTS as error:
        raise HtmlRefused("its HTML is too broken to be read") from error
    if flattened := parser.tokenizer.flattened:
        note("nested too deep, written without its innermost tags", f"{flattened} elements")
    return root


def _open_cdata(html: str) -> str:
    """Return the HTML with CDATA sections as text; HTML would treat them as comments."""
    if _CDATA_START not in html:
        return html
    head, *sections = html.split(_CDATA_START)
    parts = [head]
    for section in sections:
        inner, end, rest = section.partition("]]>")
        if end:
            inner = inner.replace("&", "&amp;").replace("<", "&lt;")
        parts.append(inner + rest)
    return "".join(parts)


class _Text:
    """A text that is built piece by piece."""

    __slots__ = ("parent", "parts")

    def __init__(self) -> None:
        self.parent: Any = None
        self.parts: list[str] = []


class _TreeNode(base.Node):
    """A node for html5lib's tree builder."""

    def __init__(self, name: str, namespace: str | None = None) -> None:
        super().__init__(name)
        self.namespace = namespace
        self.nameTuple = (namespace or namespaces["html"], name)

    def appendChild(self, node: Any) -> None:
        if node.parent is not None:
            node.parent.removeChild(node)
        node.parent = self
        self.childNodes.append(node)

    def insertText(self, data: str, insertBefore: Any = None) -> None:
        """Add text; text that the parser moves out of a table gets a space before it."""
        data = data if insertBefore is None else f" {data}"
        place = len(self.childNodes) if insertBefore is None else self._index(insertBefore)
        before = self.childNodes[place - 1] if place else None
        if not isinstance(before, _Text):
            before = _Text()
            before.parent = self
            self.childNodes.insert(place, before)
        before.parts.append(data)

    def insertBefore(self, node: Any, refNode: Any) -> None:
        if node.parent is not None:
            node.parent.removeChild(node)
        self.insertText("", refNode)
        node.parent = self
        self.childNodes.insert(self._index(refNode), node)

    def removeChild(self, node: Any) -> None:
        del self.childNodes[self._index(node)]
        node.parent = None

    def reparentChildren(self, newParent: "_TreeNode") -> None:
        for child in self.childNodes:
            child.parent = newParent
        newParent.childNodes.extend(self.childNodes)
        self.childNodes = []

    def cloneNode(self) -> Any:
        clone = _TreeNode(self.name, self.namespace)
        clone.attributes = dict(self.attributes)
        return clone

    def hasContent(self) -> Any:
        return bool(self.childNodes)

    def _index(self, node: Any) -> int:
        """The index of a child, searched from the end, where it nearly always is."""
        for place in range(len(self.childNodes) - 1, -1, -1):
            if self.childNodes[place] is node:
                return place
        raise ValueError("no such child")


class _Ignored(_TreeNode):
    """A comment or document type, which readers do not see."""

    def __init__(self, *_parts: Any) -> None:
        super().__init__("")


class _Document(_TreeNode):
    def __init__(self) -> None:
        super().__init__("#document")


class _TreeBuilder(base.TreeBuilder):
    """Counts new elements, because misnested marks can create many from a short text."""

    documentClass = _Document
    commentClass = _Ignored
    doctypeClass = _Ignored
    fragmentClass = _Document

    def elementClass(self, name: str, namespace: str | None) -> _TreeNode:
        self.made += 1
        if self.made > NODES_MAX:
            raise HtmlRefused(f"its HTML has more than {NODES_MAX:,} elements")
        return _TreeNode(name, namespace)

    def reset(self) -> None:
        self.made = 0
        super().reset()

    def insertComment(self, token: Any, parent: Any = None) -> None:
        """Leave comments out."""


class _Tokenizer(HTMLTokenizer):
    """Returns tokens within the limits: adjacent text joined, tags up to `DEPTH_MAX`."""

    def __init__(self, stream: str, parser: "_Parser") -> None:
        super().__init__(stream, parser=parser)
        self.currentToken: Any
        self._end = time.monotonic() + SECONDS_MAX
        self._skipped: dict[str, int] = {}
        self.flattened = 0

    def __iter__(self) -> Iterator[Any]:
        texts: list[dict[str, Any]] = []
        token: Any
        for token in super().__iter__():
            kind = token["type"]
            if kind == _ERROR:
                continue
            self._check_time()
            if kind in (_START, _END) and token["name"] in _PLAIN:
                token["name"] = f"x-{token['name']}"
            if kind in (_CHARACTERS, _SPACES):
                texts.append(token)
                continue
            yield from _joined(texts)
            texts = []
            if kind == _START:
                yield from self._started(token)
            elif kind != _END or not self._is_end_of_skipped(token["name"]):
                yield token
        yield from _joined(texts)

    def _started(self, token: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Yield a start tag, after a missing `table`, or white space if it is nested too deep."""
        name = token["name"]
        tree = self.parser.tree
        open_names = [node.name for node in tree.openElements]
        if len(open_names) >= DEPTH_MAX and name not in _RAW and name not in voidElements:
            self.flattened += 1
            self._skipped[name] = self._skipped.get(name, 0) + (not token["selfClosing"])
            yield {"type": _SPACES, "data": " "}
            return
        if name in _TABLE_PARTS and "table" not in open_names:
            yield {
                **token,
                "name": "table",
                "data": {},
                "selfClosing": False,
            }
        if name in _DROPPED_WITHIN and "table" not in open_names and len(open_names) > 1:
            yield {"type": _SPACES, "data": " "}
        yield token
        if name in _RAW and token["selfClosing"]:  # written as XML: nothing is inside
            self.state = self.dataState
            yield {"type": _END, "name": name, "data": [], "selfClosing": False}

    def _is_end_of_skipped(self, name: str) -> bool:
        if not self._skipped.get(name):
            return False
        self._skipped[name] -= 1
        return True

    def _check_time(self) -> None:
        if time.monotonic() > self._end:
            raise HtmlRefused(f"reading its HTML takes longer than {SECONDS_MAX:.0f} seconds")

    def tagNameState(self) -> bool:
        if len(self.currentToken["name"]) > _NAME_MAX:
            raise HtmlRefused("its HTML has a tag with an endless name")
        return bool(super().tagNameState())

    def attributeNameState(self) -> bool:
        attributes = self.currentToken["data"]
        if len(attributes) > _ATTRIBUTES_MAX or len(attributes[-1][0]) > _NAME_MAX:
            raise HtmlRefused("its HTML has a tag with far too many attributes")
        return bool(super().attributeNameState())

    def processEntityInAttribute(self, allowedChar: Any) -> None:
        self._check_time()
        super().processEntityInAttribute(allowedChar)

    def commentState(self) -> bool:
        self.currentToken["data"] = ""
        return bool(super().commentState())


class _Parser(HTMLParser):
    def _parse(self, stream: str, *_args: Any, **_kwargs: Any) -> None:
        self.innerHTMLMode = self.scripting = False
        self.tokenizer = _Tokenizer(stream, parser=self)
        self.reset()
        self.mainLoop()

    def parseError(self, errorcode: str = "", datavars: Any = None) -> None:
        """Parse errors are not used."""


def _joined(texts: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Join adjacent texts; leading white space becomes a separate token."""
    if not texts:
        return
    start = 0
    while start < len(texts) and texts[start]["type"] == _SPACES:
        start += 1
    if start:
        yield {"type": _SPACES, "data": "".join(token["data"] for token in texts[:start])}
    if texts[start:]:
        yield {"type": _CHARACTERS, "data": "".join(token["data"] for token in texts[start:])}


def _element_of(node: _TreeNode) -> Element:
    children: list[Node] = []
    for child in node.childNodes:
        if isinstance(child, _Text):
            children.append("".join(child.parts))
        elif not isinstance(child, _Ignored):
            children.append(_element_of(child))
    attributes = {
        name if isinstance(name, str) else name[1]: value for name, value in node.attributes.items()
    }
    return Element(_name_of(node), attributes, children)


def _name_of(node: _TreeNode) -> str:
    """The name of an element; HTML's names get a prefix inside SVG and MathML."""
    if node.namespace not in (namespaces["svg"], namespaces["mathml"]):
        return str(node.name)
    if node.name == "title":
        return "desc"
    return f"x-{node.name}" if node.name in KNOWN else str(node.name)
