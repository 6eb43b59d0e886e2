"""Tells of what happens in the forum whom `audience` names.

Each function reads the database as it is now, so that a late or repeated call tells nothing wrong
and nothing twice.
"""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone

from community.enums import PostState
from community.models import Comment, Post, Question
from notifications.kinds import RULES, Kind
from notifications.models import Notification
from notifications.selectors.recipients import AUDIENCE, Event, Subject
from notifications.services.delivery import notify


def _tell(
    event: Event,
    subject: Subject,
    *,
    key: str,
    actor_id: int | None,
    variant: str = "",
    data: Mapping[str, Any] | None = None,
) -> None:
    """Tell everybody whom the table names for this event, but not who did it."""
    for row in AUDIENCE[event]:
        notify(
            kind=row.kind,
            variant=row.variant or variant,
            recipients=set(row.people(subject)) - {actor_id},
            actor_id=actor_id if RULES[row.kind].names_actor else None,
            event_key=key,
            data=data,
            question_id=subject.post.question_id,
            post_id=subject.post.pk,
            comment_id=subject.comment.pk if subject.comment else None,
        )


def _public_post(post_id: int) -> Post | None:
    """The post while everybody may read it."""
    visible = Post.objects.visible().select_related("question")
    return visible.filter(pk=post_id, question__state=PostState.VISIBLE).first()


def _public_comment(comment_id: int) -> Comment | None:
    """The comment while everybody may read it."""
    public = Comment.objects.visible().select_related("post__question")
    return public.filter(
        pk=comment_id,
        post__state=PostState.VISIBLE,
        post__question__state=PostState.VISIBLE,
    ).first()


def notify_post(*, post_id: int) -> None:
    """Of a new question or answer, as soon as everybody may read it."""
    post = _public_post(post_id)
    if post is None:
        return
    event = Event.QUESTION if post.is_question else Event.ANSWER
    _tell(event, Subject(post=post), key=_key(post), actor_id=post.author_id)


def notify_comment(*, comment_id: int) -> None:
    """Of a new comment, as soon as everybody may read it."""
    comment = _public_comment(comment_id)
    if comment is None:
        return
    subject = Subject(post=comment.post, comment=comment)
    _tell(Event.COMMENT, subject, key=_key(comment), actor_id=comment.author_id)


def _key(text: Post | Comment) -> str:
    """One key for all that is told of the same text, so that nobody hears of it twice."""
    return f"{'post' if isinstance(text, Post) else 'comment'}:{text.pk}"


def notify_added_mentions(
    *, post_id: int, comment_id: int | None, actor_id: int, user_ids: list[int]
) -> None:
    """Of an edit that addresses people whom the text did not address before."""
    comment = _public_comment(comment_id) if comment_id else None
    post = comment.post if comment else _public_post(post_id)
    if post is None or (comment_id and comment is None):
        return
    subject = Subject(post=post, comment=comment)
    known = Notification.objects.filter(
        kind=Kind.MENTION, user__in=user_ids, post=post, comment=comment
    )
    added = set(user_ids) - set(known.values_list("user_id", flat=True)) - {subject.text.author_id}
    subject = Subject(post=post, comment=comment, newly_mentioned=tuple(sorted(added)))
    key = f"{_key(subject.text)}:mention"
    _tell(Event.MENTION_ADDED, subject, key=key, actor_id=actor_id)


def notify_acceptance(*, post_id: int) -> None:
    """Of an accepted answer, the first time."""
    post = _public_post(post_id)
    if post is None or not post.is_accepted:
        return
    key = f"accepted:{post_id}"
    _tell(Event.ACCEPTED, Subject(post=post), key=key, actor_id=post.accepted_by_id)


def notify_edit(*, post_id: int, editor_id: int, revision_number: int) -> None:
    """Of a new version that somebody else made, with the way to what they changed."""
    post = Post.objects.select_related("question").get(pk=post_id)
    url = reverse("community:post-history", args=[post_id])
    _tell(
        Event.EDITED,
        Subject(post=post),
        key=f"edit:{post_id}:{revision_number}",
        actor_id=editor_id,
        data={"url": f"{url}#version-{revision_number}"},
    )


def notify_post_state(
    *, post_id: int, actor_id: int | None, old_state: str, new_state: str
) -> None:
    """Of a post that was hidden, deleted or brought back; its readers, when it first appears."""
    post = Post.objects.select_related("question").get(pk=post_id)
    if post.state != new_state or post.state_changed_at is None:
        return
    if post.is_visible and _is_news(post, old_state):
        notify_post(post_id=post_id)
    moment = post.state_changed_at.timestamp()
    _tell(
        Event.STATE_CHANGED,
        Subject(post=post),
        key=f"state:{post_id}:{moment:.6f}",
        actor_id=actor_id,
        variant=_variant(old_state, new_state),
        data={"reason": post.state_reason, "former_state": old_state},
    )


def notify_comment_change(
    *, comment_id: int, actor_id: int | None, old_state: str, new_state: str, reason: str
) -> None:
    """Of a comment that was edited, hidden, deleted or brought back by somebody else.

    Called at once, not later: the reason is kept nowhere else.
    """
    comment = Comment.objects.select_related("post__question").get(pk=comment_id)
    is_edit = old_state == new_state
    moment = f"{timezone.now().timestamp():.6f}"
    _tell(
        Event.EDITED if is_edit else Event.STATE_CHANGED,
        Subject(post=comment.post, comment=comment),
        key=f"{'edit' if is_edit else 'state'}:comment:{comment_id}:{moment}",
        actor_id=actor_id,
        variant="" if is_edit else _variant(old_state, new_state),
        data={} if is_edit else {"reason": reason, "former_state": old_state},
    )


def notify_comment_state(*, comment_id: int, old_state: str, new_state: str) -> None:
    """The readers of a comment, when it first appears."""
    if new_state != PostState.VISIBLE or old_state == new_state:
        return
    comment = Comment.objects.get(pk=comment_id)
    if _is_news(comment, old_state):
        notify_comment(comment_id=comment_id)


def _variant(old_state: str, new_state: str) -> str:
    if old_state == new_state:
        return "confirmed"
    is_approval = old_state == PostState.PENDING and new_state == PostState.VISIBLE
    return "approved" if is_approval else new_state


def _is_news(text: Post | Comment, old_state: str) -> bool:
    """Whether a text appears for the first time: it was held, or refused and then let through."""
    if old_state == PostState.PENDING:
        return True
    about = {"post": text, "comment": None} if isinstance(text, Post) else {"comment": text}
    refused = Notification.objects.filter(data__former_state=PostState.PENDING, **about)
    return old_state == PostState.HIDDEN and refused.exists()


def notify_closing(*, question_id: int, actor_id: int | None, happened_at: str) -> None:
    """Of a closed question, with the reason; the original of a duplicate is looked up later."""
    question = Question.objects.get(pk=question_id)
    data = {"reason": question.close_reason}
    if question.is_closed:
        _notify_question(Event.QUESTION_CLOSED, question, actor_id, happened_at, data)


def notify_reopening(*, question_id: int, actor_id: int | None, happened_at: str) -> None:
    """Of a question that takes answers again."""
    question = Question.objects.get(pk=question_id)
    if not question.is_closed:
        _notify_question(Event.QUESTION_REOPENED, question, actor_id, happened_at)


def notify_locking(*, question_id: int, actor_id: int | None, happened_at: str) -> None:
    """Of a thread that was frozen, with the reason."""
    question = Question.objects.get(pk=question_id)
    data = {"reason": question.lock_reason}
    if question.is_locked:
        _notify_question(Event.QUESTION_LOCKED, question, actor_id, happened_at, data)


def notify_unlocking(*, question_id: int, actor_id: int | None, happened_at: str) -> None:
    """Of a thread that is free again."""
    question = Question.objects.get(pk=question_id)
    if not question.is_locked:
        _notify_question(Event.QUESTION_UNLOCKED, question, actor_id, happened_at)


def _notify_question(
    event: Event,
    question: Question,
    actor_id: int | None,
    happened_at: str,
    data: Mapping[str, Any] | None = None,
) -> None:
    post = question.post
    post.question = question
    key = f"{event}:{question.pk}:{happened_at}"
    _tell(event, Subject(post=post), key=key, actor_id=actor_id, data=data)
