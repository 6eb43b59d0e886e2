"""What a person has been told."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from django.db.models import QuerySet
from django.utils import timezone

from notifications.models import Notification
from notifications.selectors.rendering import Rendering, describe, hide_articles

if TYPE_CHECKING:
    from accounts.models import User

PAGE_SIZE: Final = 30
BELL_BOUND: Final = 100
_KNOWN_UNREAD: Final = "_known_unread_notifications"


@dataclass(frozen=True, kw_only=True)
class InboxLine:
    """One notification in its reader's words."""

    id: int
    kind: str
    words: Rendering
    created_at: datetime
    day: date
    is_read: bool


@dataclass(frozen=True, kw_only=True)
class InboxPage:
    lines: list[InboxLine]
    next_before: int | None
    has_unread: bool


def with_targets(rows: QuerySet[Notification]) -> QuerySet[Notification]:
    """With all that the words of a notification need, in one query."""
    return rows.select_related(
        "user",
        "actor",
        "question__duplicate_of",
        "post__question",
        "comment__post__question",
        "article",
        "promotion",
    )


def count_unread(*, user: "User") -> int:
    """How many are unread, up to `BELL_BOUND`. One query on a partial index, unless known."""
    known: int | None = getattr(user, _KNOWN_UNREAD, None)
    if known is not None:
        return known
    unread = Notification.objects.filter(user=user, in_app=True, read_at=None)
    return unread[:BELL_BOUND].count()


def remember_unread(*, user: "User", count: int) -> None:
    """Keep for the rest of a request what was counted in it."""
    setattr(user, _KNOWN_UNREAD, count)


def get_inbox(*, user: "User", only_unread: bool = False, before: int | None = None) -> InboxPage:
    """One page, newest first, after the notification `before`. Two queries."""
    rows = with_targets(Notification.objects.filter(user=user, in_app=True))
    if only_unread:
        rows = rows.filter(read_at=None)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    hide_articles(shown, user)
    return InboxPage(
        lines=[_line(row) for row in shown],
        next_before=shown[-1].pk if len(found) > PAGE_SIZE else None,
        has_unread=any(row.read_at is None for row in shown) or count_unread(user=user) > 0,
    )


def get_line(*, notification: Notification) -> InboxLine:
    """One notification as the list shows it."""
    row = with_targets(Notification.objects.filter(pk=notification.pk)).get()
    hide_articles([row], row.user)
    return _line(row)


def _line(row: Notification) -> InboxLine:
    return InboxLine(
        id=row.pk,
        kind=row.kind,
        words=describe(row),
        created_at=row.created_at,
        day=timezone.localtime(row.created_at).date(),
        is_read=row.read_at is not None,
    )
