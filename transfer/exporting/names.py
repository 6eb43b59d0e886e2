"""How files name what rows have numbers for: pages, pictures, files, shared texts."""

from typing import Protocol


class Names(Protocol):
    """What an exported text asks; None where there is nothing to point at any more."""

    def page(self, number: int) -> str | None:
        """Return the URL of a page's file, seen from the text's own file."""

    def link(self, href: str) -> str | None:
        """Return how a link to a URL of this site is written, None if it stays as it is."""

    def image(self, number: int) -> str | None:
        """Return the URL of a picture's file, which is exported along."""

    def document(self, number: int) -> str | None:
        """Return the URL of a document's file, which is exported along."""

    def shared(self, number: int) -> str | None:
        """Return the short name of a shared text."""

    def report_loss(self, kind: str, detail: str) -> None:
        """Tell the report of something that points nowhere."""
