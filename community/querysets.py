"""Filters that read as adjectives; the only place that says what a person may read in lists."""

from typing import TYPE_CHECKING, Self, TypeAlias, TypeVar

from django.db import models
from django.db.models import Q

from community.enums import PostState

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from community.models import Comment, Post, Question  # noqa: F401 (named in strings below)

Reader: TypeAlias = "User | AnonymousUser"

M = TypeVar("M", bound=models.Model)


def sees_everything(reader: "Reader") -> bool:
    """Whether the reader sees hidden, pending and deleted posts of others."""
    return reader.is_authenticated and (
        reader.has_perm("community.moderate") or reader.has_perm("community.see_deleted_posts")
    )


def _readable(reader: "Reader") -> Q:
    visible = Q(state=PostState.VISIBLE)
    if not reader.is_authenticated:
        return visible
    return visible | (Q(author=reader) & ~Q(state=PostState.DELETED))


class _ReadableQuerySet(models.QuerySet[M]):
    def visible(self) -> Self:
        return self.filter(state=PostState.VISIBLE)

    def visible_to(self, reader: "Reader") -> Self:
        """What is public, plus the reader's own that is not deleted; moderators see all."""
        return self if sees_everything(reader) else self.filter(_readable(reader))


class QuestionQuerySet(_ReadableQuerySet["Question"]):
    def unanswered(self) -> Self:
        """Open questions in which nobody has answered yet."""
        return self.filter(answer_count=0, closed_at=None)

    def documented(self) -> Self:
        """Questions that an article everybody may read was written from."""
        return self.filter(is_documented=True)

    def solved(self) -> Self:
        return self.filter(accepted_answer__isnull=False)

    def tagged(self, slug: str) -> Self:
        return self.filter(question_tags__tag__slug=slug)


class PostQuerySet(_ReadableQuerySet["Post"]):
    def answers(self) -> Self:
        return self.filter(kind="answer")

    def in_display_order(self) -> Self:
        """Accepted first, then by score, then the older first."""
        return self.order_by(
            models.F("accepted_at").asc(nulls_last=True), "-score", "created_at", "id"
        )


class CommentQuerySet(_ReadableQuerySet["Comment"]):
    pass
