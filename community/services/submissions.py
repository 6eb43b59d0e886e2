"""Sending the same thing twice posts once; sending another thing under the same key is refused."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from uuid import UUID, uuid5

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from community.models import Comment, Post
from core.errors import InvalidInput

if TYPE_CHECKING:
    from accounts.models import User


class KeyReused(InvalidInput):
    """The key belongs to something else that was posted; `details` name it."""

    code = "idempotency_key_reused"
    default_message = _(
        "Something else was posted with this key before, so nothing is posted now. Send this with a"
        " new key."
    )

    def __init__(self, first: Post | Comment) -> None:
        super().__init__()
        url = settings.STOA_BASE_URL + first.get_absolute_url()
        self.details = {"first": {"id": _public_id(first), "url": url}}


@dataclass(frozen=True)
class Sending:
    """Something sent under a key, which is known again by its content."""

    kind: Literal["question", "answer", "comment"]
    key: UUID
    digest: UUID

    @property
    def columns(self) -> dict[str, UUID]:
        """What the row that it makes remembers."""
        return {"idempotency_key": self.key, "submission_digest": self.digest}


def sending_of(
    kind: Literal["question", "answer", "comment"], key: UUID | None, **content: object
) -> Sending | None:
    """What is sent, where `content` is all that makes it what it is; None without a key."""
    if key is None:
        return None
    return Sending(kind, key, uuid5(key, json.dumps([kind, content], sort_keys=True)))


def find_sent(*, actor: "User", sending: Sending | None) -> Post | Comment | None:
    """What an earlier sending by the actor made, while their later ones wait.

    Raises `KeyReused` where the key was sent with something else.
    """
    if sending is None or not actor.pk:
        return None
    get_user_model().objects.select_for_update(no_key=True).get(pk=actor.pk)
    mine = {"author": actor, "idempotency_key": sending.key}
    sent = (
        Post.objects.filter(**mine).select_related("question").first()
        or Comment.objects.filter(**mine).select_related("post__question").first()
    )
    if sent is None:
        return None
    kind = sent.kind if isinstance(sent, Post) else "comment"
    if kind != sending.kind or sent.submission_digest not in (None, sending.digest):
        raise KeyReused(sent)
    return sent


def _public_id(sent: Post | Comment) -> int:
    return sent.question_id if isinstance(sent, Post) and not sent.is_answer else sent.pk
