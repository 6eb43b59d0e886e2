"""Answers, and which of them were accepted."""

from dataclasses import dataclass
from typing import Final

from django.db.models import BigIntegerField, Exists, OuterRef
from django.db.models.functions import Cast

from community.enums import PostKind
from community.models import LegacyAddress, Post, Question
from community.services.recounts import recount_activity
from transfer.models import ImportedRow
from transfer.stackexchange.people import People
from transfer.stackexchange.questions import ACCEPTED_KIND, PostText, parse_post_text
from transfer.stackexchange.references import PostReference, find_posts, recount
from transfer.stackexchange.rows import Row
from transfer.stackexchange.stages import ALREADY_THERE, FileStage
from transfer.stackexchange.tags import TAG_TEXT_TYPES
from transfer.stackexchange.tally import Tally

ANSWER_TYPE: Final = "2"
_OTHER_STAGES_TYPES: Final = frozenset({"1", *TAG_TEXT_TYPES})


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An answer of Posts.xml; `text` is missing for other types, which are only counted."""

    row: Row
    text: PostText | None
    parent_id: int


class AnswerStage(FileStage[AnswerRow]):
    """Posts.xml, type 2; a second reading, since an answer may stand before its question."""

    name = "answers"
    file_name = "Posts.xml"
    root = "posts"

    def wants(self, row: Row) -> bool:
        """Take answers, and what no other stage takes."""
        return row.text("PostTypeId") not in _OTHER_STAGES_TYPES

    def parse(self, row: Row) -> AnswerRow:
        """Read the answer."""
        if row.text("PostTypeId") != ANSWER_TYPE:
            return AnswerRow(row, None, 0)
        return AnswerRow(row, parse_post_text(row), row.integer("ParentId"))

    def write(self, batch: list[AnswerRow], tally: Tally) -> None:
        """Write answers with their old numbers and mark the accepted ones."""
        numbers = [item.text.old_id for item in batch if item.text]
        present = find_posts(self.run.source, [*numbers, *(item.parent_id for item in batch)])
        fresh: dict[int, tuple[PostText, PostReference]] = {}
        for item in batch:
            parent = present.get(item.parent_id)
            if item.text is None:
                tally.skip(item.row, f"post type {item.row.text('PostTypeId')} has no place here")
            elif item.text.old_id in present or item.text.old_id in fresh:
                tally.skip(item.row, ALREADY_THERE)
            elif parent is None or not parent.is_question:
                tally.skip(item.row, "its question is not in the dump")
            else:
                fresh[item.text.old_id] = (item.text, parent)
                item.text.note_losses(tally)
        self._write_answers(list(fresh.values()), tally)

    def _write_answers(self, items: list[tuple[PostText, PostReference]], tally: Tally) -> None:
        people = People(self.run).resolve(
            (person for text, _parent in items for person in text.people), tally
        )
        questions = Question.objects.in_bulk({parent.question_id for _text, parent in items})
        posts = [
            text.build(questions[parent.question_id], PostKind.ANSWER, people)
            for text, parent in items
        ]
        self._mark_accepted(posts, [text for text, _parent in items], tally)
        Post.objects.bulk_create(posts)
        LegacyAddress.objects.bulk_create(
            [
                LegacyAddress(
                    source=self.run.source,
                    kind=PostKind.ANSWER,
                    old_id=text.old_id,
                    question=post.question,
                    post=post,
                )
                for (text, _parent), post in zip(items, posts, strict=True)
            ]
        )
        recount_activity(question_ids=questions)
        for column in ("answer_count", "accepted_answer_id"):
            recount(Question, column, questions)
        tally.write("answers", len(posts))

    def _mark_accepted(self, posts: list[Post], texts: list[PostText], tally: Tally) -> None:
        accepted = self.taken(ACCEPTED_KIND, (str(text.old_id) for text in texts))
        for post, text in zip(posts, texts, strict=True):
            question_id = accepted.get(str(text.old_id))
            if question_id == post.question_id:
                post.accepted_at = max(post.created_at, post.question.created_at)
                tally.write("accepted answers")
            elif question_id is not None:
                tally.note("accepted answer belongs to another question", text.old_id)

    def finish(self, tally: Tally) -> None:
        """Note accepted answers that the dump does not hold."""
        there = LegacyAddress.objects.filter(
            source=self.run.source, old_id=Cast(OuterRef("old_id"), BigIntegerField())
        )
        named = ImportedRow.objects.filter(source=self.run.source, kind=ACCEPTED_KIND)
        missing = named.filter(~Exists(there)).count()
        tally.note("accepted answer is not in the dump", count=missing)
