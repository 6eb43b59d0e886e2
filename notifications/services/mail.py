"""Notifications as mails: multipart, in the reader's language, with one-click unsubscribe."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from core.languages import page_language
from core.time_zones import reader_time
from core.xml import header_text, xml_text
from notifications.kinds import RULES, Kind
from notifications.models import Notification
from notifications.selectors.inbox import with_targets
from notifications.selectors.rendering import describe, hide_articles
from notifications.tokens import make_unsubscribe_token

MAILS_PER_DAY: Final = 100
SUBJECT_LENGTH: Final = 150


def send_mail_for(*, notification_id: int) -> bool:
    """Mail one notification, once; returns whether it was sent now.

    Not sent: what was read or mailed before, what can no longer be read, to inactive people and
    beyond `MAILS_PER_DAY`. A failed transport raises and leaves it to be sent again.
    """
    with transaction.atomic():
        claimed = Notification.objects.filter(
            pk=notification_id, wants_mail=True, mailed_at=None, read_at=None
        ).update(mailed_at=timezone.now())
        if not claimed:
            return False
        rows = with_targets(Notification.objects.filter(pk=notification_id))
        message = _build(rows.get())
        if message is None:
            Notification.objects.filter(pk=notification_id).update(wants_mail=False, mailed_at=None)
            return False
        message.send()
    return True


def unsubscribe_path(*, user: User, kind: Kind) -> str:
    """Where one click stops the mails of a kind for a person."""
    token = make_unsubscribe_token(user_id=user.pk, kind=kind)
    return reverse("notifications:unsubscribe", args=[token])


def _build(notification: Notification) -> EmailMultiAlternatives | None:
    reader = notification.user
    if not (reader.is_active and reader.email) or _is_over_limit(reader):
        return None
    kind = Kind(notification.kind)
    unsubscribe_url = settings.STOA_BASE_URL + unsubscribe_path(user=reader, kind=kind)
    with translation.override(page_language(reader)), reader_time(reader):
        hide_articles([notification], reader)
        words = describe(notification)
        if not words.url and not RULES[kind].any_reader:
            return None
        context = {
            "words": words,
            "reader": reader,
            "kind": kind,
            "target_url": _absolute(words.url or reverse("notifications:list")),
            "settings_url": _absolute(reverse("notifications:settings")),
            "unsubscribe_url": unsubscribe_url,
            "site_name": settings.SITE_NAME,
            "base_url": settings.STOA_BASE_URL,
        }
        message = EmailMultiAlternatives(
            subject=header_text(words.title)[:SUBJECT_LENGTH],
            body=xml_text(render_to_string("notifications/email/body.txt", context)),
            to=[reader.email],
            headers={
                "List-Unsubscribe": f"<{unsubscribe_url}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                "Auto-Submitted": "auto-generated",
            },
        )
        html = xml_text(render_to_string("notifications/email/body.html", context))
    message.attach_alternative(html, "text/html")
    return message


def _absolute(url: str) -> str:
    return url if "://" in url else f"{settings.STOA_BASE_URL}{url}"


def _is_over_limit(reader: User) -> bool:
    """Whether this mail would be one too many; the row that is being sent is counted already."""
    day = timezone.now() - timedelta(days=1)
    sent = Notification.objects.filter(user=reader, mailed_at__gt=day)
    return sent.count() > MAILS_PER_DAY
