"""What votes, accepted answers and removals are worth."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from community.enums import PostKind, PostState
from community.models import Post, Vote
from gamification.entitlements.base import READ_SIZE, Entitlement, only_ids, points_for, utc_day
from gamification.enums import Reason, SourceKind
from gamification.rules import ABUSE_REASONS, KEEP_AFTER_DAYS, KEEP_FROM_SCORE

VOTE_REASONS = {
    (PostKind.QUESTION, 1): Reason.QUESTION_UPVOTED,
    (PostKind.QUESTION, -1): Reason.QUESTION_DOWNVOTED,
    (PostKind.ANSWER, 1): Reason.ANSWER_UPVOTED,
    (PostKind.ANSWER, -1): Reason.ANSWER_DOWNVOTED,
}


WITHHELD = (PostState.HIDDEN, PostState.PENDING)
"""What was so before it was deleted has not served anybody."""


@dataclass(frozen=True)
class PostFacts:
    """What decides whether the points around a post count."""

    state: str
    former_state: str
    state_changed_at: dt.datetime | None
    question_state: str
    question_former_state: str
    question_state_changed_at: dt.datetime | None
    created_at: dt.datetime
    score: int

    @property
    def counts(self) -> bool:
        """Visible posts count, and deleted ones that served long and well before they went."""
        return self._survives(
            self.state, self.former_state, self.state_changed_at
        ) and self._survives(
            self.question_state, self.question_former_state, self.question_state_changed_at
        )

    def _survives(self, state: str, former: str, changed_at: dt.datetime | None) -> bool:
        if state == PostState.VISIBLE:
            return True
        if state != PostState.DELETED or former in WITHHELD or changed_at is None:
            return False
        served = changed_at - self.created_at
        return served > dt.timedelta(days=KEEP_AFTER_DAYS) and self.score >= KEEP_FROM_SCORE


def _of_thread(question_ref: str, column: str) -> Subquery:
    """Select a column of the question text of the thread."""
    text = Post.objects.filter(question=OuterRef(question_ref), kind=PostKind.QUESTION)
    return Subquery(text.values(column)[:1])


def entitlements_of_votes(ids: Collection[int] | None = None) -> Iterator[Entitlement]:
    """Yield what votes are worth to authors, and what downvotes on answers cost voters.

    A vote and its cost are sources of their own, and so are up and down of one vote: a changed
    mind reads as one thing taken back and another one given.
    """
    votes = only_ids(Vote.objects.filter(post__is_wiki=False), "pk", ids)
    rows = votes.order_by("pk").values(
        "pk",
        "value",
        "voter_id",
        "created_at",
        "post_id",
        post_kind=F("post__kind"),
        post_author=F("post__author_id"),
        thread=F("post__question_id"),
        state=F("post__state"),
        former_state=F("post__former_state"),
        state_changed_at=F("post__state_changed_at"),
        thread_state=F("post__question__state"),
        thread_former_state=_of_thread("post__question_id", "former_state"),
        thread_changed_at=_of_thread("post__question_id", "state_changed_at"),
        post_created_at=F("post__created_at"),
        score=F("post__score"),
    )
    for row in rows.iterator(chunk_size=READ_SIZE):
        facts = PostFacts(
            row["state"],
            row["former_state"],
            row["state_changed_at"],
            row["thread_state"],
            row["thread_former_state"],
            row["thread_changed_at"],
            row["post_created_at"],
            row["score"],
        )
        if facts.counts:
            yield from _claims_of_vote(row)


def _claims_of_vote(row: Mapping[str, Any]) -> Iterator[Entitlement]:
    direction = "up" if row["value"] > 0 else "down"
    reason = VOTE_REASONS[row["post_kind"], row["value"]]
    yield _vote_entitlement(row, direction, row["post_author"], reason)
    if reason == Reason.ANSWER_DOWNVOTED and row["voter_id"] is not None:
        yield _vote_entitlement(row, "cost", row["voter_id"], Reason.DOWNVOTE_CAST)


def _vote_entitlement(
    row: Mapping[str, Any], part: str, user_id: int, reason: Reason
) -> Entitlement:
    return Entitlement(
        kind=SourceKind.VOTE,
        source_id=row["pk"],
        key=f"{part}:{row['pk']}",
        user_id=user_id,
        reason=reason,
        points=points_for(reason),
        day=utc_day(row["created_at"]),
        question_id=row["thread"],
        post_id=row["post_id"],
        is_imported=row["voter_id"] is None,
    )


def _posts_with_facts(posts: QuerySet[Post]) -> Iterator[tuple[Post, PostFacts]]:
    """Yield posts (without their texts) beside their facts."""
    rows = (
        posts.select_related("question")
        .defer("body_markdown", "body_html", "body_text")
        .annotate(
            thread_former_state=_of_thread("question_id", "former_state"),
            thread_changed_at=_of_thread("question_id", "state_changed_at"),
        )
        .order_by("pk")
    )
    for post in rows.iterator(chunk_size=READ_SIZE):
        yield (
            post,
            PostFacts(
                post.state,
                post.former_state,
                post.state_changed_at,
                post.question.state,
                post.thread_former_state,
                post.thread_changed_at,
                post.created_at,
                post.score,
            ),
        )


def entitlements_of_acceptances(
    question_ids: Collection[int] | None = None,
) -> Iterator[Entitlement]:
    """Yield what accepted answers are worth to their authors and to the askers who chose them.

    Nobody gains from accepting their own answer, and an asker gains only by own choice, not when
    a moderator chose for them.
    """
    accepted = only_ids(Post.objects.exclude(accepted_at=None), "question_id", question_ids)
    for answer, facts in _posts_with_facts(accepted):
        asker_id, chooser_id = answer.question.author_id, answer.accepted_by_id
        if not facts.counts or answer.author_id in (asker_id, chooser_id):
            continue
        if not answer.is_wiki:
            yield _acceptance_entitlement(answer, answer.author_id, Reason.ANSWER_ACCEPTED)
        if chooser_id in (asker_id, None):
            yield _acceptance_entitlement(answer, asker_id, Reason.ANSWER_CHOSEN)


def _acceptance_entitlement(answer: Post, user_id: int, reason: Reason) -> Entitlement:
    part = f"accepted:{answer.pk}" if reason == Reason.ANSWER_ACCEPTED else "chosen"
    return Entitlement(
        kind=SourceKind.ACCEPTANCE,
        source_id=answer.question_id,
        key=f"{part}@{answer.question_id}",
        user_id=user_id,
        reason=reason,
        points=points_for(reason),
        day=utc_day(answer.accepted_at or answer.created_at),
        question_id=answer.question_id,
        post_id=answer.pk,
        is_imported=answer.accepted_by_id is None,
    )


def entitlements_of_removals(post_ids: Collection[int] | None = None) -> Iterator[Entitlement]:
    """Yield what it costs to have a post hidden as spam or abuse; restoring gives it back.

    Deleting what is hidden changes nothing of that.
    """
    hidden = Q(state=PostState.HIDDEN, state_reason__in=ABUSE_REASONS)
    deleted = Q(former_state=PostState.HIDDEN, former_reason__in=ABUSE_REASONS)
    removed = Post.objects.filter(hidden | deleted).only(
        "author_id",
        "question_id",
        "state",
        "state_changed_at",
        "former_changed_at",
        "created_at",
    )
    for post in only_ids(removed, "pk", post_ids).order_by("pk").iterator(chunk_size=READ_SIZE):
        is_deleted = post.state == PostState.DELETED
        hidden_at = post.former_changed_at if is_deleted else post.state_changed_at
        yield Entitlement(
            kind=SourceKind.REMOVAL,
            source_id=post.pk,
            key=f"removed:{post.pk}",
            user_id=post.author_id,
            reason=Reason.REMOVED_AS_ABUSE,
            points=points_for(Reason.REMOVED_AS_ABUSE),
            day=utc_day(hidden_at or post.created_at),
            question_id=post.question_id,
            post_id=post.pk,
        )
