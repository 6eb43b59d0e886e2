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


def _readable(reader: "Reader", path: str) -> Q:
    """One row may be read for its own sake: it is public, or the reader's own and not deleted."""
    visible = Q(**{f"{path}state": PostState.VISIBLE})
    if not reader.is_authenticated:
        return visible
    own = Q(**{f"{path}author": reader.pk}) & ~Q(**{f"{path}state": PostState.DELETED})
    return visible | own


class _ReadableQuerySet(models.QuerySet[M]):
    wholes: tuple[str, ...] = ()
    """Paths to what a row is a part of: nobody reads a part of what they may not read."""

    def visible(self) -> Self:
        """What is visible itself; the thread around it may not be (see `public`)."""
        return self.filter(state=PostState.VISIBLE)

    def public(self) -> Self:
        """What is visible together with everything it is a part of."""
        states = {f"{whole}__state": PostState.VISIBLE for whole in self.wholes}
        return self.visible().filter(**states)

    def visible_to(self, reader: "Reader") -> Self:
        """What is public, plus the reader's own that is not deleted; moderators see all.

        A part is readable only where the whole is: a post's thread, a comment's post and thread.
        """
        if sees_everything(reader):
            return self
        rules = (_readable(reader, path) for path in ("", *(f"{name}__" for name in self.wholes)))
        return self.filter(*rules)


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
    wholes = ("question",)

    def answers(self) -> Self:
        return self.filter(kind="answer")

    def in_display_order(self) -> Self:
        """Accepted first, then by score, then the older first."""
        return self.order_by(
            models.F("accepted_at").asc(nulls_last=True), "-score", "created_at", "id"
        )


class CommentQuerySet(_ReadableQuerySet["Comment"]):
    wholes = ("post", "post__question")
