"""What a stage of an import is, and what all stages share."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from transfer.models import ImportedRow
from transfer.stackexchange.rows import Row
from transfer.stackexchange.tally import Tally

T = TypeVar("T")

ALREADY_THERE = "was imported before"


@dataclass(frozen=True, slots=True)
class Import:
    """What is being imported: a name for where it comes from, and the language it is in."""

    source: str
    language: str


class FileStage(ABC, Generic[T]):
    """Takes over one kind of row from one file."""

    name: ClassVar[str]
    file_name: ClassVar[str]
    root: ClassVar[str]

    def __init__(self, run: Import) -> None:
        self.run = run

    def wants(self, row: Row) -> bool:
        """Tell whether the row is this stage's; the others are not even counted."""
        return True

    @abstractmethod
    def parse(self, row: Row) -> T:
        """Read the row, without the database; raises `BadRow` if it cannot be taken over."""

    @abstractmethod
    def write(self, batch: list[T], tally: Tally) -> None:
        """Take over a batch inside the caller's transaction; rows taken before do no harm."""

    def finish(self, tally: Tally) -> None:
        """Note what only shows when all rows are in."""
        return None

    def taken(self, kind: str, old_ids: Iterable[str]) -> dict[str, int]:
        """Return our ids of those rows of a kind that were taken over before."""
        rows = ImportedRow.objects.filter(
            source=self.run.source, kind=kind, old_id__in=list(old_ids)
        )
        return dict(rows.values_list("old_id", "local_id"))

    def remember(self, kind: str, local_ids: Iterable[tuple[str, int]]) -> None:
        """Store which rows were taken over, as (old id, our id)."""
        ImportedRow.objects.bulk_create(
            [
                ImportedRow(source=self.run.source, kind=kind, old_id=old_id, local_id=local_id)
                for old_id, local_id in local_ids
            ]
        )
