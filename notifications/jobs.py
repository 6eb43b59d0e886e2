"""Scheduled work: forget what is old, send what got lost."""

from datetime import timedelta
from typing import Final

from django.utils import timezone

from notifications.models import Notification
from notifications.tasks import send_notification_mail

KEEP: Final = timedelta(days=60)
REMOVE_EVERY: Final = timedelta(days=1)
SEND_EVERY: Final = timedelta(minutes=30)
MISSED_AFTER: Final = timedelta(minutes=15)
MISSED_UNTIL: Final = timedelta(days=1)
BATCH_SIZE: Final = 500


def remove_old() -> str:
    """Delete notifications of more than sixty days ago, read or not."""
    count, _per_model = Notification.objects.filter(created_at__lt=timezone.now() - KEEP).delete()
    return f"{count} removed"


def send_missed() -> str:
    """Ask again for mails whose task was lost or failed, for a day."""
    now = timezone.now()
    missed = Notification.objects.filter(
        wants_mail=True,
        mailed_at=None,
        read_at=None,
        created_at__range=(now - MISSED_UNTIL, now - MISSED_AFTER),
    )
    ids = list(missed.order_by("pk").values_list("pk", flat=True)[:BATCH_SIZE])
    for notification_id in ids:
        send_notification_mail.enqueue(notification_id)
    return f"{len(ids)} mails asked for"
