"""What people see of reputation."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from community.services.states import hide_post
from community.services.votes import cast_vote
from gamification.enums import SourceKind
from gamification.models import BadgeAward, ReputationEntry
from gamification.services.badges import rebuild_badges
from gamification.services.ledger import sync_ledger
from gamification.services.reconcile import rebuild_ledger
from tests.factories.accounts import UserFactory
from tests.factories.gamification import (
    PostFactory,
    ThreadFactory,
    add_votes,
    give_points,
    mark_accepted,
)

pytestmark = pytest.mark.django_db

SESSION_QUERIES = 2
"""A signed-in page reads its session and its user."""


def earn(person: User, *, ups: int, days_ago: int = 0) -> None:
    """Let somebody earn points by votes on one answer."""
    moment = timezone.now() - dt.timedelta(days=days_ago)
    answer = PostFactory(author=person, question=ThreadFactory(created_at=moment))
    votes = add_votes(answer, ups=ups)
    sync_ledger(kind=SourceKind.VOTE, source_ids=[vote.pk for vote in votes])


def leaderboard(client: Client, period: str) -> list[tuple[int, str, int]]:
    """Return the board of a period as the page shows it."""
    response = client.get(reverse("gamification:leaderboard"), {"period": period})
    assert response.status_code == 200
    board = response.context["board"]
    return [(place.rank, place.username, place.points) for place in board.places]


def test_the_leaderboard_counts_the_period_it_names(client: Client) -> None:
    week, month, ever = (UserFactory(username=name) for name in ("wanda", "mona", "eve"))
    earn(week, ups=1, days_ago=6)
    earn(month, ups=2, days_ago=8)
    earn(ever, ups=3, days_ago=40)

    assert leaderboard(client, "week") == [(1, "wanda", 10)]
    assert leaderboard(client, "month") == [(1, "mona", 20), (2, "wanda", 10)]
    assert leaderboard(client, "all") == [(1, "eve", 30), (2, "mona", 20), (3, "wanda", 10)]


def test_equal_points_share_a_rank(client: Client) -> None:
    for name, ups in (("first", 3), ("second", 2), ("too", 2), ("last", 1)):
        earn(UserFactory(username=name), ups=ups)

    assert [rank for rank, _name, _points in leaderboard(client, "week")] == [1, 2, 2, 4]


def test_staff_and_people_who_left_are_on_no_board(client: Client) -> None:
    for person in (UserFactory(is_staff=True), UserFactory(is_active=False)):
        earn(person, ups=1)

    for period in ("week", "month", "all"):
        assert leaderboard(client, period) == []


def test_ones_own_rank_is_always_there(client_of: Callable[[User], Client], user: User) -> None:
    for points in range(60):
        give_points(UserFactory(), 100 + points)
    give_points(user, 7)

    response = client_of(user).get(reverse("gamification:leaderboard"), {"period": "all"})

    board = response.context["board"]
    assert len(board.places) == 50
    assert board.own_is_below
    assert (board.own.rank, board.own.points) == (61, 7)
    assert 'class="is-own"' in response.content.decode()


def test_an_unknown_period_is_the_week(client: Client) -> None:
    response = client.get(reverse("gamification:leaderboard"), {"period": "aeon"})

    assert response.context["board"].period == "week"


def test_every_change_is_explained_and_grouped_by_day(client: Client) -> None:
    person = UserFactory(username="anna")
    earn(person, ups=2)
    earn(person, ups=1, days_ago=3)

    response = client.get(reverse("gamification:reputation", args=["anna"]))

    history = response.context["history"]
    assert [(day.points, len(day.changes)) for day in history.days] == [(20, 2), (10, 1)]
    page = response.content.decode()
    assert "Answer voted up" in page
    assert (
        f"#answer-{person.posts.get(kind='answer', created_at__date=history.days[0].date).pk}"
        in page
    )
    assert "+30" in page
    assert "on 2 days. Best day" in page


def test_older_changes_follow_page_by_page_without_gap_or_double(client: Client) -> None:
    person = UserFactory(username="anna")
    for days_ago in range(12):
        earn(person, ups=10, days_ago=days_ago)
    url: str | None = reverse("gamification:reputation", args=["anna"])
    seen = 0

    while url:
        response = client.get(url)
        seen += len(response.context["history"].changes)
        url = response.context["next_url"]

    assert seen == ReputationEntry.objects.filter(user=person).count() == 120


def test_a_broken_cursor_is_refused_with_a_message(client: Client) -> None:
    UserFactory(username="anna")

    response = client.get(reverse("gamification:reputation", args=["anna"]), {"before": "x"})

    assert response.status_code == 422


def test_strangers_do_not_learn_the_title_of_a_hidden_post(
    client: Client, moderator: User, client_of: Callable[[User], Client]
) -> None:
    answer = PostFactory(author=UserFactory(username="anna"))
    cast_vote(actor=moderator, post=answer, value=1)
    hide_post(actor=moderator, post=answer, reason="")
    url = reverse("gamification:reputation", args=["anna"])

    assert answer.question.title not in client.get(url).content.decode()
    assert answer.question.title in client_of(moderator).get(url).content.decode()


def test_whom_somebody_voted_down_stays_between_them_and_the_moderators(
    client: Client, moderator: User, client_of: Callable[[User], Client]
) -> None:
    critic = UserFactory(username="critic", groups=["experts"])
    answer = PostFactory()
    cast_vote(actor=critic, post=answer, value=-1)
    url = reverse("gamification:reputation", args=["critic"])

    public = client.get(url).content.decode()
    assert "Voted an answer down" in public
    assert answer.question.title not in public
    for reader in (critic, moderator):
        assert answer.question.title in client_of(reader).get(url).content.decode()


def test_the_ladder_says_what_comes_next(
    client_of: Callable[[User], Client], user: User, client: Client
) -> None:
    give_points(user, 75)

    response = client_of(user).get(reverse("gamification:privileges"))

    ladder = response.context["ladder"]
    assert (str(ladder.next.label), ladder.next.missing) == ("Vote down", 50)
    assert "Next: Vote down, in 50 points" in response.content.decode()
    assert "You have" not in client.get(reverse("gamification:privileges")).content.decode()


def test_badges_are_listed_with_who_holds_them(
    client_of: Callable[[User], Client], user: User, client: Client
) -> None:
    User.objects.filter(pk=user.pk).update(bio="I mend tents.")
    rebuild_badges()

    page = client_of(user).get(reverse("gamification:badge-list")).content.decode()
    assert "Autobiographer" in page
    assert "yours" in page
    detail = client.get(reverse("gamification:badge-detail", args=["autobiographer"]))
    assert user.name in detail.content.decode()
    assert client.get(reverse("gamification:badge-detail", args=["none"])).status_code == 404


def test_holders_of_a_badge_come_page_by_page(client: Client) -> None:
    now = timezone.now()
    people = [UserFactory() for _ in range(50)]
    BadgeAward.objects.bulk_create(
        BadgeAward(user=person, badge="helper", awarded_at=now) for person in people
    )
    url = reverse("gamification:badge-detail", args=["helper"])

    first = client.get(url)
    second = client.get(url + first.context["next_url"])

    assert [len(page.context["holders"].awards) for page in (first, second)] == [48, 2]


def test_the_profile_shows_points_and_badges(client: Client) -> None:
    person = UserFactory(username="anna", bio="I mend tents.")
    earn(person, ups=5)
    rebuild_badges()

    page = client.get(f"{person.get_absolute_url()}?tab=badges").content.decode()

    assert "Nice Answer" in page
    assert "50 points, explained" in page


def test_a_revoked_badge_leaves_a_trace_on_the_profile(client: Client) -> None:
    person = UserFactory(username="anna", bio="I mend tents.")
    rebuild_badges()
    User.objects.filter(pk=person.pk).update(bio="")
    rebuild_badges()

    page = client.get(f"{person.get_absolute_url()}?tab=badges").content.decode()

    assert "no longer held since" in page


@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("/leaderboard/", 1),
        ("/leaderboard/?period=month", 1),
        ("/leaderboard/?period=all", 1),
        ("/badges/", 1),
        ("/badges/nice-answer/", 1),
        ("/privileges/", 0),
        ("/users/anna/reputation/", 4),
    ],
)
def test_a_visitor_costs_few_queries(
    path: str, queries: int, client: Client, django_assert_num_queries: Any
) -> None:
    _busy_forum()

    with django_assert_num_queries(queries):
        response = client.get(path)

    assert response.status_code == 200
    assert "Page not found" not in response.content.decode()


def _busy_forum() -> None:
    anna = UserFactory(username="anna", bio="I mend tents.")
    for person in (anna, *(UserFactory() for _ in range(10))):
        answer = PostFactory(author=person)
        add_votes(answer, ups=6, imported=True)
        mark_accepted(answer)
    rebuild_ledger()
    rebuild_badges()
