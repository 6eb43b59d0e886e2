"""Notifications for tests."""

from itertools import count
from typing import Any

from accounts.models import User
from community.models import Post
from notifications.kinds import Kind
from notifications.models import Notification
from notifications.services import notify
from tests.factories.community import answer

_numbers = count(1)


def notification(user: User, post: Post | None = None, **fields: Any) -> Notification:
    """One thing that `user` is told of: an answer, unless said otherwise."""
    about = post or answer()
    key = fields.pop("event_key", f"test:{next(_numbers)}")
    notify(
        kind=fields.pop("kind", Kind.ANSWER),
        recipients=[user.pk],
        event_key=key,
        actor_id=fields.pop("actor_id", about.author_id),
        post_id=about.pk,
        question_id=about.question_id,
        **fields,
    )
    return Notification.objects.get(user=user, event_key=key)
