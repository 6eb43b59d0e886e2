"""Every change of a person's points, explained."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from accounts.models import User
from community.permissions import can_see_post
from core.errors import InvalidInput
from gamification.enums import Reason
from gamification.models import ReputationEntry
from gamification.rules import POINTS
from kb.models import ArticlePage

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    Viewer = User | AnonymousUser

CHANGES_PER_PAGE: Final = 50


@dataclass(frozen=True)
class Change:
    """One row of the ledger as its owner's page tells it.

    `url` and `title` are empty where this viewer may not see what it was about.
    """

    points: int
    reason: str
    text: str
    is_reversal: bool
    is_imported: bool
    day: dt.date
    title: str
    url: str


@dataclass(frozen=True)
class Day:
    """The changes of one day that are on this page, and their sum."""

    date: dt.date
    changes: tuple[Change, ...]

    @property
    def points(self) -> int:
        return sum(change.points for change in self.changes)


@dataclass(frozen=True)
class History:
    """A page of changes, newest day first; `next` asks for the page after it."""

    days: tuple[Day, ...]
    next: str | None

    @property
    def changes(self) -> tuple[Change, ...]:
        return tuple(change for day in self.days for change in day.changes)


def get_history(
    person: User, viewer: "Viewer", *, before: str = "", size: int = CHANGES_PER_PAGE
) -> History:
    """Return the changes before the cursor; one query and what permissions need."""
    entries = list(_entries(person, before)[: size + 1])
    shown = entries[:size]
    sees_all = viewer.pk == person.pk or viewer.has_perm("community.moderate")
    _hide_articles(shown, viewer)
    changes = [_change(entry, viewer, sees_all) for entry in shown]
    days = (Day(date, tuple(group)) for date, group in groupby(changes, lambda row: row.day))
    cursor = f"{shown[-1].day.isoformat()}.{shown[-1].pk}" if len(entries) > size else None
    return History(days=tuple(days), next=cursor)


def _entries(person: User, before: str) -> QuerySet[ReputationEntry]:
    entries = (
        ReputationEntry.objects.filter(user=person)
        .select_related("post", "question", "article__locale")
        .only(
            "points",
            "reason",
            "source_kind",
            "sequence",
            "is_imported",
            "day",
            "user_id",
            "post__kind",
            "post__state",
            "post__author_id",
            "post__question_id",
            "question__title",
            "question__slug",
            "question__state",
            "question__author_id",
            "article__title",
            "article__url_path",
            "article__locale__language_code",
        )
        .order_by("-day", "-id")
    )
    if not before:
        return entries
    day, pk = _parse_cursor(before)
    return entries.filter(Q(day__lt=day) | Q(day=day, pk__lt=pk))


def _hide_articles(entries: list[ReputationEntry], viewer: "Viewer") -> None:
    """Forget the articles that the viewer may not read; one query where there are articles."""
    ids = {entry.article_id for entry in entries if entry.article_id is not None}
    if not ids:
        return
    articles = ArticlePage.objects.visible_to(viewer).filter(pk__in=ids)
    readable = set(articles.values_list("pk", flat=True))
    for entry in entries:
        if entry.article_id not in readable:
            entry.article = None


def _parse_cursor(cursor: str) -> tuple[dt.date, int]:
    day, _dot, pk = cursor.partition(".")
    try:
        return dt.date.fromisoformat(day), int(pk)
    except ValueError:
        message = _("This link to older changes is incomplete.")
        raise InvalidInput(message, fields={"cursor": [message]}) from None


def _change(entry: ReputationEntry, viewer: "Viewer", sees_all: bool) -> Change:
    title, url = _subject(entry, viewer, sees_all)
    usual = POINTS.get(entry.reason, -1)
    return Change(
        points=entry.points,
        reason=entry.reason,
        text=str(Reason(entry.reason).label),
        is_reversal=(entry.points > 0) != (usual > 0),
        is_imported=entry.is_imported,
        day=entry.day,
        title=title,
        url=url,
    )


def _subject(entry: ReputationEntry, viewer: "Viewer", sees_all: bool) -> tuple[str, str]:
    """Return title and URL of what a change was about, as far as the viewer may know.

    Whom somebody voted down is between them and the moderators.
    """
    if entry.reason == Reason.DOWNVOTE_CAST and not sees_all:
        return "", ""
    if entry.reason == Reason.ARTICLE_HELPFUL:
        article = entry.article
        return (article.title, article.get_absolute_url()) if article else ("", "")
    if entry.post is None or entry.question is None:
        return "", ""
    entry.post.question = entry.question
    if not can_see_post(viewer, entry.post):
        return "", ""
    url = entry.question.get_absolute_url()
    anchor = "" if entry.post.is_question else f"#answer-{entry.post_id}"
    return entry.question.title, f"{url}{anchor}"


def list_daily_points(person: User, since: dt.date) -> Mapping[dt.date, int]:
    """Return what each day since then brought, without days that brought nothing."""
    rows: Iterable[tuple[dt.date, int]] = (
        ReputationEntry.objects.filter(user=person, day__gte=since)
        .values_list("day")
        .annotate(points=Sum("points"))
        .order_by("day")
    )
    return {day: points for day, points in rows if points}
