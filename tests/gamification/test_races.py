"""Two connections at once: what happens to one person's points never gets lost."""

from collections.abc import Callable

import pytest
from django.db.models import Sum

from accounts.models import User
from community.models import Post
from community.services.states import delete_post
from community.services.votes import cast_vote
from gamification.badges.base import Trigger
from gamification.models import BadgeAward, ReputationEntry, ReputationTotal
from gamification.services.badges import evaluate_badges
from tests.factories.accounts import UserFactory
from tests.factories.gamification import PostFactory, add_votes
from tests.races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def moderator() -> User:
    """Return somebody who may do everything, with their permissions read already."""
    person: User = UserFactory(is_superuser=True)
    return person


def total_of(person: User) -> int:
    """Return the person's total, which must be the sum of the rows."""
    rows = ReputationEntry.objects.filter(user=person).aggregate(points=Sum("points"))
    points = ReputationTotal.objects.get(user=person).points
    assert points == (rows["points"] or 0)
    return points


def test_votes_on_several_answers_of_one_person_all_count_and_the_cap_holds() -> None:
    author = UserFactory()
    answers = [PostFactory(author=author) for _ in range(6)]
    for answer in answers:
        add_votes(answer, ups=3)
    people = [moderator() for _ in answers]

    def vote(person: User, answer: Post) -> Callable[[], object]:
        return lambda: cast_vote(actor=person, post=answer, value=1)

    at_once(*(vote(person, answer) for person, answer in zip(people, answers, strict=True)))

    assert total_of(author) == 60
    assert ReputationEntry.objects.filter(user=author).count() == 6


def test_a_vote_and_a_deletion_of_the_same_post_end_at_nothing() -> None:
    answer = PostFactory()
    voter, janitor = moderator(), moderator()

    at_once(  # the deletion may come first, and the vote be refused
        lambda: cast_vote(actor=voter, post=answer, value=1),
        lambda: delete_post(actor=janitor, post=answer),
    )

    assert not ReputationEntry.objects.exists() or total_of(answer.author) == 0


def test_a_badge_is_awarded_once_however_many_evaluate_it() -> None:
    answer = PostFactory()
    add_votes(answer, ups=5)

    def evaluate() -> int:
        return evaluate_badges(user_ids=[answer.author_id], trigger=Trigger.VOTE)

    at_once(*[evaluate] * 4)

    assert BadgeAward.objects.filter(user=answer.author).count() == 1
