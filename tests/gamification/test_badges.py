"""Who gets which badge, when it goes, and who is told."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.services.profiles import update_profile
from community.enums import PostKind
from community.models import Post, Question, Revision
from community.services.solutions import accept_answer
from community.services.states import hide_post, restore_post
from community.services.votes import cast_vote
from gamification.badges.base import Trigger
from gamification.badges.registry import BADGES, BADGES_BY_SLUG
from gamification.models import BadgeAward
from gamification.services.badges import (
    ImportedBadge,
    evaluate_badges,
    import_badges,
    rebuild_badges,
)
from gamification.signals import badge_awarded
from tests.factories.accounts import UserFactory
from tests.factories.gamification import PostFactory, ThreadFactory, add_votes, mark_accepted

pytestmark = pytest.mark.django_db

RunTasks = Callable[[], AbstractContextManager[list[Any]]]


def held(person: User) -> set[str]:
    """Return the slugs of the badges that somebody holds now."""
    awards = BadgeAward.objects.filter(user=person, revoked_at=None)
    return set(awards.values_list("badge", flat=True))


@pytest.fixture
def announced() -> Iterator[list[tuple[int, str]]]:
    """Collect who is told of which badge."""
    heard: list[tuple[int, str]] = []

    def listen(*, user_id: int, badge_slug: str, **kwargs: Any) -> None:
        heard.append((user_id, badge_slug))

    badge_awarded.connect(listen)
    yield heard
    badge_awarded.disconnect(listen)


def answer_to(person: User, *, asked: dt.datetime, after: dt.timedelta) -> Post:
    """Return somebody's answer that came so long after the question."""
    question = ThreadFactory(created_at=asked)
    return PostFactory(question=question, author=person, created_at=asked + after)


def test_there_are_at_least_ten_badges_each_with_its_own_slug() -> None:
    assert len(BADGES) >= 10
    assert len(BADGES_BY_SLUG) == len(BADGES)


def test_every_badge_has_a_trigger() -> None:
    assert all(badge.triggers for badge in BADGES)


def test_a_told_story_makes_an_autobiographer(
    user: User, run_tasks: RunTasks, announced: list[tuple[int, str]]
) -> None:
    with run_tasks():
        update_profile(actor=user, user=user, display_name="Mira", bio="I mend tents.")

    assert held(user) == {"autobiographer"}
    assert announced == [(user.pk, "autobiographer")]


def test_a_vote_gives_the_voter_and_at_a_score_of_five_the_author_a_badge(
    run_tasks: RunTasks, moderator: User
) -> None:
    answer = PostFactory()
    add_votes(answer, ups=4)

    with run_tasks():
        cast_vote(actor=moderator, post=answer, value=1)

    assert held(moderator) == {"first-vote"}
    assert held(answer.author) == {"nice-answer"}
    assert BadgeAward.objects.get(user=answer.author).post == answer


def test_acceptance_gives_scholar_and_solved(run_tasks: RunTasks) -> None:
    answer = PostFactory()
    asker = answer.question.author

    with run_tasks():
        accept_answer(actor=asker, answer=answer)

    assert held(asker) == {"scholar"}
    assert held(answer.author) == {"solved"}


def test_accepting_ones_own_answer_gives_neither(run_tasks: RunTasks) -> None:
    question = ThreadFactory()
    answer = PostFactory(question=question, author=question.author)

    with run_tasks():
        accept_answer(actor=question.author, answer=answer)

    assert held(question.author) == set()


def test_ten_accepted_answers_make_a_helper_and_five_quick_ones_a_rapid_responder() -> None:
    quick, slow = UserFactory(), UserFactory()
    asked = timezone.now() - dt.timedelta(days=1)
    for _ in range(5):
        mark_accepted(answer_to(quick, asked=asked, after=dt.timedelta(hours=2)))
    for _ in range(10):
        mark_accepted(answer_to(slow, asked=asked, after=dt.timedelta(hours=2, seconds=1)))

    rebuild_badges()

    assert held(quick) == {"solved", "rapid-responder"}
    assert held(slow) == {"solved", "helper"}


def test_late_answers_revive() -> None:
    asked = timezone.now() - dt.timedelta(days=100)
    month = answer_to(UserFactory(), asked=asked, after=dt.timedelta(days=30))
    season = answer_to(UserFactory(), asked=asked, after=dt.timedelta(days=60))
    early = answer_to(UserFactory(), asked=asked, after=dt.timedelta(days=29))
    for answer in (month, early):
        mark_accepted(answer)
    add_votes(season, ups=5)

    rebuild_badges()

    assert held(month.author) == {"solved", "revival"}
    assert held(early.author) == {"solved"}
    assert held(season.author) == {"necromancer", "nice-answer"}


@pytest.mark.parametrize(
    ("kind", "score", "slugs"),
    [
        (PostKind.QUESTION, 4, set()),
        (PostKind.QUESTION, 5, {"nice-question"}),
        (PostKind.ANSWER, 15, {"nice-answer", "good-answer"}),
        (PostKind.ANSWER, 40, {"nice-answer", "good-answer", "great-answer"}),
    ],
)
def test_scores_give_badges_by_step(kind: PostKind, score: int, slugs: set[str]) -> None:
    answer = PostFactory()
    post = answer if kind == PostKind.ANSWER else answer.question.post
    add_votes(post, ups=score, imported=True)

    rebuild_badges()

    assert held(post.author) == slugs


def test_a_question_read_five_hundred_times_is_popular() -> None:
    question = ThreadFactory()
    Question.objects.filter(pk=question.pk).update(view_count=500)

    rebuild_badges()

    assert held(question.author) == {"popular-question"}


def test_a_second_version_makes_its_author_an_editor() -> None:
    answer, editor = PostFactory(), UserFactory()
    Revision.objects.create(
        post=answer, number=2, author=editor, body_markdown="Better.", created_at=timezone.now()
    )

    evaluate_badges(user_ids=[editor.pk, answer.author_id], trigger=Trigger.EDIT)

    assert held(editor) == {"editor"}
    assert held(answer.author) == set()


def test_hidden_posts_earn_nothing_and_what_they_earned_is_revoked_with_a_trace(
    moderator: User, run_tasks: RunTasks, announced: list[tuple[int, str]]
) -> None:
    answer = PostFactory()
    add_votes(answer, ups=5)
    rebuild_badges()

    with run_tasks():
        hide_post(actor=moderator, post=answer, reason="spam")
    assert held(answer.author) == set()
    assert BadgeAward.objects.get(user=answer.author).revoked_at is not None

    with run_tasks():
        restore_post(actor=moderator, post=answer)
    assert held(answer.author) == {"nice-answer"}
    assert [slug for _user, slug in announced].count("nice-answer") == 1


def test_recounting_again_awards_nothing_new(announced: list[tuple[int, str]]) -> None:
    answer = PostFactory()
    add_votes(answer, ups=5)
    first = rebuild_badges()
    told = list(announced)

    assert rebuild_badges() == 0
    evaluate_badges(user_ids=[answer.author_id], trigger=Trigger.STATE)

    assert BadgeAward.objects.count() == first
    assert announced == told


def test_a_quiet_recount_tells_nobody(announced: list[tuple[int, str]]) -> None:
    add_votes(PostFactory(), ups=5)

    assert rebuild_badges(is_quiet=True) == 6
    assert announced == []


def test_one_rule_answers_for_one_person_and_for_all() -> None:
    answer = PostFactory()
    add_votes(answer, ups=5)
    badge = BADGES_BY_SLUG["nice-answer"]

    assert badge.qualifies(answer.author_id)
    assert not badge.qualifies(answer.question.author_id)
    assert set(badge.holders(None)) == {(answer.author_id, answer.pk)}


def test_badges_of_an_import_keep_their_date_and_stay(user: User) -> None:
    then = dt.datetime(2010, 8, 25, tzinfo=dt.UTC)
    badges = [
        ImportedBadge(user.pk, "Supporter", then),
        ImportedBadge(user.pk, "Critic", then + dt.timedelta(days=1)),
        ImportedBadge(user.pk, "Yearling", then),
    ]

    assert import_badges(badges) == 2
    assert import_badges(badges) == 2
    rebuild_badges()

    award = BadgeAward.objects.get(user=user)
    assert (award.badge, award.awarded_at, award.is_imported) == ("first-vote", then, True)
    assert award.revoked_at is None


def test_an_evaluation_asks_one_question_per_badge(
    user: User, django_assert_max_num_queries: Any
) -> None:
    scored = [badge for badge in BADGES if Trigger.VOTE in badge.triggers]
    lock_held_deserved_and_savepoint = 5

    with django_assert_max_num_queries(len(scored) * lock_held_deserved_and_savepoint):
        evaluate_badges(user_ids=[user.pk], trigger=Trigger.VOTE)
