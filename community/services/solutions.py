"""Accepting the answer that solved a question."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from community import permissions, signals
from community.models import Post, Question
from community.services.row_locks import lock_post

if TYPE_CHECKING:
    from accounts.models import User


def _set_accepted(answer: Post, *, actor: "User | None", now: datetime | None) -> None:
    """Write both sides: the answer's mark is the truth, the question's pointer serves lists."""
    answer.accepted_at = now
    answer.accepted_by = actor if now else None
    answer.save(update_fields=["accepted_at", "accepted_by"])
    answer.question.accepted_answer = answer if now else None
    answer.question.save(update_fields=["accepted_answer"])
    signal = signals.answer_accepted if now else signals.answer_unaccepted
    signal.send(
        sender=Post,
        question_id=answer.question_id,
        post_id=answer.pk,
        author_id=answer.author_id,
        actor_id=actor.pk if actor else None,
    )


@transaction.atomic
def accept_answer(*, actor: "User", answer: Post, now: datetime | None = None) -> Question:
    """Mark the answer that solved the question, in place of a former one. Repeating is harmless."""
    answer = lock_post(answer)
    permissions.check_can_accept_answer(actor, answer)
    if answer.is_accepted:
        return answer.question
    former = answer.question.posts.filter(accepted_at__isnull=False).first()
    if former:
        former.question = answer.question
        _set_accepted(former, actor=actor, now=None)
    _set_accepted(answer, actor=actor, now=now or timezone.now())
    return answer.question


@transaction.atomic
def unaccept_answer(*, actor: "User", answer: Post) -> Question:
    """Take the mark back; the question is open for another solution. Repeating is harmless."""
    answer = lock_post(answer)
    permissions.check_can_accept_answer(actor, answer)
    if answer.is_accepted:
        _set_accepted(answer, actor=actor, now=None)
    return answer.question


def withdraw_acceptance(*, actor: "User | None", answer: Post) -> None:
    """Un-accept an answer that leaves the public thread; its question's row must be locked."""
    if answer.is_accepted:
        _set_accepted(answer, actor=actor, now=None)
