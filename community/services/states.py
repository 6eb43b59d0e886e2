"""Deleting, hiding and bringing back. A post is never lost: these change who may read it."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from community import permissions, signals
from community.enums import PostState
from community.models import Post, Question
from community.models.post import REASON_MAX_LENGTH
from community.services.activity import derive_activity
from community.services.row_locks import lock_post
from community.services.solutions import withdraw_acceptance
from community.services.tags import shift_tag_counts
from community.services.transitions import Act, after, visibility_of
from core.unicode import shorten_to_fit

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def delete_post(
    *, actor: "User", post: Post, reason: str = "", now: datetime | None = None
) -> Post:
    """Take a post away from readers. Its author can undo that, moderators always can.

    An accepted answer that a moderator deletes loses its acceptance.
    """
    post = lock_post(post)
    if post.state == PostState.DELETED and permissions.can_undelete_post(actor, post):
        return post
    permissions.check_can_delete_post(actor, post)
    return _perform(Act.DELETE, post, actor=actor, reason=reason, now=now)


@transaction.atomic
def undelete_post(*, actor: "User", post: Post, now: datetime | None = None) -> Post:
    """Take a deletion back: the post is again what it was, hidden or pending included."""
    post = lock_post(post)
    if post.state == PostState.VISIBLE:
        return post
    permissions.check_can_undelete_post(actor, post)
    return _perform(Act.UNDELETE, post, actor=actor, reason="", now=now)


@transaction.atomic
def hide_post(
    *,
    actor: "User | None",
    post: Post,
    reason: str,
    note: str = "",
    now: datetime | None = None,
) -> Post:
    """Hide a post from everybody but its author and moderators; without actor by the system.

    A deleted post stays deleted and is hidden if that is undone. The author reads the reason; the
    note goes to those who keep a log.
    """
    post = lock_post(post)
    if actor is not None:
        permissions.check_can_moderate(actor)
    return _perform(Act.HIDE, post, actor=actor, reason=reason, note=note, now=now)


@transaction.atomic
def confirm_hiding(
    *, actor: "User", post: Post, reason: str, note: str = "", now: datetime | None = None
) -> Post:
    """Hide a post for a moderator's reason, which replaces that of whoever hid it before."""
    post = lock_post(post)
    permissions.check_can_moderate(actor)
    if PostState.HIDDEN not in (post.state, post.former_state):
        return hide_post(actor=actor, post=post, reason=reason, note=note, now=now)
    side = "state" if post.state == PostState.HIDDEN else "former"
    reason = shorten_to_fit(reason.strip(), REASON_MAX_LENGTH)
    changes = {"changed_at": now or timezone.now(), "changed_by": actor, "reason": reason}
    for name, value in changes.items():
        setattr(post, f"{side}_{name}", value)
    post.save(update_fields=[f"{side}_{name}" for name in changes])
    signals.post_state_changed.send(
        sender=Post,
        post_id=post.pk,
        question_id=post.question_id,
        actor_id=actor.pk,
        old_state=PostState.HIDDEN.value,
        new_state=PostState.HIDDEN.value,
        reason=reason,
        note=note,
    )
    return post


@transaction.atomic
def restore_post(
    *, actor: "User | None", post: Post, reason: str = "", now: datetime | None = None
) -> Post:
    """Publish a hidden, pending or deleted post; without actor by the system."""
    post = lock_post(post)
    if actor is not None:
        permissions.check_can_moderate(actor)
    return _perform(Act.PUBLISH, post, actor=actor, reason=reason, now=now)


def _perform(
    act: Act,
    post: Post,
    *,
    actor: "User | None",
    reason: str,
    now: datetime | None,
    note: str = "",
) -> Post:
    """Write what an act makes of a locked post, and everything that is derived from its state."""
    old = visibility_of(post.state, post.former_state)
    new = after(old, act)
    if new == old:
        return post
    if new.state != PostState.VISIBLE:
        withdraw_acceptance(actor=actor, answer=post)
    change = (now or timezone.now(), actor, shorten_to_fit(reason.strip(), REASON_MAX_LENGTH))
    _write_visibility(post, new.state, new.former or "", change)
    shift = (new.state == PostState.VISIBLE) - (old.state == PostState.VISIBLE)
    if post.is_question:
        _mirror_question_state(post, shift)
    elif shift:
        _count_answer(post, shift)
    signals.post_state_changed.send(
        sender=Post,
        post_id=post.pk,
        question_id=post.question_id,
        actor_id=actor.pk if actor else None,
        old_state=old.state.value,
        new_state=(PostState.HIDDEN if act is Act.HIDE else new.state).value,
        reason=change[2],
        note=note,
    )
    return post


def _write_visibility(
    post: Post, state: PostState, former: str, change: "tuple[datetime, User | None, str]"
) -> None:
    """Write both standings with when, by whom and why; a deletion keeps these of the former."""
    current = (post.state_changed_at, post.state_changed_by, post.state_reason)
    before = (post.former_changed_at, post.former_changed_by, post.former_reason)
    if state == post.state:
        before = change
    elif former:
        current, before = change, current
    else:
        comes_back = post.state == PostState.DELETED and state != PostState.VISIBLE
        current, before = before if comes_back else change, (None, None, "")
    post.state, post.former_state = state, former
    post.state_changed_at, post.state_changed_by, post.state_reason = current
    post.former_changed_at, post.former_changed_by, post.former_reason = before
    sides = ("state", "former")
    post.save(
        update_fields=[
            "state",
            "former_state",
            *(f"{s}_{name}" for s in sides for name in ("changed_at", "changed_by", "reason")),
        ]
    )


def _mirror_question_state(post: Post, shift: int) -> None:
    post.question.state = post.state
    post.question.save(update_fields=["state"])
    if shift:
        tag_ids = set(post.question.question_tags.values_list("tag_id", flat=True))
        shift_tag_counts(tag_ids=tag_ids, by=shift)


def _count_answer(post: Post, shift: int) -> None:
    """Keep the answer count, and let the thread's last activity fall back when an answer goes."""
    Question.objects.filter(pk=post.question_id).update(answer_count=F("answer_count") + shift)
    post.question.refresh_from_db(fields=["answer_count"])
    derive_activity(post.question)
