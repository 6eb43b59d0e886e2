"""Links between questions, and duplicates."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from community.enums import CloseReason, LinkKind
from community.models import Question, QuestionLink
from transfer.stackexchange.errors import BadRow
from transfer.stackexchange.references import find_posts
from transfer.stackexchange.rows import Row
from transfer.stackexchange.stages import ALREADY_THERE, FileStage
from transfer.stackexchange.tally import Tally

_KINDS: Final = {"1": LinkKind.LINKED, "3": LinkKind.DUPLICATE}


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A row of PostLinks.xml."""

    row: Row
    from_id: int
    to_id: int
    kind: LinkKind
    created_at: datetime


class LinkStage(FileStage[LinkRow]):
    """PostLinks.xml. Links of answers become links of their questions."""

    name = "links"
    file_name = "PostLinks.xml"
    root = "postlinks"

    def parse(self, row: Row) -> LinkRow:
        """Read the link."""
        kind = _KINDS.get(row.text("LinkTypeId"))
        if kind is None:
            raise BadRow(f"unknown type {row.text('LinkTypeId')}")
        return LinkRow(
            row=row,
            from_id=row.integer("PostId"),
            to_id=row.integer("RelatedPostId"),
            kind=kind,
            created_at=row.moment("CreationDate"),
        )

    def write(self, batch: list[LinkRow], tally: Tally) -> None:
        """Write links, and where a question is a duplicate say of which."""
        posts = find_posts(
            self.run.source, [number for item in batch for number in (item.from_id, item.to_id)]
        )
        wanted: dict[tuple[int, int, str], LinkRow] = {}
        for item in batch:
            source, target = posts.get(item.from_id), posts.get(item.to_id)
            if source is None or target is None:
                tally.skip(item.row, "one of its posts is not in the dump")
            elif source.question_id == target.question_id:
                tally.skip(item.row, "stays within one question")
            elif (key := (source.question_id, target.question_id, item.kind.value)) in wanted:
                tally.skip(item.row, "says the same as another link")
            else:
                wanted[key] = item
        for key in _existing(wanted):
            tally.skip(wanted.pop(key).row, ALREADY_THERE)
        QuestionLink.objects.bulk_create(
            [
                QuestionLink(
                    source_id=key[0], target_id=key[1], kind=key[2], created_at=item.created_at
                )
                for key, item in wanted.items()
            ]
        )
        tally.write("links", len(wanted))
        _name_originals([key for key in wanted if key[2] == LinkKind.DUPLICATE], tally)


def _existing(keys: dict[tuple[int, int, str], LinkRow]) -> list[tuple[int, int, str]]:
    links = QuestionLink.objects.filter(source__in={key[0] for key in keys})
    present = set(links.values_list("source_id", "target_id", "kind"))
    return [key for key in keys if key in present]


def _name_originals(duplicates: list[tuple[int, int, str]], tally: Tally) -> None:
    """A closed question with such a link was closed for repeating the other one."""
    questions = Question.objects.in_bulk({key[0] for key in duplicates})
    for source_id, target_id, _kind in duplicates:
        question = questions[source_id]
        repeats = question.close_reason in {CloseReason.DUPLICATE, CloseReason.OTHER}
        if question.closed_at is not None and repeats:
            question.close_reason = CloseReason.DUPLICATE
            question.duplicate_of_id = target_id
            tally.write("duplicates")
    Question.objects.bulk_update(questions.values(), ["close_reason", "duplicate_of"])
