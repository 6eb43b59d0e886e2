"""Edit history: who wrote which version, who closed and locked what."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db.models import F

from community.enums import CloseReason, RevisionKind
from community.models import Post, Question, Revision
from community.text import normalize_source
from transfer.models import ImportProgress
from transfer.stackexchange.people import People, Person, person_of
from transfer.stackexchange.questions import fitting_title
from transfer.stackexchange.references import PostReference, find_posts
from transfer.stackexchange.rows import Row
from transfer.stackexchange.stages import FileStage, Import
from transfer.stackexchange.tags import split_tags
from transfer.stackexchange.tally import Tally

_KIND: Final = "revision"
TEXTS_STAGE: Final = "texts"
_TITLE, _BODY, _TAGS = "title", "body", "tags"
_PARTS: Final = {
    "1": _TITLE,
    "2": _BODY,
    "3": _TAGS,
    "4": _TITLE,
    "5": _BODY,
    "6": _TAGS,
    "7": _TITLE,
    "8": _BODY,
    "9": _TAGS,
}
_ROLLBACKS: Final = frozenset({"7", "8", "9"})
_SUGGESTED_EDIT: Final = "24"
_CLOSED: Final = "10"
_LOCKED: Final = "14"
_UNLOCKED: Final = "15"
_CLOSE_REASONS: Final = {
    "1": CloseReason.DUPLICATE,
    "101": CloseReason.DUPLICATE,
    "2": CloseReason.OFF_TOPIC,
    "102": CloseReason.OFF_TOPIC,
    "4": CloseReason.NEEDS_DETAILS,
    "103": CloseReason.NEEDS_DETAILS,
    "104": CloseReason.TOO_BROAD,
    "3": CloseReason.OPINION,
    "105": CloseReason.OPINION,
}
_EVENTS: Final = {
    "11": "reopened: the question's own state counts",
    "12": "deleted: deleted posts are not in a dump",
    "13": "undeleted: the post is there",
    "16": "made community wiki: the post says so",
    "19": "protected: there is no such state here",
    "20": "unprotected: there is no such state here",
    "25": "announced elsewhere",
    "33": "notice added",
    "34": "notice removed",
    "35": "moved here",
    "36": "moved here",
    "37": "merged",
    "38": "merged",
    "50": "bumped by the system",
    "52": "chosen for a list of hot questions",
    "53": "removed from a list of hot questions",
}
_SUMMARY_LENGTH: Final = 300


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """A row of PostHistory.xml."""

    row: Row
    post_id: int
    history_type: str
    guid: str
    author: Person
    text: str
    comment: str
    created_at: datetime


@dataclass(slots=True)
class Edit:
    """The rows of one batch that belong to one edit: title, text and tags change together."""

    post: PostReference
    first: HistoryRow
    parts: dict[str, str] = field(default_factory=dict)
    summary: str = ""
    is_rollback: bool = False

    def add(self, item: HistoryRow) -> None:
        """Take in one more row of the edit."""
        self.summary = self.summary or item.comment
        self.is_rollback = self.is_rollback or item.history_type in _ROLLBACKS
        if part := _PARTS.get(item.history_type):
            self.parts[part] = item.text

    def apply(self, revision: Revision) -> None:
        """Put what changed into the revision; the rest stays as it was in the one before."""
        if _BODY in self.parts:
            revision.body_markdown = self.parts[_BODY]
        if self.post.is_question and _TITLE in self.parts:
            title = " ".join(self.parts[_TITLE].split())
            revision.title = fitting_title(title)
        if self.post.is_question and _TAGS in self.parts:
            revision.tag_names = split_tags(self.parts[_TAGS])


class HistoryStage(FileStage[HistoryRow]):
    """PostHistory.xml. Texts in it are the Markdown that people wrote."""

    name = "history"
    file_name = "PostHistory.xml"
    root = "posthistory"

    def parse(self, row: Row) -> HistoryRow:
        """Read the row."""
        return HistoryRow(
            row=row,
            post_id=row.integer("PostId"),
            history_type=row.text("PostHistoryTypeId"),
            guid=row.text("RevisionGUID")[:64] or f"row {row.integer('Id')}",
            author=person_of(row, "UserId", "UserDisplayName"),
            text=normalize_source(row.text("Text")).strip(),
            comment=" ".join(normalize_source(row.text("Comment")).split()),
            created_at=row.moment("CreationDate"),
        )

    def write(self, batch: list[HistoryRow], tally: Tally) -> None:
        """Append revisions and take over closings and locks."""
        posts = find_posts(self.run.source, (item.post_id for item in batch))
        settled = _settled_up_to(self.run)
        edits: dict[str, Edit] = {}
        events: list[tuple[HistoryRow, PostReference]] = []
        for item in batch:
            post = posts.get(item.post_id)
            if post is None:
                tally.skip(item.row, "its post is not a question or answer of the dump")
            elif post.legacy_id <= settled:
                tally.skip(item.row, "its post was imported before")
            elif item.history_type in _PARTS or item.history_type == _SUGGESTED_EDIT:
                key = f"{item.post_id} {item.guid}"[:64]
                edits.setdefault(key, Edit(post, item)).add(item)
                tally.note("rows that make up revisions")
            elif item.history_type in {_CLOSED, _LOCKED, _UNLOCKED} and post.is_question:
                events.append((item, post))
            else:
                reason = _EVENTS.get(item.history_type, f"unknown type {item.history_type}")
                tally.skip(item.row, reason)
        self._write_edits(edits, tally)
        _apply_events(events, People(self.run), tally)

    def _write_edits(self, edits: dict[str, Edit], tally: Tally) -> None:
        begun = self.taken(_KIND, edits)
        revisions = Revision.objects.in_bulk(begun.values())
        for key, revision_id in begun.items():
            edits[key].apply(revisions[revision_id])
        Revision.objects.bulk_update(revisions.values(), ["title", "tag_names", "body_markdown"])
        fresh = {key: edit for key, edit in edits.items() if key not in begun and edit.parts}
        for key in edits.keys() - begun.keys() - fresh.keys():
            tally.skip(edits[key].first.row, "suggested edit without a text of its own")
        people = People(self.run).resolve((edit.first.author for edit in fresh.values()), tally)
        written = _append_revisions(fresh.values(), people)
        self.remember(
            _KIND, ((key, revision.pk) for key, revision in zip(fresh, written, strict=True))
        )
        tally.write("revisions", len(written))


def _settled_up_to(run: Import) -> int:
    """Return the number of the row up to which texts and revisions have been made to agree."""
    progress = ImportProgress.objects.filter(source=run.source, stage=TEXTS_STAGE).first()
    return progress.position if progress else 0


def _append_revisions(edits: Iterable[Edit], people: dict[Person, int]) -> list[Revision]:
    """Store a revision for each edit, on top of the latest that the post has."""
    edits = list(edits)
    latest = {
        revision.post_id: revision
        for revision in Revision.objects.filter(
            post__in={edit.post.post_id for edit in edits}, number=F("post__revision_count")
        )
    }
    revisions = []
    for edit in edits:
        before = latest.get(edit.post.post_id)
        number = before.number + 1 if before else 1
        kind = RevisionKind.ROLLBACK if edit.is_rollback else RevisionKind.EDIT
        revision = Revision(
            post_id=edit.post.post_id,
            number=number,
            kind=kind if before else RevisionKind.INITIAL,
            author_id=people[edit.first.author],
            title=before.title if before else "",
            tag_names=before.tag_names if before else [],
            body_markdown=before.body_markdown if before else "",
            summary=edit.summary[:_SUMMARY_LENGTH],
            created_at=edit.first.created_at,
        )
        edit.apply(revision)
        revisions.append(revision)
        latest[edit.post.post_id] = revision
    written = Revision.objects.bulk_create(revisions)
    posts = [
        Post(pk=revision.post_id, revision_count=revision.number) for revision in latest.values()
    ]
    Post.objects.bulk_update(posts, ["revision_count"])
    return written


def _apply_events(
    events: list[tuple[HistoryRow, PostReference]], people: People, tally: Tally
) -> None:
    """Say why and by whom questions are closed, and which are locked; the latest event counts."""
    questions = Question.objects.in_bulk({post.question_id for _item, post in events})
    actors = {id(item): _actor(item) for item, _post in events}
    user_ids = people.resolve(actors.values(), tally)
    for item, post in events:
        question = questions[post.question_id]
        user_id = user_ids[actors[id(item)]]
        if item.history_type == _LOCKED:
            question.locked_at, question.locked_by_id = item.created_at, user_id
        elif item.history_type == _UNLOCKED:
            question.locked_at = question.locked_by_id = None
        elif question.closed_at is not None:
            question.close_reason = _CLOSE_REASONS.get(item.comment, CloseReason.OTHER)
            question.closed_by_id = user_id
        else:
            tally.skip(item.row, "closed, but open again")
            continue
        tally.write("closings and locks")
    Question.objects.bulk_update(
        questions.values(), ["locked_at", "locked_by", "close_reason", "closed_by"]
    )


def _actor(item: HistoryRow) -> Person:
    """Return who did it: the row's own person, else the last of the voters in its text."""
    if item.author.number:
        return item.author
    try:
        voter = json.loads(item.text)["Voters"][-1]
        return Person(str(int(voter["Id"])), str(voter["DisplayName"])[:80])
    except (ValueError, KeyError, IndexError, TypeError):
        return item.author
