"""Lists of questions, answers and tags."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.db.models import Q
from django.db.models.functions import Left

from community.cache_keys import list_key
from community.enums import PostKind, PostState
from community.models import Post, Question, Tag
from community.selectors.cards import (
    EXCERPT_LENGTH,
    EXCERPT_SOURCE_LENGTH,
    QuestionCard,
    make_cards,
)
from community.text import excerpt
from core.keyset import Slice, slice_by_key
from core.page_keys import shows
from core.unicode import fold

if TYPE_CHECKING:
    from accounts.models import User

PAGE_SIZE: Final = 20
SORTS: Final = {
    "active": "last_activity_at",
    "newest": "created_at",
    "votes": "score",
    "unanswered": "created_at",
    "documented": "last_activity_at",
}
DEFAULT_SORT: Final = "active"


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """One page of a list of questions; `next_cursor` is None on the last."""

    items: tuple[QuestionCard, ...]
    next_cursor: str | None
    sort: str


@dataclass(frozen=True, slots=True)
class AnswerCard:
    """An answer in its author's list."""

    id: int
    url: str
    question_title: str
    excerpt: str
    score: int
    is_accepted: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """One page of somebody's answers."""

    items: tuple[AnswerCard, ...]
    next_cursor: str | None


def list_questions(
    *,
    sort: str = DEFAULT_SORT,
    tag: Tag | None = None,
    author: "User | None" = None,
    cursor: str = "",
    limit: int = PAGE_SIZE,
) -> QuestionPage:
    """Public questions in one of the `SORTS`; an unknown sort falls back to activity.

    Three queries, whatever the length of the list behind it.
    """
    sort = sort if sort in SORTS else DEFAULT_SORT
    shows(list_key(sort))
    page = slice_questions(sort=sort, tag=tag, author=author, cursor=cursor, limit=limit)
    return QuestionPage(make_cards(page.rows), page.next_cursor, sort)


def slice_questions(
    *, sort: str, tag: Tag | None, author: "User | None", cursor: str, limit: int
) -> Slice[Question]:
    """The rows of `list_questions`, with author and last_activity_by. One query."""
    questions = Question.objects.visible().select_related("author", "last_activity_by")
    if sort == "unanswered":
        questions = questions.unanswered()
    if sort == "documented":
        questions = questions.documented()
    if tag is not None:
        questions = questions.filter(question_tags__tag=tag)
    if author is not None:
        questions = questions.filter(author=author)
    return slice_by_key(questions, key=SORTS[sort], cursor=cursor, limit=limit)


def list_answers_by(*, author: "User", cursor: str = "", limit: int = PAGE_SIZE) -> AnswerPage:
    """Somebody's public answers, best first. One query."""
    answers = (
        Post.objects.visible()
        .filter(author=author, kind=PostKind.ANSWER, question__state=PostState.VISIBLE)
        .select_related("question")
        .annotate(beginning=Left("body_text", EXCERPT_SOURCE_LENGTH))
        .defer("body_markdown", "body_html", "body_text")
    )
    page = slice_by_key(answers, key="score", cursor=cursor, limit=limit)
    beginnings = {answer.pk: str(vars(answer)["beginning"]) for answer in page.rows}
    items = tuple(
        AnswerCard(
            id=answer.pk,
            url=answer.get_absolute_url(),
            question_title=answer.question.title,
            excerpt=excerpt(beginnings[answer.pk], EXCERPT_LENGTH),
            score=answer.score,
            is_accepted=answer.is_accepted,
            created_at=answer.created_at,
        )
        for answer in page.rows
    )
    return AnswerPage(items, page.next_cursor)


def list_tags(*, prefix: str = "", limit: int = 60, offset: int = 0) -> list[Tag]:
    """Tags that are no synonyms, most used first; `prefix` narrows them. One query."""
    tags = Tag.objects.filter(synonym_of=None).order_by("-question_count", "name")
    if prefix := fold(prefix):
        tags = tags.filter(
            Q(name_folded__startswith=prefix) | Q(synonyms__name_folded__startswith=prefix)
        )
        tags = tags.distinct()
    return list(tags[offset : offset + limit])
