"""Questions, with their tags."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from community.enums import CloseReason, PostKind
from community.models import Follow, LegacyAddress, Post, Question, QuestionTag, Tag
from community.models.question import COLUMN_PER_CHARACTER, TITLE_MAX_LENGTH
from community.services.questions import make_slug
from community.services.recounts import recount_activity
from community.text import (
    RenderedText,
    excerpt,
    html_to_markdown,
    normalize_source,
    render_markdown,
)
from core.unicode import count_characters, shorten
from transfer.stackexchange.people import People, Person, person_of
from transfer.stackexchange.references import find_posts, recount
from transfer.stackexchange.rows import Row
from transfer.stackexchange.stages import ALREADY_THERE, FileStage
from transfer.stackexchange.tags import find_or_make_tags, split_tags
from transfer.stackexchange.tally import Tally

ACCEPTED_KIND: Final = "accepted"
_EMPTY_TEXT: Final = "(no text)"


@dataclass(frozen=True, slots=True)
class PostText:
    """What questions and answers have in common in Posts.xml."""

    row: Row
    old_id: int
    author: Person
    editor: Person | None
    markdown: str
    rendered: RenderedText
    created_at: datetime
    edited_at: datetime | None
    is_wiki: bool
    losses: tuple[str, ...]

    def build(self, question: Question, kind: PostKind, people: dict[Person, int]) -> Post:
        """Return the unsaved post; its revisions come with the history."""
        return Post(
            question=question,
            kind=kind,
            author_id=people[self.author],
            body_markdown=self.markdown,
            body_html=self.rendered.html,
            body_text=self.rendered.text,
            is_wiki=self.is_wiki,
            created_at=self.created_at,
            edited_at=self.edited_at,
            edited_by_id=people[self.editor] if self.editor else None,
            revision_count=0,
        )

    def note_losses(self, tally: Tally) -> None:
        """Report what of the body could not be kept."""
        for kind in self.losses:
            tally.note(kind, self.old_id)

    @property
    def people(self) -> list[Person]:
        """Return whom the row speaks of."""
        return [self.author, self.editor] if self.editor else [self.author]


def parse_post_text(row: Row) -> PostText:
    """Read author, dates and body; the body becomes our Markdown and is rendered here, once."""
    losses: list[str] = []
    markdown = html_to_markdown(row.text("Body"), lambda kind, _detail: losses.append(kind))
    markdown = markdown or _EMPTY_TEXT
    created_at = row.moment("CreationDate")
    edited_at = row.optional_moment("LastEditDate")
    editor = person_of(row, "LastEditorUserId", "LastEditorDisplayName") if edited_at else None
    return PostText(
        row=row,
        old_id=row.integer("Id"),
        author=person_of(row, "OwnerUserId", "OwnerDisplayName"),
        editor=editor,
        markdown=markdown,
        rendered=render_markdown(markdown, known_names=()),
        created_at=created_at,
        edited_at=edited_at,
        is_wiki=bool(row.text("CommunityOwnedDate")),
        losses=tuple(losses),
    )


def fitting_title(title: str) -> str:
    """The title, cut between words where it is longer than titles may be."""
    return shorten(excerpt(title, TITLE_MAX_LENGTH), TITLE_MAX_LENGTH * COLUMN_PER_CHARACTER)


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question of Posts.xml."""

    text: PostText
    title: str
    is_title_cut: bool
    tag_names: list[str]
    closed_at: datetime | None
    view_count: int
    accepted_old_id: str


class QuestionStage(FileStage[QuestionRow]):
    """Posts.xml, type 1."""

    name = "questions"
    file_name = "Posts.xml"
    root = "posts"

    def wants(self, row: Row) -> bool:
        """Return whether a row is a question."""
        return row.text("PostTypeId") == "1"

    def parse(self, row: Row) -> QuestionRow:
        """Read the question."""
        text = parse_post_text(row)
        title = " ".join(normalize_source(row.text("Title")).split())
        title = title or excerpt(text.rendered.text, TITLE_MAX_LENGTH) or _EMPTY_TEXT
        return QuestionRow(
            text=text,
            title=fitting_title(title),
            is_title_cut=count_characters(title) > TITLE_MAX_LENGTH,
            tag_names=split_tags(row.text("Tags")),
            closed_at=row.optional_moment("ClosedDate"),
            view_count=max(row.integer("ViewCount", 0), 0),
            accepted_old_id=str(row.integer("AcceptedAnswerId", 0) or ""),
        )

    def write(self, batch: list[QuestionRow], tally: Tally) -> None:
        """Write threads with texts, tags, old numbers and the author's following."""
        present = find_posts(self.run.source, (item.text.old_id for item in batch))
        fresh: dict[int, QuestionRow] = {}
        for item in batch:
            if item.text.old_id in present or item.text.old_id in fresh:
                tally.skip(item.text.row, ALREADY_THERE)
            else:
                fresh[item.text.old_id] = item
                tally.note("title cut to fit", item.text.old_id, count=item.is_title_cut)
                item.text.note_losses(tally)
        items = list(fresh.values())
        people = People(self.run).resolve(
            (person for item in items for person in item.text.people), tally
        )
        questions = Question.objects.bulk_create([self._build(item, people) for item in items])
        self._write_texts(items, questions, people)
        recount_activity(question_ids=[question.pk for question in questions])
        self._write_tags(items, questions, tally)
        Follow.objects.bulk_create(
            [
                Follow(
                    user_id=question.author_id, question=question, created_at=question.created_at
                )
                for question in questions
            ]
        )
        self._remember_accepted(items, questions)
        tally.write("questions", len(questions))

    def _build(self, item: QuestionRow, people: dict[Person, int]) -> Question:
        author_id = people[item.text.author]
        return Question(
            title=item.title,
            slug=make_slug(item.title),
            author_id=author_id,
            language=self.run.language,
            closed_at=item.closed_at,
            close_reason=CloseReason.OTHER if item.closed_at else "",
            follower_count=1,
            view_count=item.view_count,
            created_at=item.text.created_at,
            last_activity_at=item.text.created_at,
            last_activity_by_id=author_id,
        )

    def _write_texts(
        self, items: list[QuestionRow], questions: list[Question], people: dict[Person, int]
    ) -> None:
        pairs = list(zip(items, questions, strict=True))
        posts = Post.objects.bulk_create(
            [item.text.build(question, PostKind.QUESTION, people) for item, question in pairs]
        )
        LegacyAddress.objects.bulk_create(
            [
                LegacyAddress(
                    source=self.run.source,
                    kind=PostKind.QUESTION,
                    old_id=item.text.old_id,
                    question=post.question,
                    post=post,
                )
                for item, post in zip(items, posts, strict=True)
            ]
        )

    @staticmethod
    def _write_tags(items: list[QuestionRow], questions: list[Question], tally: Tally) -> None:
        tags = find_or_make_tags((name for item in items for name in item.tag_names), tally)
        pairs = {
            (tags[name].pk, question.pk)
            for item, question in zip(items, questions, strict=True)
            for name in item.tag_names
        }
        QuestionTag.objects.bulk_create(
            [QuestionTag(tag_id=tag, content_object_id=question) for tag, question in sorted(pairs)]
        )
        recount(Tag, "question_count", {tag.pk for tag in tags.values()})

    def _remember_accepted(self, items: list[QuestionRow], questions: list[Question]) -> None:
        """Store which answers are to be marked when they come."""
        wanted = {
            item.accepted_old_id: question.pk
            for item, question in zip(items, questions, strict=True)
            if item.accepted_old_id
        }
        known = self.taken(ACCEPTED_KIND, wanted)
        fresh = [(old_id, pk) for old_id, pk in wanted.items() if old_id not in known]
        self.remember(ACCEPTED_KIND, fresh)
