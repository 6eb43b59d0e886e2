"""Deleting, hiding and bringing back. A post is never lost: these change who may read it."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from community import permissions, signals
from community.enums import PostState
from community.models import Post, Question
from community.services.row_locks import hold_post
from community.services.solutions import withdraw_acceptance
from community.services.tags import shift_tag_counts

if TYPE_CHECKING:
    from accounts.models import User

REASON_MAX_LENGTH = 300


@transaction.atomic
def delete_post(
    *, actor: "User", post: Post, reason: str = "", now: datetime | None = None
) -> Post:
    """Take a post away from readers. Its author can undo that, moderators always can.

    An accepted answer that a moderator deletes loses its acceptance.
    """
    post = hold_post(post)
    if post.state == PostState.DELETED and permissions.can_undelete_post(actor, post):
        return post
    permissions.require(permissions.can_delete_post(actor, post), actor, _delete_refusal(post))
    return _set_state(post, PostState.DELETED, actor=actor, reason=reason, now=now)


def _delete_refusal(post: Post) -> str:
    if post.state == PostState.DELETED:
        return _("This post is already deleted.")
    if post.is_question and post.question.answer_count:
        return _("People have answered this question, so it stays. You can still edit it.")
    if post.is_accepted:
        return _("An accepted answer stays. You can still edit it.")
    return _("You may not delete this post.")


@transaction.atomic
def undelete_post(*, actor: "User", post: Post, now: datetime | None = None) -> Post:
    """Publish a deleted post again."""
    post = hold_post(post)
    if post.state == PostState.VISIBLE:
        return post
    permissions.require(
        permissions.can_undelete_post(actor, post), actor, _("You may not restore this post.")
    )
    return _set_state(post, PostState.VISIBLE, actor=actor, reason="", now=now)


@transaction.atomic
def hide_post(
    *, actor: "User | None", post: Post, reason: str, now: datetime | None = None
) -> Post:
    """Hide a post from everybody but its author and moderators; without actor by the system."""
    post = hold_post(post)
    if actor is not None:
        permissions.require(
            permissions.can_moderate(actor), actor, _("Only moderators may hide posts.")
        )
    return _set_state(post, PostState.HIDDEN, actor=actor, reason=reason, now=now)


@transaction.atomic
def restore_post(
    *, actor: "User | None", post: Post, reason: str = "", now: datetime | None = None
) -> Post:
    """Publish a hidden, pending or deleted post; without actor by the system."""
    post = hold_post(post)
    if actor is not None:
        permissions.require(
            permissions.can_moderate(actor), actor, _("Only moderators may restore posts.")
        )
    return _set_state(post, PostState.VISIBLE, actor=actor, reason=reason, now=now)


def _set_state(
    post: Post, state: PostState, *, actor: "User | None", reason: str, now: datetime | None
) -> Post:
    """Write the new state of a locked post and everything counted from it."""
    old_state = PostState(post.state)
    if old_state == state:
        return post
    if state != PostState.VISIBLE:
        withdraw_acceptance(actor=actor, answer=post)
    post.state = state
    post.state_changed_at = now or timezone.now()
    post.state_changed_by = actor
    post.state_reason = reason.strip()[:REASON_MAX_LENGTH]
    post.save(update_fields=["state", "state_changed_at", "state_changed_by", "state_reason"])
    shift = (state == PostState.VISIBLE) - (old_state == PostState.VISIBLE)
    if post.is_question:
        _mirror_question_state(post, shift)
    elif shift:
        _count_answer(post, shift)
    signals.post_state_changed.send(
        sender=Post,
        post_id=post.pk,
        question_id=post.question_id,
        actor_id=actor.pk if actor else None,
        old_state=old_state.value,
        new_state=state.value,
        reason=post.state_reason,
    )
    return post


def _mirror_question_state(post: Post, shift: int) -> None:
    post.question.state = post.state
    post.question.save(update_fields=["state"])
    if shift:
        tag_ids = set(post.question.question_tags.values_list("tag_id", flat=True))
        shift_tag_counts(tag_ids=tag_ids, by=shift)


def _count_answer(post: Post, shift: int) -> None:
    """Keep the answer count, and let the thread's activity fall back when an answer goes."""
    latest = post.question.posts.visible().aggregate(latest=Max("created_at"))["latest"]
    Question.objects.filter(pk=post.question_id).update(
        answer_count=F("answer_count") + shift,
        last_activity_at=max(filter(None, [latest, post.question.created_at])),
    )
    post.question.refresh_from_db(fields=["answer_count", "last_activity_at"])
