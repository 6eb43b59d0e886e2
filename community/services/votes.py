"""Cast and take back votes."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community import permissions, signals
from community.models import Post, Question, Vote
from community.services.row_locks import lock_post
from core.errors import InvalidInput
from core.rate_limits import check_rate

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def cast_vote(*, actor: "User", post: Post, value: int, now: datetime | None = None) -> Post:
    """Set the actor's vote on the post to 1, -1 or 0 (none); repeating it changes nothing.

    Returns the post with its new score. Raises `SelfVote`, `PermissionRefused`, `InvalidInput`.
    """
    if value not in (1, -1, 0):
        message = _("A vote is 1, -1 or 0.")
        raise InvalidInput(message, fields={"value": [message]})
    post = lock_post(post)
    permissions.check_can_vote_on_post(actor, post, value)
    vote = Vote.objects.filter(post=post, voter=actor).first()
    old_value = vote.value if vote else 0
    if old_value == value:
        return post
    if value:
        _check_rates(actor, post, value)
    vote_id = _write_vote(vote, post=post, actor=actor, value=value, now=now or timezone.now())
    _count_vote(post, old_value, value)
    signals.vote_changed.send(
        sender=Vote,
        vote_id=vote_id,
        post_id=post.pk,
        question_id=post.question_id,
        author_id=post.author_id,
        voter_id=actor.pk,
        old_value=old_value,
        new_value=value,
        kind=post.kind,
    )
    return post


def _check_rates(actor: "User", post: Post, value: int) -> None:
    """Nobody lifts or sinks one author alone, however many posts there are to vote on.

    A vote that came too soon was none, so it is not among those for the author.
    """
    check_rate(actor_or_key=actor, action="vote")
    if post.author_id is not None:
        check_rate(
            actor_or_key=actor,
            action="vote_up_author" if value > 0 else "vote_down_author",
            scope=str(post.author_id),
            refusal=_("You have voted on many posts of this author today."),
        )


def _write_vote(vote: Vote | None, *, post: Post, actor: "User", value: int, now: datetime) -> int:
    """Create, change or remove the row; returns the id it has or had."""
    if vote is None:
        return Vote.objects.create(
            post=post,
            voter=actor,
            author_id=post.author_id,
            value=value,
            created_at=now,
            updated_at=now,
        ).pk
    vote_id: int = vote.pk
    if value == 0:
        vote.delete()
    else:
        vote.value, vote.updated_at = value, now
        vote.save(update_fields=["value", "updated_at"])
    return vote_id


def _count_vote(post: Post, old_value: int, value: int) -> None:
    """Keep the counters of the locked post, and the question's mirror of its score."""
    post.up_count += (value == 1) - (old_value == 1)
    post.down_count += (value == -1) - (old_value == -1)
    post.score = post.up_count - post.down_count
    post.save(update_fields=["up_count", "down_count", "score"])
    if post.is_question:
        Question.objects.filter(pk=post.question_id).update(score=post.score)
