"""Background work: tasks take keys, read the database again and may run twice."""

import logging
from contextlib import suppress

from django.core.exceptions import ObjectDoesNotExist
from django.urls import reverse
from django.utils import translation
from django_tasks import task

from gamification.badges.registry import BADGES_BY_SLUG
from gamification.models import BadgeAward
from moderation.models import Flag
from notifications.kinds import Kind
from notifications.services import fanout, mail
from notifications.services.delivery import notify

logger = logging.getLogger(__name__)


@task()
def fan_out(event: str, ids: dict[str, int | None]) -> None:
    """Tell everybody concerned of one event (a name in `fanout.EVENTS`).

    Of what was deleted before the task ran there is nothing left to tell.
    """
    notify_concerned = fanout.EVENTS.get(event)
    if notify_concerned is None:  # queued by another version: trying again would not help
        logger.warning("Nobody is notified of %r: this version has no such event", event)
        return
    with suppress(ObjectDoesNotExist):
        notify_concerned(**ids)


@task()
def send_notification_mail(notification_id: int) -> None:
    """Mail one notification."""
    mail.send_mail_for(notification_id=notification_id)


@task()
def notify_of_badge(award_id: int) -> None:
    """Notify the owner of a badge; harmless when repeated or when it was taken back meanwhile."""
    award = BadgeAward.objects.filter(pk=award_id, revoked_at=None).first()
    badge = BADGES_BY_SLUG.get(award.badge) if award else None
    if award is None or badge is None:
        return
    with translation.override(None):  # kept untranslated: each reader sees their own language
        name, description = str(badge.name), str(badge.description)
    notify(
        kind=Kind.BADGE,
        recipients=[award.user_id],
        event_key=f"badge:{award.pk}",
        data={
            "name": name,
            "description": description,
            "url": reverse("gamification:badge-detail", args=[badge.slug]),
        },
    )


@task()
def notify_reporters(flag_ids: list[int]) -> None:
    """Notify who reported a text of the decision, without naming the moderator."""
    flags = Flag.objects.filter(pk__in=flag_ids).select_related("post", "comment__post")
    for flag in flags:
        post = flag.comment.post if flag.comment else flag.post
        if post is None:
            continue
        notify(
            kind=Kind.MODERATION,
            variant=f"report_{flag.state}",
            recipients=[flag.reporter_id],
            event_key=f"report:{flag.pk}",
            question_id=post.question_id,
            post_id=post.pk,
            comment_id=flag.comment_id,
        )
