"""Marking what one has read."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from accounts.errors import NotFound
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


@transaction.atomic
def mark_all_read(*, actor: "User") -> int:
    """Mark all of one's own and return how many were unread."""
    unread = Notification.objects.filter(user=actor, in_app=True, read_at=None)
    return unread.update(read_at=timezone.now())
