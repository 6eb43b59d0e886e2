"""Deliver notifications: rows for the site, and requests for an email."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from community.enums import PostState
from community.models import Comment, Post, Question
from community.permissions import can_see_post
from notifications.kinds import RULES, Kind
from notifications.models import Notification
from notifications.selectors.preferences import Channels, get_channels
from notifications.signals import mails_wanted

BATCH_SIZE = 500


class Targets(TypedDict, total=False):
    """What a notification is about."""

    question_id: int | None
    post_id: int | None
    comment_id: int | None
    article_id: int | None
    promotion_id: int | None


@transaction.atomic
def notify(
    *,
    kind: Kind,
    recipients: Iterable[int],
    event_key: str,
    actor_id: int | None = None,
    variant: str = "",
    data: Mapping[str, Any] | None = None,
    **targets: Unpack[Targets],
) -> None:
    """Tell each recipient once of the event `event_key`, according to their settings.

    Left out are the actor, inactive people, those who may not read the post and those who
    switched the kind off. Calling it again with the same key changes nothing.
    """
    wanted = sorted(set(recipients) - {actor_id})
    for user_ids in _batches(wanted):
        people = _readers(user_ids, kind, targets)
        channels = get_channels(kind=kind, user_ids=[person.pk for person in people])
        rows = [
            Notification(
                user=person,
                kind=kind,
                variant=variant,
                actor_id=actor_id,
                data=dict(data or {}),
                event_key=event_key,
                in_app=channels[person.pk].in_app,
                wants_mail=_can_be_mailed(person, channels[person.pk]),
                created_at=timezone.now(),
                **targets,
            )
            for person in people
        ]
        told = [row for row in rows if row.in_app or row.wants_mail]
        Notification.objects.bulk_create(told, ignore_conflicts=True)
        _ask_for_mails(event_key, user_ids)


def _batches(user_ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(user_ids), BATCH_SIZE):
        yield user_ids[start : start + BATCH_SIZE]


def _readers(user_ids: list[int], kind: Kind, targets: Targets) -> list[User]:
    """The active people among them who may read all that it is about."""
    people = list(User.objects.filter(pk__in=user_ids, is_active=True))
    if RULES[kind].any_reader or not people:
        return people
    about = [text for text in _texts(targets) if text.state != PostState.VISIBLE]
    return [person for person in people if all(can_see_post(person, text) for text in about)]


def _texts(targets: Targets) -> Iterator[Post | Comment | Question]:
    """The comment, its post and the thread, as far as they are named; one query."""
    post_id, comment_id = targets.get("post_id"), targets.get("comment_id")
    if comment_id is not None:
        comment = Comment.objects.select_related("post__question").get(pk=comment_id)
        yield from (comment, comment.post, comment.post.question)
    elif post_id is not None:
        post = Post.objects.select_related("question").get(pk=post_id)
        yield from (post, post.question)


def _can_be_mailed(person: User, channels: Channels) -> bool:
    return channels.email and bool(person.email)


def _ask_for_mails(event_key: str, user_ids: list[int]) -> None:
    unsent = Notification.objects.filter(
        event_key=event_key, user__in=user_ids, wants_mail=True, mailed_at=None
    )
    if ids := list(unsent.values_list("pk", flat=True)):
        mails_wanted.send(sender=Notification, notification_ids=ids)
