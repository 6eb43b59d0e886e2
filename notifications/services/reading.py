"""Marking what one has read."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from core.errors import NotFound
from notifications.kinds import KINDS_OF_THREADS
from notifications.models import Notification
from notifications.selectors.inbox import BELL_BOUND, remember_unread

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def mark_read(*, actor: "User", notification_id: int) -> Notification:
    """Mark one of one's own; again is harmless. Raises `NotFound` for somebody else's."""
    mine = Notification.objects.select_for_update(no_key=True).filter(user=actor, in_app=True)
    notification = mine.filter(pk=notification_id).first()
    if notification is None:
        raise NotFound
    if notification.read_at is None:
        notification.read_at = timezone.now()
        notification.save(update_fields=["read_at"])
    return notification


def mark_thread_read(*, reader: "User", question_id: int, post_ids: Collection[int]) -> None:
    """Mark what tells the reader of these posts; the one query spares the bell its own.

    What asks for work elsewhere (proposals, articles) stays unread.
    """
    unread = Notification.objects.filter(user=reader, in_app=True, read_at=None)
    rows = list(unread.values_list("pk", "question_id", "post_id", "kind")[:BELL_BOUND])
    are_all = len(rows) < BELL_BOUND
    if not are_all:
        about = unread.filter(question=question_id)
        rows = list(about.values_list("pk", "question_id", "post_id", "kind"))
    seen = [
        pk
        for pk, question, post, kind in rows
        if question == question_id and post in post_ids and kind in KINDS_OF_THREADS
    ]
    if are_all:
        remember_unread(user=reader, count=len(rows) - len(seen))
    if seen:
        unread.filter(pk__in=seen).update(read_at=timezone.now())


def mark_post_read(*, reader_id: int, post_id: int) -> None:
    """Mark what tells somebody of a post on which they have just acted."""
    unread = Notification.objects.filter(
        user=reader_id, in_app=True, read_at=None, post=post_id, kind__in=KINDS_OF_THREADS
    )
    unread.update(read_at=timezone.now())


@transaction.atomic
def mark_all_read(*, actor: "User") -> int:
    """Mark all of one's own and return how many were unread."""
    unread = Notification.objects.filter(user=actor, in_app=True, read_at=None)
    return unread.update(read_at=timezone.now())
