"""Who has earned most, this week, this month and ever."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from accounts.models import User
from gamification.enums import Period
from gamification.models import ReputationEntry, ReputationTotal

BOARD_SIZE: Final = 50
DAYS: Final = {Period.WEEK: 7, Period.MONTH: 30}
ON_BOARDS: Final = Q(user__is_active=True, user__is_staff=False, user__is_superuser=False)
"""Staff earn points but stand on no board."""


@dataclass(frozen=True)
class LeaderboardRow:
    """Somebody's place; equal points share a rank."""

    rank: int
    points: int
    user_id: int
    username: str
    name: str
    url: str
    is_viewer: bool


@dataclass(frozen=True)
class Leaderboard:
    """The best of a period, and the viewer's own place, wherever that is."""

    period: Period
    places: tuple[LeaderboardRow, ...]
    own: LeaderboardRow | None

    @property
    def own_is_below(self) -> bool:
        """Whether the viewer has a place that the list does not reach."""
        return self.own is not None and not any(place.is_viewer for place in self.places)


def get_leaderboard(
    period: Period, *, viewer: User | None = None, size: int = BOARD_SIZE
) -> Leaderboard:
    """Return the board of a period; at most three queries, two of them for the viewer."""
    sums = _sums(period)
    viewer_id = viewer.pk if viewer else None
    best = sums.filter(earned__gt=0).order_by("-earned", "user_id")
    rows = best.values_list(
        "earned", "user_id", "user__username", "user__display_name", named=True
    )[:size]
    places: list[LeaderboardRow] = []
    for number, row in enumerate(rows, start=1):
        tied = bool(places) and places[-1].points == row.earned
        rank = places[-1].rank if tied else number
        places.append(_place(row, rank, is_viewer=row.user_id == viewer_id))
    own = next((place for place in places if place.is_viewer), None)
    if own is None and viewer is not None:
        own = _own_place(sums, viewer)
    return Leaderboard(period=period, places=tuple(places), own=own)


def first_day(period: Period) -> dt.date | None:
    """Return the first day (UTC) that counts; `None` for all time."""
    days = DAYS.get(period)
    today = timezone.now().astimezone(dt.UTC).date()
    return today - dt.timedelta(days=days - 1) if days else None


def _sums(period: Period) -> QuerySet:
    """Return what each person on the boards earned in the period, as `earned`."""
    since = first_day(period)
    if since is None:
        totals = ReputationTotal.objects.filter(ON_BOARDS)
        return totals.values("user_id").annotate(earned=Sum("points")).order_by()
    rows = ReputationEntry.objects.filter(ON_BOARDS, day__gte=since)
    return rows.values("user_id").annotate(earned=Sum("points")).order_by()


def _place(row: "tuple", rank: int, *, is_viewer: bool) -> LeaderboardRow:
    points, user_id, username, display_name = row
    person = User(pk=user_id, username=username, display_name=display_name)
    return LeaderboardRow(
        rank=rank,
        points=points,
        user_id=user_id,
        username=username,
        name=person.name,
        url=person.get_absolute_url(),
        is_viewer=is_viewer,
    )


def _own_place(sums: QuerySet, viewer: User) -> LeaderboardRow | None:
    """Return the viewer's place below the list; none for staff and those without points."""
    own = sums.filter(user_id=viewer.pk).order_by("user_id")
    earned = own.values_list("earned", flat=True).first()
    if earned is None or earned <= 0:
        return None
    better = sums.filter(earned__gt=earned).count()
    row = (earned, viewer.pk, viewer.username, viewer.display_name)
    return _place(row, better + 1, is_viewer=True)
