"""Closing, reopening and locking threads."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community import permissions, signals
from community.enums import CloseReason, LinkKind, PostState
from community.models import ClosingVote, Question, QuestionLink
from community.models.post import REASON_MAX_LENGTH
from community.services.row_locks import lock_thread
from core.errors import InvalidInput
from core.unicode import shorten_to_fit

if TYPE_CHECKING:
    from accounts.models import User

VOTES_TO_CLOSE = 3
"""Members' votes that close or reopen a question, as on Stack Exchange since 2019."""


@transaction.atomic
def close_question(
    *,
    actor: "User",
    question: Question,
    reason: str,
    duplicate_of: Question | None = None,
    now: datetime | None = None,
) -> Question:
    """Stop new answers: at once for moderators, by three votes for members with the privilege.

    Returns the question; it is closed only if `is_closed`. Raises `InvalidInput` for field
    `reason` or `duplicate_of`.
    """
    question = lock_thread(question.pk)
    permissions.check_can_close_question(actor, question)
    if question.is_closed:
        return question
    reason = _clean_reason(reason, question, duplicate_of)
    now = now or timezone.now()
    if not permissions.can_moderate(actor):
        ClosingVote.objects.get_or_create(
            question=question,
            voter=actor,
            defaults={"reason": reason, "duplicate_of": duplicate_of, "created_at": now},
        )
        if question.closing_votes.count() < VOTES_TO_CLOSE:
            return question
    question.closed_at, question.closed_by = now, actor
    question.close_reason, question.duplicate_of = reason, duplicate_of
    _save_closing(question)
    if duplicate_of:
        QuestionLink.objects.get_or_create(
            source=question,
            target=duplicate_of,
            kind=LinkKind.DUPLICATE,
            defaults={"created_at": now},
        )
    signals.question_closed.send(sender=Question, question_id=question.pk, actor_id=actor.pk)
    return question


def _clean_reason(reason: str, question: Question, duplicate_of: Question | None) -> CloseReason:
    if reason not in CloseReason.values:
        message = _("Please choose why the question is to be closed.")
        raise InvalidInput(message, fields={"reason": [message]})
    is_duplicate = reason == CloseReason.DUPLICATE
    target_is_wrong = is_duplicate and (
        duplicate_of is None
        or duplicate_of.pk == question.pk
        or duplicate_of.state != PostState.VISIBLE
    )
    if target_is_wrong:
        message = _("Please name the other question that this one repeats.")
        raise InvalidInput(message, fields={"duplicate_of": [message]})
    return CloseReason(reason)


def _save_closing(question: Question) -> None:
    question.save(update_fields=["closed_at", "closed_by", "close_reason", "duplicate_of"])
    question.closing_votes.all().delete()


@transaction.atomic
def reopen_question(*, actor: "User", question: Question, now: datetime | None = None) -> Question:
    """Let a closed question take answers again, under the same rule as closing."""
    question = lock_thread(question.pk)
    permissions.check_can_close_question(actor, question)
    if not question.is_closed:
        return question
    if not permissions.can_moderate(actor):
        ClosingVote.objects.get_or_create(
            question=question, voter=actor, defaults={"created_at": now or timezone.now()}
        )
        if question.closing_votes.count() < VOTES_TO_CLOSE:
            return question
    question.closed_at = question.closed_by = question.duplicate_of = None
    question.close_reason = ""
    _save_closing(question)
    question.links_out.filter(kind=LinkKind.DUPLICATE).delete()
    signals.question_reopened.send(sender=Question, question_id=question.pk, actor_id=actor.pk)
    return question


@transaction.atomic
def lock_question(
    *, actor: "User", question: Question, reason: str, now: datetime | None = None
) -> Question:
    """Freeze a thread: no answers, comments, votes or edits but by moderators."""
    question = lock_thread(question.pk)
    permissions.check_can_lock_question(actor)
    if question.is_locked:
        return question
    question.locked_at, question.locked_by = now or timezone.now(), actor
    question.lock_reason = shorten_to_fit(reason.strip(), REASON_MAX_LENGTH)
    question.save(update_fields=["locked_at", "locked_by", "lock_reason"])
    signals.question_locked.send(sender=Question, question_id=question.pk, actor_id=actor.pk)
    return question


@transaction.atomic
def unlock_question(*, actor: "User", question: Question) -> Question:
    """Lift a lock."""
    question = lock_thread(question.pk)
    permissions.check_can_lock_question(actor)
    if not question.is_locked:
        return question
    question.locked_at = question.locked_by = None
    question.lock_reason = ""
    question.save(update_fields=["locked_at", "locked_by", "lock_reason"])
    signals.question_unlocked.send(sender=Question, question_id=question.pk, actor_id=actor.pk)
    return question
