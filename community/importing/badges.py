"""Badges: the forum has none, so whoever has registers to take those that match its own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from community.importing.people import People
from community.importing.rows import Row
from community.importing.stages import FileStage
from community.importing.tally import Tally


@dataclass(frozen=True, slots=True)
class ImportedBadge:
    """A badge somebody had at the source: its English name there and when it was given."""

    user_id: int
    name: str
    awarded_at: datetime
    is_tag_based: bool


BadgeImporter = Callable[[list[ImportedBadge]], set[int]]
"""Takes a batch inside the importer's transaction and returns the positions of the badges it kept.

It is called again with the same badges when a dump is read again, and must not award them twice.
"""

_importers: list[BadgeImporter] = []


def register_badge_importer(importer: BadgeImporter) -> None:
    """Add a taker of badges; called in `AppConfig.ready()`, twice is harmless."""
    if importer not in _importers:
        _importers.append(importer)


@dataclass(frozen=True, slots=True)
class BadgeRow:
    """A row of Badges.xml."""

    row: Row
    person: str
    name: str
    awarded_at: datetime
    is_tag_based: bool


class BadgeStage(FileStage[BadgeRow]):
    """Badges.xml."""

    name = "badges"
    file_name = "Badges.xml"
    root = "badges"

    def parse(self, row: Row) -> BadgeRow:
        """Read the badge."""
        return BadgeRow(
            row=row,
            person=str(row.integer("UserId")),
            name=row.text("Name"),
            awarded_at=row.moment("Date"),
            is_tag_based=row.text("TagBased").lower() == "true",
        )

    def write(self, batch: list[BadgeRow], tally: Tally) -> None:
        """Offer the badges of known people to all takers."""
        people = People(self.run).find(item.person for item in batch)
        known = [item for item in batch if item.person in people]
        badges = [
            ImportedBadge(people[item.person], item.name, item.awarded_at, item.is_tag_based)
            for item in known
        ]
        kept = set().union(*(importer(badges) for importer in _importers)) if badges else set()
        for position, item in enumerate(known):
            if position not in kept:
                tally.skip(item.row, "no badge here matches")
        for item in batch:
            if item.person not in people:
                tally.skip(item.row, "its holder is not in the dump")
        tally.write("badges", len(kept))
