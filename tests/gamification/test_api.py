"""Reputation and leaderboards over the API."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from gamification.services.badges import rebuild_badges
from gamification.services.reconcile import rebuild_ledger
from tests.factories.accounts import UserFactory
from tests.factories.gamification import PostFactory, add_votes, mark_accepted

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> User:
    """Return somebody with 65 points: five votes up and one accepted answer."""
    person: User = UserFactory(username="anna", display_name="Anna Nowak")
    answer = PostFactory(author=person)
    add_votes(answer, ups=5, imported=True)
    mark_accepted(answer)
    rebuild_ledger()
    rebuild_badges()
    return person


def test_reputation_lists_every_change_with_its_reason_and_link(client: Client, anna: User) -> None:
    body = client.get("/api/v1/users/anna/reputation").json()

    answer = anna.posts.get(kind="answer")
    assert body["reputation"] == 65
    assert body["badges"] == {"gold": 0, "silver": 0, "bronze": 2}
    assert body["next"] is None
    assert len(body["items"]) == 6
    accepted = next(item for item in body["items"] if item["reason"] == "answer_accepted")
    assert accepted == {
        "day": answer.created_at.date().isoformat(),
        "points": 15,
        "reason": "answer_accepted",
        "text": "Answer accepted",
        "is_reversal": False,
        "is_imported": True,
        "title": answer.question.title,
        "url": f"http://testserver{answer.get_absolute_url()}",
    }


def test_pages_follow_each_other_by_cursor(client: Client) -> None:
    answer = PostFactory(author=UserFactory(username="anna"))
    add_votes(answer, ups=60, imported=True)
    rebuild_ledger()

    first = client.get("/api/v1/users/anna/reputation").json()
    second = client.get("/api/v1/users/anna/reputation", {"cursor": first["next"]}).json()

    assert (len(first["items"]), len(second["items"])) == (50, 11)
    assert second["next"] is None
    assert sum(item["points"] for item in first["items"] + second["items"]) == 200


def test_an_unknown_person_is_not_found_and_a_bad_cursor_is_invalid(
    client: Client, anna: User
) -> None:
    unknown = client.get("/api/v1/users/nobody/reputation")
    bad = client.get("/api/v1/users/anna/reputation", {"cursor": "yesterday"})

    assert unknown.status_code == 404
    assert bad.status_code == 422
    assert "cursor" in bad.json()["error"]["fields"]


def test_the_leaderboard_names_the_period_and_ones_own_place(
    api_of: Callable[[User], Client], client: Client, anna: User
) -> None:
    body = api_of(anna).get("/api/v1/leaderboard?period=month").json()

    place = {
        "rank": 1,
        "points": 65,
        "username": "anna",
        "name": "Anna Nowak",
        "url": "http://testserver/users/anna/",
    }
    assert body["period"] == "month"
    assert body["items"][0] == place
    assert body["own"] == place
    assert client.get("/api/v1/leaderboard").json()["own"] is None


def test_an_unknown_period_is_invalid(client: Client) -> None:
    response = client.get("/api/v1/leaderboard?period=aeon")

    assert response.status_code == 422
    assert "period" in response.json()["error"]["fields"]


def test_a_persons_profile_in_the_api_names_the_points(client: Client, anna: User) -> None:
    body: dict[str, Any] = client.get("/api/v1/users/anna").json()

    assert (body["reputation"], body["badge_count"]) == (65, 2)
