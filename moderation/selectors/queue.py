"""The queue: everything that waits for a moderator, grouped by post."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from django.db.models import Count, Min, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from community.enums import PostState
from community.models import Comment, Post
from moderation.enums import FlagState
from moderation.models import AuditEntry, Claim, Flag
from moderation.targets import Target, target_of

PAGE_SIZE: Final = 20
QUEUE_BOUND: Final = 500
HISTORY_LENGTH: Final = 6

Show = Literal["all", "reports", "pending"]


@dataclass(frozen=True, kw_only=True)
class QueueTarget:
    """One text of an item, with its open reports; none when it waits for approval."""

    target: Target
    flags: list[Flag]


@dataclass(frozen=True, kw_only=True)
class QueueItem:
    """A post with all that waits under it: reports, comments' reports, approvals, history."""

    post: Post
    targets: list[QueueTarget]
    claim: Claim | None
    history: list[AuditEntry]

    @property
    def report_count(self) -> int:
        return sum(len(entry.flags) for entry in self.targets)


@dataclass(frozen=True, kw_only=True)
class QueuePage:
    """One page of the queue; the counts are of the whole queue, up to `QUEUE_BOUND` each."""

    items: list[QueueItem]
    report_count: int
    pending_count: int
    number: int
    has_next: bool

    @property
    def previous_number(self) -> int:
        return self.number - 1

    @property
    def next_number(self) -> int:
        return self.number + 1


@dataclass(frozen=True, kw_only=True)
class _Waiting:
    post_id: int
    reports: int
    since: datetime


def count_open_work() -> int:
    """How many reports and texts wait; two cheap queries on partial indexes."""
    posts = Post.objects.filter(state=PostState.PENDING).values("pk")
    comments = Comment.objects.filter(state=PostState.PENDING).values("pk")
    pending = posts.union(comments, all=True).count()
    return Flag.objects.filter(state=FlagState.OPEN).count() + pending


def count_queue() -> dict[str, int]:
    """What the tabs of the queue count; two queries."""
    reported = _reported().values()
    return {
        "report_count": sum(entry.reports for entry in reported),
        "pending_count": len(_pending()),
    }


def get_queue(*, show: Show = "all", page: int = 1) -> QueuePage:
    """The most reported first, then what waits longest. Seven queries, whatever is in it."""
    reported = _reported()
    pending = _pending()
    chosen: dict[int, _Waiting] = {}
    if show != "reports":
        chosen |= pending
    if show != "pending":
        chosen |= reported
    waiting = sorted(chosen.values(), key=lambda entry: (-entry.reports, entry.since))
    start = (max(page, 1) - 1) * PAGE_SIZE
    shown = [entry.post_id for entry in waiting[start : start + PAGE_SIZE]]
    return QueuePage(
        items=_load_items(shown),
        report_count=sum(entry.reports for entry in reported.values()),
        pending_count=len(pending),
        number=max(page, 1),
        has_next=len(waiting) > start + PAGE_SIZE,
    )


def get_item(post_id: int) -> QueueItem | None:
    """One post as the queue shows it, also when nothing waits; None when it does not exist."""
    return next(iter(_load_items([post_id])), None)


def list_hidden_comments(post_id: int) -> list[Comment]:
    """What moderators hid under a post, oldest first. One query."""
    hidden = Comment.objects.filter(post=post_id, state=PostState.HIDDEN)
    return list(hidden.select_related("author").order_by("created_at", "id"))


def _reported() -> dict[int, _Waiting]:
    rows = (
        Flag.objects.filter(state=FlagState.OPEN)
        .values(about=Coalesce("post_id", "comment__post_id"))
        .annotate(reports=Count("id"), since=Min("created_at"))
        .order_by("since")[:QUEUE_BOUND]
    )
    return {
        row["about"]: _Waiting(post_id=row["about"], reports=row["reports"], since=row["since"])
        for row in rows
    }


def _pending() -> dict[int, _Waiting]:
    posts = Post.objects.filter(state=PostState.PENDING).values_list("pk", "created_at")
    comments = Comment.objects.filter(state=PostState.PENDING).values_list("post_id", "created_at")
    rows = [*posts.order_by("created_at")[:QUEUE_BOUND], *comments[:QUEUE_BOUND]]
    return {
        post_id: _Waiting(post_id=post_id, reports=0, since=since)
        for post_id, since in sorted(rows, key=lambda row: row[1], reverse=True)
    }


def _load_items(post_ids: list[int]) -> list[QueueItem]:
    if not post_ids:
        return []
    posts = Post.objects.select_related(
        "author", "question", "state_changed_by", "moderation_claim__moderator"
    ).in_bulk(post_ids)
    flags = _flags_by_text(post_ids)
    comments = _waiting_comments(post_ids, flags)
    history = _history(post_ids)
    return [
        QueueItem(
            post=posts[post_id],
            targets=_targets(posts[post_id], comments[post_id], flags),
            claim=_current_claim(posts[post_id]),
            history=history[post_id],
        )
        for post_id in post_ids
        if post_id in posts
    ]


_TextKey = tuple[str, int]


def _flags_by_text(post_ids: list[int]) -> dict[_TextKey, list[Flag]]:
    grouped: dict[_TextKey, list[Flag]] = defaultdict(list)
    open_flags = Flag.objects.filter(state=FlagState.OPEN).select_related("reporter")
    about = Q(post__in=post_ids) | Q(comment__post__in=post_ids)
    for flag in open_flags.filter(about).order_by("created_at"):
        key = ("comment", flag.comment_id) if flag.comment_id else ("post", flag.post_id or 0)
        grouped[key].append(flag)
    return grouped


def _waiting_comments(
    post_ids: list[int], flags: dict[_TextKey, list[Flag]]
) -> dict[int, list[Comment]]:
    flagged = [pk for kind, pk in flags if kind == "comment"]
    rows = Comment.objects.select_related("author")
    grouped: dict[int, list[Comment]] = defaultdict(list)
    pending = rows.filter(post__in=post_ids, state=PostState.PENDING)
    for comment in (rows.filter(pk__in=flagged) | pending).order_by("created_at"):
        grouped[comment.post_id].append(comment)
    return grouped


def _history(post_ids: Iterable[int]) -> dict[int, list[AuditEntry]]:
    grouped: dict[int, list[AuditEntry]] = defaultdict(list)
    rows = AuditEntry.objects.filter(post__in=post_ids).select_related("actor", "comment")
    for entry in rows.order_by("-created_at", "-id"):
        if len(grouped[entry.post_id or 0]) < HISTORY_LENGTH:
            grouped[entry.post_id or 0].append(entry)
    return grouped


def _targets(
    post: Post, comments: list[Comment], flags: dict[_TextKey, list[Flag]]
) -> list[QueueTarget]:
    targets = []
    own = flags.get(("post", post.pk), [])
    if own or post.state == PostState.PENDING:
        targets.append(QueueTarget(target=target_of(post), flags=own))
    for comment in comments:
        comment.post = post
        of_comment = flags.get(("comment", comment.pk), [])
        targets.append(QueueTarget(target=target_of(post, comment), flags=of_comment))
    return targets


def _current_claim(post: Post) -> Claim | None:
    claim: Claim | None = getattr(post, "moderation_claim", None)
    return claim if claim is not None and claim.expires_at > timezone.now() else None
