"""The small things pages show of people, tags and questions: plain values, no queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models.functions import Left
from django.urls import reverse

from community.cache_keys import person_key, question_key
from community.enums import PostKind
from community.models import Post, Question, QuestionTag
from community.text import excerpt
from core.page_keys import shows

if TYPE_CHECKING:
    from accounts.models import User

EXCERPT_LENGTH = 180
EXCERPT_SOURCE_LENGTH = 400


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A person beside what they wrote."""

    id: int
    username: str
    name: str
    url: str

    @classmethod
    def of(cls, user: "User") -> "PersonCard":
        shows(person_key(user.pk))
        return cls(user.pk, user.username, user.name, _profile_url(user.username))


@lru_cache(maxsize=5_000)
def _profile_url(username: str) -> str:
    """The URL of a profile; a page names the same people again and again."""
    return reverse("accounts:profile", args=[username])


@dataclass(frozen=True, slots=True)
class TagCard:
    """A tag on a question."""

    name: str
    slug: str
    url: str


@dataclass(frozen=True, slots=True)
class QuestionCard:
    """A question in a list."""

    id: int
    title: str
    url: str
    excerpt: str
    language: str
    state: str
    score: int
    answer_count: int
    is_solved: bool
    is_closed: bool
    is_locked: bool
    is_documented: bool
    author: PersonCard
    tags: tuple[TagCard, ...]
    created_at: datetime
    last_activity_at: datetime
    last_activity_by: PersonCard | None


def tags_of(question_ids: Collection[int]) -> dict[int, tuple[TagCard, ...]]:
    """The tags of many questions, alphabetically; one query."""
    cards: dict[int, list[TagCard]] = defaultdict(list)
    rows = (
        QuestionTag.objects.filter(content_object__in=question_ids)
        .order_by("tag__name")
        .values_list("content_object_id", "tag__name", "tag__slug")
    )
    for question_id, name, slug in rows:
        url = reverse("community:tag-detail", args=[slug])
        cards[question_id].append(TagCard(name, slug, url))
    return {question_id: tuple(tags) for question_id, tags in cards.items()}


def excerpts_of(question_ids: Collection[int]) -> dict[int, str]:
    """How the texts of many questions begin; one query that reads only the beginnings."""
    rows = (
        Post.objects.filter(question__in=question_ids, kind=PostKind.QUESTION)
        .annotate(beginning=Left("body_text", EXCERPT_SOURCE_LENGTH))
        .values_list("question_id", "beginning")
    )
    return {question_id: excerpt(text, EXCERPT_LENGTH) for question_id, text in rows}


def make_cards(questions: Iterable[Question]) -> tuple[QuestionCard, ...]:
    """Cards of questions loaded with author and last_activity_by; two queries for all of them."""
    questions = list(questions)
    ids = [question.pk for question in questions]
    shows(*map(question_key, ids))
    tags, excerpts = (tags_of(ids), excerpts_of(ids)) if ids else ({}, {})
    return tuple(
        QuestionCard(
            id=question.pk,
            title=question.title,
            url=question.get_absolute_url(),
            excerpt=excerpts.get(question.pk, ""),
            language=question.language,
            state=question.state,
            score=question.score,
            answer_count=question.answer_count,
            is_solved=question.is_solved,
            is_closed=question.is_closed,
            is_locked=question.is_locked,
            is_documented=question.is_documented,
            author=PersonCard.of(question.author),
            tags=tags.get(question.pk, ()),
            created_at=question.created_at,
            last_activity_at=question.last_activity_at,
            last_activity_by=(
                PersonCard.of(question.last_activity_by) if question.last_activity_by else None
            ),
        )
        for question in questions
    )
