"""The report of an import: the outcome of each article, and what was lost."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

OUTCOMES: Final = (
    *("created", "updated", "unchanged", "kept", "skipped", "refused"),
    *("part", "unused", "unread"),
)
_MAX_DETAILS: Final = 20


@dataclass
class ImportReport:
    """Counts by outcome and kind of loss, and for each file what it lost."""

    source: str
    dry_run: bool = False
    sections_created: int = 0
    redirects_created: int = 0
    images_imported: int = 0
    documents_imported: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    losses: Counter[str] = field(default_factory=Counter)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)

    def settle(self, key: str, outcome: str, reason: str = "") -> None:
        """Record what became of an article; only what needs attention is kept by name."""
        self.outcomes[outcome] += 1
        if reason:
            entry = self._entry(key)
            entry["outcome"], entry["reason"] = outcome, reason

    def report_loss(self, key: str, kind: str, detail: str = "") -> None:
        """Record something of an article that could not be carried as it was."""
        self.losses[kind] += 1
        losses = (
            self._entry(key).setdefault("lost", {}).setdefault(kind, {"count": 0, "details": []})
        )
        losses["count"] += 1
        if detail and len(losses["details"]) < _MAX_DETAILS:
            losses["details"].append(detail[:200])

    def places_of(self, kind: str, limit: int) -> list[str]:
        """The first places in which a kind of loss is: the file, and what it says of it."""
        places = (
            f"{key}: {detail}" if detail else key
            for key, entry in self.files.items()
            if kind in entry.get("lost", {})
            for detail in entry["lost"][kind]["details"] or [""]
        )
        return list(islice(places, limit))

    def _entry(self, key: str) -> dict[str, Any]:
        return self.files.setdefault(key, {})

    def as_json(self) -> dict[str, Any]:
        """Return the whole report."""
        return {
            "source": self.source,
            "dry_run": self.dry_run,
            "articles": {name: self.outcomes[name] for name in OUTCOMES},
            "sections_created": self.sections_created,
            "redirects_created": self.redirects_created,
            "images_imported": self.images_imported,
            "documents_imported": self.documents_imported,
            "not_carried": dict(self.losses.most_common()),
            "notices": self.notices,
            "files": self.files,
        }
