"""Marking what one has read."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from accounts.errors import NotFound
from notifications.kinds import KINDS_OF_THREADS
from notifications.models import Notification

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


def mark_thread_read(*, reader_id: int, question_id: int, post_ids: list[int] | None) -> int:
    """Mark what tells somebody of these posts, or of the whole thread; one query where nothing is.

    What asks for work elsewhere (proposals, articles) stays unread.
    """
    unread = Notification.objects.filter(
        user=reader_id, in_app=True, read_at=None, question=question_id, kind__in=KINDS_OF_THREADS
    )
    if post_ids is not None:
        unread = unread.filter(post__in=post_ids)
    found = list(unread.values_list("pk", flat=True))
    if not found:
        return 0
    return Notification.objects.filter(pk__in=found, read_at=None).update(read_at=timezone.now())


@transaction.atomic
def mark_all_read(*, actor: "User") -> int:
    """Mark all of one's own and return how many were unread."""
    unread = Notification.objects.filter(user=actor, in_app=True, read_at=None)
    return unread.update(read_at=timezone.now())
