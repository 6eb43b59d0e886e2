"""Reputation and leaderboards for programs."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from accounts.api import ANYBODY, AbsoluteUrl
from accounts.models import User
from accounts.selectors import get_person
from gamification.enums import Period
from gamification.selectors.history import Change, get_history
from gamification.selectors.leaderboard import LeaderboardRow, get_leaderboard
from gamification.selectors.reputations import get_reputations

router = Router(tags=["reputation"])


class BadgeCounts(Schema):
    """How many badges of each level somebody holds."""

    gold: int
    silver: int
    bronze: int


class ChangeOut(Schema):
    """One change of points. `reason` is stable, `text` is for people; `url` is null where the
    caller may not read what it was about."""

    day: dt.date
    points: int
    reason: str
    text: str
    is_reversal: bool
    is_imported: bool
    title: str | None
    url: AbsoluteUrl | None


class ReputationOut(Schema):
    """A person's points, badges and a page of changes, newest first."""

    username: str
    reputation: int
    badges: BadgeCounts
    items: list[ChangeOut]
    next: str | None


class PlaceOut(Schema):
    """Somebody's place; equal points share a rank."""

    rank: int
    points: int
    username: str
    name: str
    url: AbsoluteUrl


class LeaderboardOut(Schema):
    """The best of a period; `own` is the caller's place, null for visitors and staff."""

    period: Period
    items: list[PlaceOut]
    next: None = None
    own: PlaceOut | None


@router.get(
    "/users/{username}/reputation",
    response=ReputationOut,
    auth=ANYBODY,
    summary="Every change of a person's points",
)
def get_reputation(request: HttpRequest, username: str, cursor: str = "") -> dict[str, Any]:
    """Return a page of changes; pass `next` as `cursor` for the page after it."""
    person = get_person(username)
    reputation = get_reputations([person.pk])[person.pk]
    history = get_history(person, request.user, before=cursor)
    return {
        "username": person.username,
        "reputation": reputation.points,
        "badges": reputation,
        "items": [_change(change) for change in history.changes],
        "next": history.next,
    }


@router.get(
    "/leaderboard", response=LeaderboardOut, auth=ANYBODY, summary="Who earned most in a period"
)
def get_board(request: HttpRequest, period: Period = Period.WEEK) -> dict[str, Any]:
    """Return up to 50 places of the last 7 days, the last 30 days, or of all time."""
    viewer = request.user if isinstance(request.user, User) else None
    board = get_leaderboard(period, viewer=viewer)
    return {
        "period": board.period,
        "items": [_row(place) for place in board.places],
        "own": _row(board.own) if board.own else None,
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "day": change.day,
        "points": change.points,
        "reason": change.reason,
        "text": change.text,
        "is_reversal": change.is_reversal,
        "is_imported": change.is_imported,
        "title": change.title or None,
        "url": change.url or None,
    }


def _row(place: LeaderboardRow) -> dict[str, Any]:
    return {
        "rank": place.rank,
        "points": place.points,
        "username": place.username,
        "name": place.name,
        "url": place.url,
    }
