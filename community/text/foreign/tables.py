"""Convert tables to a complete grid, including cells that span rows and columns."""

from typing import Final

from community.text.foreign.parsing import Element, Node

CELLS_MAX: Final = 60_000
_COLSPAN_MAX: Final = 100
COVERED: Final = "covered"
"""The attribute of a grid place covered by a cell above or beside it."""


class _TooLarge(Exception):
    """The spans of a table exceed the limit."""


def grid_of(groups: list[list[list[Element]]]) -> list[list[Element]] | None:
    """The rows of all groups with spans filled by empty cells, or None above the limit."""
    rows: list[list[Element]] = []
    left = CELLS_MAX
    try:
        for group in groups:
            pending: dict[int, int] = {}
            for place, cells in enumerate(group):
                rows.append(_row(cells, pending, below=len(group) - place, left=left))
                left -= len(rows[-1])
    except _TooLarge:
        return None
    width = max((len(row) for row in rows), default=0)
    return [row for row in rows if row] if width * len(rows) <= CELLS_MAX else None


def _row(cells: list[Element], pending: dict[int, int], *, below: int, left: int) -> list[Element]:
    """Return one row; `pending` counts for each column the rows still covered from above."""
    row: list[Element] = []
    for cell in cells:
        _cover(row, pending)
        depth = min(_number(cell.get("rowspan")) or below, below) - 1
        for number in range(min(_number(cell.get("colspan")) or 1, _COLSPAN_MAX)):
            rest = max(depth, pending.pop(len(row), 0) - 1)
            if rest > 0:
                pending[len(row)] = rest
            row.append(cell if number == 0 else _covered())
        if len(row) > left:
            raise _TooLarge
    end = max(pending, default=-1)
    while len(row) <= end:
        _cover(row, pending)
        if len(row) <= end:
            row.append(_covered())
    return row


def _cover(row: list[Element], pending: dict[int, int]) -> None:
    """Add placeholders for columns covered from above."""
    while (column := len(row)) in pending:
        pending[column] -= 1
        if not pending[column]:
            del pending[column]
        row.append(_covered())


def _covered() -> Element:
    return Element("td", {COVERED: "1"})


def _number(value: str) -> int:
    value = value.strip()
    return int(value) if value.isascii() and value.isdigit() and len(value) < 6 else 1


class TableParts:
    """The content of a table: caption, groups of rows, and content that is not allowed there."""

    def __init__(self) -> None:
        self.caption: list[Node] = []
        self.groups: list[tuple[bool, list[list[Element]]]] = []
        self.outside: list[Element] = []

    def row(self, cells: list[Element]) -> None:
        if not self.groups:
            self.groups.append((False, []))
        self.groups[-1][1].append(cells)
