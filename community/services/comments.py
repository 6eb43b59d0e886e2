"""Write, edit and delete comments."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from community import permissions, signals
from community.admission import Submission, admit
from community.enums import PostState
from community.models import Comment, Post
from community.models.post import REASON_MAX_LENGTH
from community.services.activity import derive_activity, note_activity
from community.services.row_locks import lock_post
from community.services.submissions import find_sent, sending_of
from community.services.transitions import Act, after, visibility_of
from community.services.versions import check_base
from community.services.writing import announce_mentions, prepare_text
from community.validation import (
    COMMENT_MAX_LENGTH,
    COMMENT_MIN_LENGTH,
    clean_body,
    clean_text,
)
from core.rate_limits import check_rate
from core.unicode import shorten_to_fit

if TYPE_CHECKING:
    from accounts.models import User


def _clean_comment(body: str, *, kept: str = "") -> str:
    return clean_body(
        body.strip(), minimum=COMMENT_MIN_LENGTH, maximum=COMMENT_MAX_LENGTH, kept=kept
    )


@transaction.atomic
def post_comment(
    *,
    actor: "User",
    post: Post,
    body: str,
    idempotency_key: UUID | None = None,
    now: datetime | None = None,
) -> Comment:
    """Comment on a post. The same sent again with its key returns the first comment."""
    sending = sending_of("comment", idempotency_key, post=post.pk, body=body)
    if isinstance(sent := find_sent(actor=actor, sending=sending), Comment):
        return sent
    post = lock_post(post)
    permissions.check_can_comment_on_post(actor, post)
    body = _clean_comment(body)
    check_rate(actor_or_key=actor, action="comment")
    state = admit(Submission(actor=actor, kind="comment", body=body, question_id=post.question_id))
    now = now or timezone.now()
    text = prepare_text(body, author=actor, inline=True)
    comment = Comment.objects.create(
        post=post,
        author=actor,
        body=body,
        body_html=text.rendered.html,
        state=state,
        created_at=now,
        **(sending.columns if sending else {}),
    )
    if state == PostState.VISIBLE:
        Post.objects.filter(pk=post.pk).update(comment_count=F("comment_count") + 1)
        note_activity(post.question, actor=actor, now=now)
    signals.comment_posted.send(
        sender=Comment,
        comment_id=comment.pk,
        post_id=post.pk,
        question_id=post.question_id,
        author_id=actor.pk,
    )
    announce_mentions(
        text, actor=actor, question_id=post.question_id, post_id=post.pk, comment_id=comment.pk
    )
    return comment


def _locked(comment: Comment) -> Comment:
    """The comment with its post's row locked, in the order every writer takes them."""
    lock_post(comment.post)
    return Comment.objects.select_related("post__question", "author").get(pk=comment.pk)


@transaction.atomic
def edit_comment(
    *,
    actor: "User",
    comment: Comment,
    body: str,
    base: str | None = None,
    now: datetime | None = None,
) -> Comment:
    """Change a comment's text; `base` is the text that the change was made to.

    Raises `EditConflict` where that is no longer what is there.
    """
    comment = _locked(comment)
    permissions.check_can_edit_comment(actor, comment)
    body = _clean_comment(body, kept=comment.body)
    if body == comment.body:
        return comment
    check_base(
        "body",
        comment.body,
        base=base,
        is_first=comment.edited_at is None,
        normalize=clean_text,
    )
    check_rate(actor_or_key=actor, action="edit")
    admit(
        Submission(
            actor=actor,
            kind="comment",
            body=body,
            question_id=comment.post.question_id,
            is_edit=True,
        )
    )
    before = prepare_text(comment.body, author=comment.author, inline=True)
    text = prepare_text(body, author=comment.author, inline=True)
    comment.body, comment.body_html = body, text.rendered.html
    comment.edited_at = now or timezone.now()
    comment.save(update_fields=["body", "body_html", "edited_at"])
    _announce_change(comment, actor, old_state=comment.state)
    announce_mentions(
        text,
        actor=actor,
        question_id=comment.post.question_id,
        post_id=comment.post_id,
        comment_id=comment.pk,
        already=frozenset(user.pk for user in before.mentioned),
        is_edit=True,
    )
    return comment


@transaction.atomic
def delete_comment(*, actor: "User", comment: Comment) -> Comment:
    """Take a comment away: its author, or a moderator."""
    comment = _locked(comment)
    permissions.check_can_edit_comment(actor, comment)
    return _perform(Act.DELETE, comment, actor=actor)


@transaction.atomic
def hide_comment(
    *, actor: "User | None", comment: Comment, reason: str = "", note: str = ""
) -> Comment:
    """Hide a comment from everybody but its author and moderators.

    The author reads the reason, and a moderator's replaces that of whoever hid it before; the note
    goes to those who keep a log.
    """
    comment = _locked(comment)
    if actor is not None:
        permissions.check_can_moderate(actor)
    return _perform(Act.HIDE, comment, actor=actor, reason=reason, note=note)


@transaction.atomic
def restore_comment(*, actor: "User | None", comment: Comment, reason: str = "") -> Comment:
    """Publish a hidden, pending or deleted comment again."""
    comment = _locked(comment)
    if actor is not None:
        permissions.check_can_moderate(actor)
    return _perform(Act.PUBLISH, comment, actor=actor, reason=reason)


def _perform(
    act: Act, comment: Comment, *, actor: "User | None", reason: str = "", note: str = ""
) -> Comment:
    old = visibility_of(comment.state, comment.former_state)
    new = after(old, act)
    reason = shorten_to_fit(reason.strip(), REASON_MAX_LENGTH)
    kept = "" if act is Act.PUBLISH else comment.state_reason
    if act is Act.HIDE and reason and (new != old or actor):
        kept = reason
    if (new, kept) == (old, comment.state_reason):
        return comment
    is_confirmed = new == old
    comment.state, comment.former_state, comment.state_reason = new.state, new.former or "", kept
    comment.save(update_fields=["state", "former_state", "state_reason"])
    shift = (new.state == PostState.VISIBLE) - (old.state == PostState.VISIBLE)
    if shift:
        Post.objects.filter(pk=comment.post_id).update(comment_count=F("comment_count") + shift)
        derive_activity(comment.post.question)
    if new.state != old.state or is_confirmed:
        _announce_change(comment, actor, old_state=old.state, reason=reason, note=note)
    return comment


def _announce_change(
    comment: Comment, actor: "User | None", *, old_state: str, reason: str = "", note: str = ""
) -> None:
    signals.comment_changed.send(
        sender=Comment,
        comment_id=comment.pk,
        post_id=comment.post_id,
        question_id=comment.post.question_id,
        actor_id=actor.pk if actor else None,
        old_state=str(old_state),
        new_state=str(comment.state),
        reason=reason,
        note=note,
    )
