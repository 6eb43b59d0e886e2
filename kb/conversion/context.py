"""What a converter may ask of the text's origin, and how it reports what it cannot keep."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol


class BadItem(Exception):
    """One article cannot be taken over; the others can."""

    def __init__(self, reason: str, *, line: int | None = None) -> None:
        super().__init__(reason if line is None else f"line {line}: {reason}")


Note = Callable[[str, str], None]
"""Told a kind of loss and what was lost, for the report."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads: a page of ours (with a place on it), a URL, or nowhere."""

    page: int | None = None
    url: str = ""
    fragment: str = ""


def noted_below(detail: str, heading: str) -> str:
    """What the report says of a loss, with the heading that it stands below."""
    where = f"below “{' '.join(heading.split())[:_HEADING_LENGTH]}”" if heading.strip() else ""
    return f"{detail[:_DETAIL_LENGTH]} ({where})" if detail and where else detail or where


_HEADING_LENGTH: Final = 60
_DETAIL_LENGTH: Final = 120


class Context(Protocol):
    """What the text of one article can ask while it is turned into blocks."""

    heading: str
    """The heading below which stands what is noted now."""

    def note(self, kind: str, detail: str = "") -> None:
        """Tell the report what could not be carried."""

    def link(self, href: str) -> Target | None:
        """Find where a link leads; None where it leads nowhere."""

    def image(self, source: str, alt: str) -> int | str | None:
        """Find a picture: its key in the library, a URL elsewhere, or None if it is absent."""

    def document(self, href: str) -> int | None:
        """Find a file of the source that a link leads to, taken over into the library."""

    def shared(self, slug: str) -> int | None:
        """Find a shared text by its short name."""


class PlacedContext(Context, Protocol):
    """A context that also knows which places inside pages the links of the source point at."""

    def want(self, place: str) -> None:
        """Remember that a link points at a place."""

    def is_wanted(self, place: str) -> bool:
        """Whether any link points at a place of this name."""
