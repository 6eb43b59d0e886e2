"""Reputation on the pages of others."""

from typing import Any

import pytest
from django.template import Context, Template

from gamification.selectors.reputations import ReputationSnapshot, get_reputations
from gamification.services.badges import rebuild_badges
from gamification.services.reconcile import rebuild_ledger
from gamification.templatetags.gamification_tags import reputation_of, signed
from tests.factories.accounts import UserFactory
from tests.factories.gamification import PostFactory, add_votes, give_points

pytestmark = pytest.mark.django_db


def render(source: str, **context: Any) -> str:
    """Render a piece of template."""
    return Template("{% load gamification_tags %}" + source).render(Context(context))


def test_points_and_badges_of_many_people_cost_one_query(django_assert_num_queries: Any) -> None:
    answers = [PostFactory() for _ in range(10)]
    for answer in answers:
        add_votes(answer, ups=15, imported=True)
    rebuild_ledger()
    rebuild_badges()
    ids = [answer.author_id for answer in answers]

    with django_assert_num_queries(1):
        reputations = get_reputations([*ids, None])

    assert reputations == {pk: ReputationSnapshot(points=150, silver=1, bronze=1) for pk in ids}


def test_people_without_anything_stand_at_the_floor(django_assert_num_queries: Any) -> None:
    person = UserFactory()

    assert get_reputations([person.pk]) == {person.pk: ReputationSnapshot()}
    assert reputation_of({}, person.pk).points == 1
    assert reputation_of({}, None).points == 1
    with django_assert_num_queries(0):
        assert get_reputations([]) == {}


def test_a_standing_is_drawn_for_the_eye_and_said_for_the_ear() -> None:
    person = give_points(UserFactory(), 1_234)

    html = render(
        "{% reputation_for ids as rep %}{% show_reputation rep|reputation_of:person.pk %}",
        ids=[person.pk],
        person=person,
    )

    assert ">1,234<" in html
    assert 'title="1,234 points"' in html
    assert "visually-hidden" in html


def test_the_snippet_shows_the_best_of_the_week_and_remembers_it_for_a_minute(
    django_assert_num_queries: Any,
) -> None:
    answer = PostFactory(author=UserFactory(display_name="Anna Nowak"))
    add_votes(answer, ups=1, imported=True)
    rebuild_ledger()

    with django_assert_num_queries(1):
        first, second = (render("{% leaderboard_snippet %}") for _ in range(2))

    assert "Anna Nowak" in first
    assert "+10" in first
    assert first == second


def test_the_snippet_says_nothing_where_nobody_earned_anything() -> None:
    assert render("{% leaderboard_snippet %}").strip() == ""


@pytest.mark.parametrize(("points", "text"), [(10, "+10"), (-2, "\N{MINUS SIGN}2"), (0, "0")])
def test_changes_carry_their_sign(points: int, text: str) -> None:
    assert signed(points) == text
