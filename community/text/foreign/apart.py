"""Insert spaces between words and inline objects such as pictures."""

from typing import Final

from community.text.foreign.names import PLAYERS
from community.text.foreign.parsing import Element, Node

REPLACED: Final = frozenset({"img", *PLAYERS})
"""Inline elements that are replaced by words or a link if they cannot be shown."""

_APART: Final = "#apart"
_NO_SPACE_AFTER: Final = " \t\r\n\f([{\"'«\N{NO-BREAK SPACE}“\N{LEFT SINGLE QUOTATION MARK}„¿¡"
_NO_SPACE_BEFORE: Final = (
    " \t\r\n\f.,;:!?)]}\"'»\N{NO-BREAK SPACE}”\N{RIGHT SINGLE QUOTATION MARK}…"
)
_THING: Final = "\N{OBJECT REPLACEMENT CHARACTER}"


def apart(nodes: list[Node]) -> list[Node]:
    """Mark nodes as separate from the words beside them, if they have visible content."""
    return [Element(_APART), *nodes, Element(_APART)] if any(_shows(n) for n in nodes) else nodes


def set_apart(nodes: list[Node]) -> list[Node]:
    """Return a line with spaces between separate nodes and the text beside them."""
    return _Spacing().spaced(nodes)


class _Spacing:
    """Reads a line from start to end, including nested marks."""

    def __init__(self) -> None:
        self._last = ""
        self._place: tuple[list[Node], int] | None = None

    def spaced(self, nodes: list[Node]) -> list[Node]:
        done: list[Node] = []
        for node in nodes:
            if isinstance(node, str):
                if node:
                    self._next(node[0], node[-1])
                    done.append(node)
            elif node.name == _APART:
                if self._place is None:
                    done.append("")
                    self._place = (done, len(done) - 1)
            elif node.name == "br":
                self._next("\n", "\n")
                done.append(node)
            elif node.name in REPLACED:
                self._next(_THING, _THING)
                done.append(node)
            else:
                node.children = self.spaced(node.children)
                done.append(node)
        return done

    def _next(self, first: str, last: str) -> None:
        """Insert a space before the next text if it or the text before it is separate."""
        if self._place and self._last and not self._touches_rightly(first):
            nodes, place = self._place
            nodes[place] = " "
        self._place, self._last = None, last

    def _touches_rightly(self, first: str) -> bool:
        return self._last in _NO_SPACE_AFTER or first in _NO_SPACE_BEFORE


def _shows(node: Node) -> bool:
    if isinstance(node, str):
        return bool(node.strip())
    return node.name in REPLACED or any(_shows(child) for child in node.children)
