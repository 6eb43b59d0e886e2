"""Badges that people held where they come from."""

from dataclasses import dataclass, replace

from gamification.services.badges import ImportedBadge, import_badges
from transfer.stackexchange.people import People
from transfer.stackexchange.rows import Row
from transfer.stackexchange.stages import FileStage
from transfer.stackexchange.tally import Tally


@dataclass(frozen=True, slots=True)
class BadgeRow:
    """A row of Badges.xml; the holder's account is filled in when it is found."""

    row: Row
    person: str
    badge: ImportedBadge
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
            badge=ImportedBadge(0, row.text("Name"), row.moment("Date")),
            is_tag_based=row.text("TagBased").lower() == "true",
        )

    def write(self, batch: list[BadgeRow], tally: Tally) -> None:
        """Write the badges of known people; those that they have already stay as they are."""
        people = People(self.run).find(item.person for item in batch)
        offered: dict[str, list[tuple[BadgeRow, ImportedBadge]]] = {}
        for item in batch:
            if item.person not in people:
                tally.skip(item.row, "its holder is not in the dump")
            elif item.is_tag_based:
                tally.skip(item.row, "belongs to a tag")
            else:
                badge = replace(item.badge, user_id=people[item.person])
                offered.setdefault(badge.name, []).append((item, badge))
        for name, pairs in offered.items():
            if matched := import_badges([badge for _item, badge in pairs]):
                tally.write("badges", matched)
            else:
                for item, _badge in pairs:
                    tally.skip(item.row, f"no badge here matches {name}")
