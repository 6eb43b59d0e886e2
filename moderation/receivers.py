"""Writes the audit log from what happens in the forum.

Only acts on somebody else's content are logged: authors who delete their own post are not
moderating. An empty actor is the system.
"""

from typing import Any, Final

from django.dispatch import receiver

from community import signals
from community.enums import PostState
from community.models import Comment, Post, Question
from moderation.enums import AuditAction
from moderation.services.audit import record_action

POST_ACTIONS: Final = {
    PostState.HIDDEN: AuditAction.POST_HIDDEN,
    PostState.DELETED: AuditAction.POST_DELETED,
    PostState.PENDING: AuditAction.POST_HELD,
    PostState.VISIBLE: AuditAction.POST_RESTORED,
}
COMMENT_ACTIONS: Final = {
    PostState.HIDDEN: AuditAction.COMMENT_HIDDEN,
    PostState.DELETED: AuditAction.COMMENT_DELETED,
    PostState.VISIBLE: AuditAction.COMMENT_RESTORED,
}


@receiver(signals.post_state_changed)
def log_post_state(
    *,
    post_id: int,
    question_id: int,
    actor_id: int | None,
    old_state: str,
    new_state: str,
    reason: str,
    note: str = "",
    **_: Any,
) -> None:
    """One line when a post of somebody else is hidden, restored, approved or deleted."""
    author_id = Post.objects.values_list("author_id", flat=True).get(pk=post_id)
    if actor_id == author_id:
        return
    approved = old_state == PostState.PENDING and new_state == PostState.VISIBLE
    record_action(
        action=AuditAction.POST_APPROVED if approved else POST_ACTIONS[PostState(new_state)],
        actor_id=actor_id,
        question_id=question_id,
        post_id=post_id,
        subject_id=author_id,
        before=old_state,
        after=new_state,
        note=f"{reason}: {note}" if note else reason,
    )


def _log_question(action: AuditAction, question_id: int, actor_id: int | None) -> None:
    question = Question.objects.get(pk=question_id)
    notes = {
        AuditAction.QUESTION_CLOSED: question.get_close_reason_display(),
        AuditAction.QUESTION_LOCKED: question.lock_reason,
    }
    record_action(
        action=action,
        actor_id=actor_id,
        question_id=question_id,
        subject_id=question.author_id,
        note=str(notes.get(action, "")),
    )


@receiver(signals.question_closed)
def log_closing(*, question_id: int, actor_id: int, **_: Any) -> None:
    _log_question(AuditAction.QUESTION_CLOSED, question_id, actor_id)


@receiver(signals.question_reopened)
def log_reopening(*, question_id: int, actor_id: int, **_: Any) -> None:
    _log_question(AuditAction.QUESTION_REOPENED, question_id, actor_id)


@receiver(signals.question_locked)
def log_locking(*, question_id: int, actor_id: int, **_: Any) -> None:
    _log_question(AuditAction.QUESTION_LOCKED, question_id, actor_id)


@receiver(signals.question_unlocked)
def log_unlocking(*, question_id: int, actor_id: int, **_: Any) -> None:
    _log_question(AuditAction.QUESTION_UNLOCKED, question_id, actor_id)


@receiver(signals.comment_changed)
def log_comment_state(
    *,
    comment_id: int,
    post_id: int,
    question_id: int,
    actor_id: int | None,
    old_state: str = "",
    new_state: str = "",
    reason: str = "",
    note: str = "",
    **_: Any,
) -> None:
    """One line when a comment of somebody else is hidden, restored or deleted."""
    author_id = Comment.objects.values_list("author_id", flat=True).get(pk=comment_id)
    if actor_id == author_id or (old_state == new_state and not reason):
        return
    record_action(
        action=COMMENT_ACTIONS[PostState(new_state)],
        actor_id=actor_id,
        question_id=question_id,
        post_id=post_id,
        comment_id=comment_id,
        subject_id=author_id,
        before=old_state,
        after=new_state,
        note=f"{reason}: {note}" if note else reason,
    )
