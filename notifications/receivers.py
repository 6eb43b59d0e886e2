"""One task per event; it runs after the commit, or not at all when the change is rolled back."""

from collections.abc import Callable
from typing import Any, Final

from django.dispatch import Signal
from django.utils import timezone

from accounts.models import User
from community import signals as community_signals
from gamification.signals import badge_awarded
from kb import signals as kb_signals
from moderation.signals import flags_resolved
from notifications.models import Notification
from notifications.services.forum import notify_comment_change
from notifications.services.reading import mark_post_read, mark_thread_read
from notifications.signals import mails_wanted
from notifications.tasks import (
    fan_out,
    notify_of_badge,
    notify_reporters,
    send_notification_mail,
)

QUESTION_ACT: Final = ("question_id", "actor_id", "happened_at")

HEARD: Final[dict[str, tuple[Signal, tuple[str, ...]]]] = {
    "question_asked": (community_signals.question_asked, ("post_id",)),
    "answer_posted": (community_signals.answer_posted, ("post_id",)),
    "comment_posted": (community_signals.comment_posted, ("comment_id",)),
    "comment_changed": (
        community_signals.comment_changed,
        ("comment_id", "old_state", "new_state"),
    ),
    "users_mentioned": (
        community_signals.users_mentioned,
        ("post_id", "comment_id", "actor_id", "user_ids"),
    ),
    "answer_accepted": (community_signals.answer_accepted, ("post_id",)),
    "post_edited": (
        community_signals.post_edited,
        ("post_id", "editor_id", "revision_number"),
    ),
    "post_state_changed": (
        community_signals.post_state_changed,
        ("post_id", "actor_id", "old_state", "new_state"),
    ),
    "question_closed": (community_signals.question_closed, QUESTION_ACT),
    "question_reopened": (community_signals.question_reopened, QUESTION_ACT),
    "question_locked": (community_signals.question_locked, QUESTION_ACT),
    "question_unlocked": (community_signals.question_unlocked, QUESTION_ACT),
    "promotion_proposed": (kb_signals.promotion_proposed, ("promotion_id",)),
    "promotion_decided": (kb_signals.promotion_decided, ("promotion_id",)),
    "promotion_published": (kb_signals.promotion_published, ("promotion_id",)),
    "draft_submitted": (kb_signals.draft_submitted, ("task_state_id", "actor_id")),
    "draft_reviewed": (
        kb_signals.draft_reviewed,
        ("task_state_id", "actor_id", "action", "editor_ids"),
    ),
    "review_overdue": (kb_signals.review_overdue, ("task_state_id",)),
    "article_drifted": (kb_signals.article_drifted, ("task_id",)),
    "article_doubted": (kb_signals.article_doubted, ("check_id",)),
    "article_revised": (kb_signals.article_revised, ("change_id",)),
    "article_feedback_handled": (
        kb_signals.article_feedback_handled,
        ("feedback_id", "state", "happened_at"),
    ),
}
"""Event, and the part of its payload that the task needs; `happened_at` is added here, so that
the same act again is another event and the same task again is not."""


def _enqueue(event: str, names: tuple[str, ...]) -> Callable[..., None]:
    def receive(sender: object, **payload: Any) -> None:
        if event == "users_mentioned" and not payload["is_edit"]:
            return  # told with the text itself
        payload["happened_at"] = timezone.now().isoformat()
        fan_out.enqueue(event, {name: payload[name] for name in names})

    return receive


def _notify_author_of_comment(
    sender: object,
    *,
    comment_id: int,
    actor_id: int | None,
    old_state: str,
    new_state: str,
    reason: str,
    **_: Any,
) -> None:
    notify_comment_change(
        comment_id=comment_id,
        actor_id=actor_id,
        old_state=old_state,
        new_state=new_state,
        reason=reason,
    )


def _enqueue_mails(sender: type[Notification], *, notification_ids: list[int], **_: Any) -> None:
    for notification_id in notification_ids:
        send_notification_mail.enqueue(notification_id)


for _event, (_signal, _names) in HEARD.items():
    _signal.connect(_enqueue(_event, _names), weak=False, dispatch_uid=f"notifications.{_event}")
community_signals.comment_changed.connect(
    _notify_author_of_comment, dispatch_uid="notifications.author_of_comment"
)


def _mark_thread_read(
    sender: object, *, question_id: int, post_ids: list[int], reader: User, **_: Any
) -> None:
    mark_thread_read(reader=reader, question_id=question_id, post_ids=post_ids)


def _mark_accepted_read(sender: object, *, post_id: int, actor_id: int | None, **_: Any) -> None:
    if actor_id is not None:
        mark_post_read(reader_id=actor_id, post_id=post_id)


community_signals.thread_read.connect(_mark_thread_read, dispatch_uid="notifications.thread_read")
community_signals.answer_accepted.connect(
    _mark_accepted_read, dispatch_uid="notifications.accepted_is_read"
)
mails_wanted.connect(_enqueue_mails, dispatch_uid="notifications.mails_wanted")


def _enqueue_badge(sender: object, *, award_id: int, **_: Any) -> None:
    notify_of_badge.enqueue(award_id)


def _enqueue_reports(sender: object, *, flag_ids: list[int], **_: Any) -> None:
    notify_reporters.enqueue(flag_ids)


badge_awarded.connect(_enqueue_badge, dispatch_uid="notifications.badge_awarded")
flags_resolved.connect(_enqueue_reports, dispatch_uid="notifications.flags_resolved")
