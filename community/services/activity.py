"""Who was last active in a thread, and when: derived from what is there, so that it can go again.

A thread is active when it is asked, answered, commented on or edited. What is hidden, held or
deleted does not count.
"""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from community.enums import PostKind, PostState
from community.models import Comment, Post, Question

if TYPE_CHECKING:
    from accounts.models import User

Activity = tuple[datetime, int]
"""When, and the id of whoever it was; the later of two is the greater."""


def note_activity(question: Question, *, actor: "User", now: datetime) -> None:
    """Take over something that just became public in a thread whose row is locked."""
    if (now, actor.pk) > (question.last_activity_at, question.last_activity_by_id or 0):
        _write(question, (now, actor.pk))


def derive_activity(question: Question) -> None:
    """Find the last activity again, after something has gone; the thread's row is locked."""
    _write(question, find_activity([question.pk])[question.pk])


def _write(question: Question, activity: Activity) -> None:
    question.last_activity_at, question.last_activity_by_id = activity
    question.save(update_fields=["last_activity_at", "last_activity_by"])


def find_activity(question_ids: Collection[int]) -> dict[int, Activity]:
    """The last activity of threads, from their posts and comments; two queries."""
    latest: dict[int, Activity] = {}
    for question_id, at, person_id in _events(question_ids):
        latest[question_id] = max(latest.get(question_id, (at, person_id)), (at, person_id))
    return latest


def _events(question_ids: Collection[int]) -> Iterator[tuple[int, datetime, int]]:
    counts = Q(state=PostState.VISIBLE) | Q(kind=PostKind.QUESTION)
    posts = Post.objects.filter(counts, question__in=question_ids)
    columns = ("question_id", "created_at", "author_id", "edited_at", "edited_by_id")
    for question_id, written, author_id, edited, editor_id in posts.values_list(*columns):
        yield question_id, written, author_id
        if edited and editor_id:
            yield question_id, edited, editor_id
    comments = Comment.objects.visible().filter(
        Q(post__state=PostState.VISIBLE) | Q(post__kind=PostKind.QUESTION),
        post__question__in=question_ids,
    )
    yield from comments.values_list("post__question_id", "created_at", "author_id")
