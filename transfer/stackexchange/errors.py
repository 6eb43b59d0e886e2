"""What can stop an import, and what can be wrong with one row of it."""

from core.errors import DomainError


class ImportFailed(DomainError):
    """The import stopped; what was written before stays, and running it again goes on."""

    code = "import_failed"
    status = 422


class BadRow(Exception):
    """One row cannot be taken over; `reason` says why, in words that do not name the row."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
