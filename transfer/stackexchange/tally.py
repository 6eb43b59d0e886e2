"""Counting what became of the rows, for the report at the end."""

from collections import Counter
from typing import Any, Final

from transfer.stackexchange.rows import Row

_MAX_EXAMPLES: Final = 10


class Tally:
    """Counts of one stage; they are stored with its progress and so survive a restart."""

    def __init__(self, stored: dict[str, Any] | None = None) -> None:
        stored = stored or {}
        self.read: int = stored.get("read", 0)
        self.written: Counter[str] = Counter(stored.get("written", {}))
        self.skipped: Counter[str] = Counter(stored.get("skipped", {}))
        self.noted: Counter[str] = Counter(stored.get("noted", {}))
        self.examples: dict[str, list[str]] = dict(stored.get("examples", {}))

    def write(self, what: str, count: int = 1) -> None:
        """Count rows of ours that were made."""
        if count:
            self.written[what] += count

    def skip(self, row: Row, reason: str) -> None:
        """Count a row of the dump that was left out, and why."""
        self.skipped[reason] += 1
        self._exemplify(reason, row.text("Id"))

    def note(self, what: str, old_id: object = "", count: int = 1) -> None:
        """Count something the reader of the report should know of a row that was taken over."""
        if count:
            self.noted[what] += count
            self._exemplify(what, str(old_id))

    def _exemplify(self, reason: str, old_id: str) -> None:
        examples = self.examples.setdefault(reason, [])
        if old_id and len(examples) < _MAX_EXAMPLES:
            examples.append(old_id)

    def as_json(self) -> dict[str, Any]:
        """Return what `Tally(stored)` takes."""
        return {
            "read": self.read,
            "written": dict(self.written),
            "skipped": dict(self.skipped),
            "noted": dict(self.noted),
            "examples": self.examples,
        }
