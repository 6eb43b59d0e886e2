"""What points unlock."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import override_settings

from accounts.models import User
from community.models import Vote
from community.services.votes import cast_vote
from core.errors import PermissionRefused
from gamification.checks import check_reputation_settings
from gamification.rules import PRESETS, PRIVILEGES, build_rules, current_rules
from tests.factories.accounts import UserFactory
from tests.factories.gamification import PostFactory, give_points

pytestmark = pytest.mark.django_db

STANDARD = {
    "community.ask_question": 1,
    "community.vote_up": 1,
    "community.post_links_freely": 10,
    "community.edit_wiki_posts": 75,
    "community.vote_down": 125,
    "kb.propose_promotion": 200,
    "community.create_tag": 750,
    "community.edit_others_posts": 1_000,
    "community.see_deleted_posts": 4_000,
}


@pytest.mark.parametrize(("permission", "threshold"), STANDARD.items())
def test_a_privilege_comes_exactly_at_its_threshold(permission: str, threshold: int) -> None:
    assert give_points(UserFactory(), threshold).has_perm(permission)
    if threshold > 1:
        assert not give_points(UserFactory(), threshold - 1).has_perm(permission)


def test_nobody_falls_below_the_floor() -> None:
    person = give_points(UserFactory(), -500)

    assert person.has_perm("community.vote_up")
    assert not person.has_perm("community.vote_down")


def test_no_number_of_points_makes_a_moderator_or_an_administrator() -> None:
    person = give_points(UserFactory(), 1_000_000)

    assert not person.has_perm("community.moderate")
    assert not person.has_perm("kb.decide_promotion")
    assert not person.has_perm("wagtailadmin.access_admin")
    assert not person.has_module_perms("community")


def test_visitors_and_people_who_left_hold_nothing() -> None:
    gone = give_points(UserFactory(is_active=False), 5_000)

    assert not gone.has_perm("community.ask_question")
    assert not AnonymousUser().has_perm("community.ask_question")


@pytest.mark.parametrize("role", ["experts", "editors", "moderators"])
def test_roles_hold_theirs_without_points(role: str) -> None:
    person = UserFactory(groups=[role])

    for permission in (
        "community.vote_down",
        "community.edit_others_posts",
        "kb.propose_promotion",
    ):
        assert person.has_perm(permission)


def test_points_are_read_once_for_a_person(django_assert_num_queries: Any) -> None:
    person = give_points(UserFactory(), 200)
    person.has_perm("community.moderate")  # what Django's own backend reads
    person = User.objects.get(pk=person.pk)
    group_and_own_permissions, points = 2, 1

    with django_assert_num_queries(group_and_own_permissions + points):
        for privilege in PRIVILEGES:
            person.has_perm(privilege.permission)


@override_settings(STOA_REPUTATION={"privileges": {"community.vote_up": 8}})
def test_a_newcomer_may_not_vote_until_somebody_found_them_useful(moderator: User) -> None:
    newcomer, answer = UserFactory(), PostFactory()

    with pytest.raises(PermissionRefused):
        cast_vote(actor=newcomer, post=answer, value=1)
    assert not Vote.objects.exists()

    cast_vote(actor=moderator, post=PostFactory(author=newcomer), value=1)
    cast_vote(actor=User.objects.get(pk=newcomer.pk), post=answer, value=1)
    assert Vote.objects.filter(voter=newcomer).count() == 1


@pytest.mark.parametrize("preset", PRESETS)
def test_each_preset_gives_every_privilege_a_threshold(preset: str) -> None:
    rules = build_rules({"preset": preset})

    assert rules.thresholds.keys() == {privilege.permission for privilege in PRIVILEGES}
    assert rules.thresholds["community.ask_question"] == 1


def test_presets_grow_stricter() -> None:
    for privilege in PRIVILEGES:
        assert privilege.open <= privilege.standard <= privilege.strict


def test_settings_override_single_values() -> None:
    overrides = {
        "preset": "open",
        "points": {"answer_upvoted": 12},
        "privileges": {"community.vote_up": 3},
        "daily_cap": 50,
    }
    with override_settings(STOA_REPUTATION=overrides):
        rules = current_rules()
        assert check_reputation_settings() == []
        assert rules.points["answer_upvoted"] == 12
        assert rules.points["question_upvoted"] == 5
        assert rules.thresholds["community.vote_up"] == 3
        assert rules.thresholds["community.create_tag"] == 1
        assert rules.daily_cap == 50
    assert current_rules().daily_cap == 200


@pytest.mark.parametrize(
    ("overrides", "words"),
    [
        ("standard", "must be a mapping"),
        ({"pionts": {}}, "unknown key 'pionts'"),
        ({"preset": "lax"}, "preset 'lax' is none of open, standard, strict"),
        ({"points": {"answer_liked": 1}}, "points knows no 'answer_liked'"),
        ({"points": {"answer_upvoted": "10"}}, "must be a whole number, not '10'"),
        ({"points": 10}, "points must be a mapping"),
        ({"privileges": {"community.fly": 1}}, "privileges knows no 'community.fly'"),
        ({"privileges": {"community.vote_up": True}}, "must be a whole number"),
        ({"daily_cap": 0}, "at least 1"),
    ],
)
def test_wrong_settings_stop_the_start_with_one_clear_line(overrides: Any, words: str) -> None:
    with override_settings(STOA_REPUTATION=overrides):
        [error] = check_reputation_settings()

    assert words in error.msg
    assert error.is_serious()
