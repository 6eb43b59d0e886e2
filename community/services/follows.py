"""Following questions and tags."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from community import permissions
from community.models import Follow, Question, Tag
from community.services.row_locks import lock_thread
from core.permissions import check_signed_in

if TYPE_CHECKING:
    from accounts.models import User


def add_follow(*, user: "User", question: Question, now: datetime) -> bool:
    """Make the person follow the question; whether that is new. Counts in the same transaction."""
    _follow, created = Follow.objects.get_or_create(
        user=user, question=question, defaults={"created_at": now}
    )
    if created:
        Question.objects.filter(pk=question.pk).update(follower_count=F("follower_count") + 1)
    return created


@transaction.atomic
def follow_question(*, actor: "User", question: Question) -> bool:
    """Start following; False where the person already did."""
    question = lock_thread(question.pk)
    permissions.check_can_follow_question(actor, question)
    return add_follow(user=actor, question=question, now=timezone.now())


@transaction.atomic
def unfollow_question(*, actor: "User", question: Question) -> bool:
    """Stop following; False where the person did not."""
    question = lock_thread(question.pk)
    removed, _by_model = Follow.objects.filter(user=actor.pk, question=question).delete()
    if removed:
        Question.objects.filter(pk=question.pk).update(follower_count=F("follower_count") - 1)
    return bool(removed)


@transaction.atomic
def follow_tag(*, actor: "User", tag: Tag) -> bool:
    check_signed_in(actor)
    _follow, created = Follow.objects.get_or_create(
        user=actor, tag=tag, defaults={"created_at": timezone.now()}
    )
    return created


@transaction.atomic
def unfollow_tag(*, actor: "User", tag: Tag) -> bool:
    removed, _by_model = Follow.objects.filter(user=actor.pk, tag=tag).delete()
    return bool(removed)
