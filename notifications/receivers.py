"""One task per event; it runs after the commit, or not at all when the change is rolled back."""

from collections.abc import Callable
from typing import Any, Final

from django.dispatch import Signal

from community import signals as community_signals
from kb import signals as kb_signals
from notifications.models import Notification
from notifications.signals import mails_wanted
from notifications.tasks import fan_out, send_notification_mail

HEARD: Final[dict[str, tuple[Signal, tuple[str, ...]]]] = {
    "question_asked": (community_signals.question_asked, ("post_id",)),
    "answer_posted": (community_signals.answer_posted, ("post_id",)),
    "comment_posted": (community_signals.comment_posted, ("comment_id",)),
    "users_mentioned": (
        community_signals.users_mentioned,
        ("post_id", "comment_id", "actor_id", "user_ids"),
    ),
    "answer_accepted": (community_signals.answer_accepted, ("post_id",)),
    "post_state_changed": (
        community_signals.post_state_changed,
        ("post_id", "old_state", "new_state"),
    ),
    "promotion_proposed": (kb_signals.promotion_proposed, ("promotion_id",)),
    "promotion_decided": (kb_signals.promotion_decided, ("promotion_id",)),
    "promotion_published": (kb_signals.promotion_published, ("promotion_id",)),
    "article_submitted": (kb_signals.article_submitted, ("article_id", "actor_id")),
    "article_reviewed": (
        kb_signals.article_reviewed,
        ("article_id", "actor_id", "action", "editor_ids"),
    ),
    "review_overdue": (kb_signals.review_overdue, ("article_id", "task_state_id")),
    "article_drifted": (kb_signals.article_drifted, ("task_id",)),
    "article_doubted": (kb_signals.article_doubted, ("check_id",)),
    "article_revised": (kb_signals.article_revised, ("change_id",)),
}
"""Event, and the part of its payload that the task needs."""


def _enqueue(event: str, names: tuple[str, ...]) -> Callable[..., None]:
    def receive(sender: object, **payload: Any) -> None:
        fan_out.enqueue(event, {name: payload[name] for name in names})

    return receive


def _enqueue_mails(sender: type[Notification], *, notification_ids: list[int], **_: Any) -> None:
    for notification_id in notification_ids:
        send_notification_mail.enqueue(notification_id)


for _event, (_signal, _names) in HEARD.items():
    _signal.connect(_enqueue(_event, _names), weak=False, dispatch_uid=f"notifications.{_event}")
mails_wanted.connect(_enqueue_mails, dispatch_uid="notifications.mails_wanted")
