"""Badges for pages: which there are, who holds them, what somebody has."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import Count, QuerySet

from accounts.models import User
from community.permissions import can_see_post
from core.errors import NotFound
from gamification.badges.base import Badge, Family
from gamification.badges.registry import BADGES, BADGES_BY_SLUG
from gamification.models import BadgeAward

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    Viewer = User | AnonymousUser

HOLDERS_PER_PAGE: Final = 48
AWARDS_ON_PROFILE: Final = 60


@dataclass(frozen=True)
class BadgeLine:
    """A badge, how often it is held, and whether the viewer holds it."""

    badge: Badge
    holders: int
    is_mine: bool


@dataclass(frozen=True)
class Award:
    """A badge that somebody holds, or held until `revoked_at`."""

    badge: Badge
    person: User
    awarded_at: dt.datetime
    revoked_at: dt.datetime | None
    title: str
    url: str


@dataclass(frozen=True)
class Holders:
    """A page of those who hold a badge, the latest first."""

    awards: tuple[Award, ...]
    next: int | None


def get_badge(slug: str) -> Badge:
    """Return a badge by its slug or raise NotFound."""
    badge = BADGES_BY_SLUG.get(slug)
    if badge is None:
        raise NotFound()
    return badge


def list_badges(viewer: "Viewer") -> dict[Family, list[BadgeLine]]:
    """Return all badges by family; two queries, one for a visitor."""
    valid = BadgeAward.objects.filter(revoked_at=None)
    counts = dict(
        valid.order_by().values_list("badge").annotate(times=Count("user", distinct=True))
    )
    mine: set[str] = set()
    if viewer.is_authenticated:
        mine = set(valid.filter(user=viewer).values_list("badge", flat=True))
    families: dict[Family, list[BadgeLine]] = {family: [] for family in Family}
    for badge in BADGES:
        line = BadgeLine(badge, counts.get(badge.slug, 0), badge.slug in mine)
        families[badge.family].append(line)
    return families


def list_holders(badge: Badge, viewer: "Viewer", *, before: int | None = None) -> Holders:
    """Return who holds a badge, the latest awards first; one query."""
    awards = _with_subjects(BadgeAward.objects.filter(badge=badge.slug, revoked_at=None))
    awards = awards.filter(user__is_active=True).order_by("-pk")
    if before is not None:
        awards = awards.filter(pk__lt=before)
    rows = list(awards[: HOLDERS_PER_PAGE + 1])
    shown = rows[:HOLDERS_PER_PAGE]
    more = shown[-1].pk if len(rows) > HOLDERS_PER_PAGE else None
    return Holders(awards=tuple(_award(row, viewer) for row in shown), next=more)


def list_awards(person: User, viewer: "Viewer") -> list[Award]:
    """Return a person's badges, the latest first, with those that were revoked; one query."""
    awards = _with_subjects(
        BadgeAward.objects.filter(user=person, badge__in=BADGES_BY_SLUG.keys())
    ).order_by("-awarded_at", "-pk")
    return [_award(row, viewer) for row in awards[:AWARDS_ON_PROFILE]]


def _with_subjects(awards: QuerySet[BadgeAward]) -> QuerySet[BadgeAward]:
    return awards.select_related("user", "post__question").only(
        "badge",
        "awarded_at",
        "revoked_at",
        "user__username",
        "user__display_name",
        "post__state",
        "post__kind",
        "post__author_id",
        "post__question__title",
        "post__question__slug",
        "post__question__state",
        "post__question__author_id",
    )


def _award(row: BadgeAward, viewer: "Viewer") -> Award:
    title = url = ""
    post = row.post
    if post and can_see_post(viewer, post):
        title, url = post.question.title, post.get_absolute_url()
    return Award(
        badge=BADGES_BY_SLUG[row.badge],
        person=row.user,
        awarded_at=row.awarded_at,
        revoked_at=row.revoked_at,
        title=title,
        url=url,
    )
