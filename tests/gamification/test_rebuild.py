"""The ledger can be dropped and written anew, and drift is found and repaired."""

import datetime as dt
from io import StringIO
from itertools import permutations
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import Sum
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import User
from accounts.roles import MODERATORS
from community.enums import PostState
from community.models import Post, Question, Vote
from community.services.solutions import accept_answer, unaccept_answer
from community.services.states import delete_post, hide_post, restore_post
from community.services.votes import cast_vote
from core.errors import DomainError
from gamification.entitlements import ENTITLEMENT_READERS
from gamification.enums import Reason, SourceKind
from gamification.models import ReputationEntry, ReputationTotal
from gamification.services.ledger import sync_ledger
from gamification.services.reconcile import rebuild_ledger, reconcile_ledger
from tests.factories.accounts import UserFactory
from tests.factories.gamification import PostFactory, ThreadFactory, add_votes, mark_accepted

Balance = dict[tuple[str, int, dt.date], int]


def balances() -> Balance:
    """Return what each source holds per person and day, without what cancelled out."""
    rows = ReputationEntry.objects.values_list("source_key", "user_id", "day").order_by()
    return {
        (key, user_id, day): held
        for key, user_id, day, held in rows.annotate(held=Sum("points"))
        if held
    }


def totals() -> dict[int, int]:
    """Return the totals that are not zero."""
    return dict(ReputationTotal.objects.exclude(points=0).values_list("user_id", "points"))


def sums() -> dict[int, int]:
    """Return the sums of the rows that are not zero."""
    rows = ReputationEntry.objects.values_list("user_id").order_by().annotate(s=Sum("points"))
    return {user_id: points for user_id, points in rows if points}


class Forum:
    """One thread and some people who do things with it, any time and in any order."""

    def __init__(self) -> None:
        start = timezone.now() - dt.timedelta(days=100)
        self.moderator = UserFactory(groups=[MODERATORS])
        self.voters = [UserFactory(groups=[MODERATORS]) for _ in range(3)]
        self.question: Question = ThreadFactory(created_at=start)
        self.answers: list[Post] = [PostFactory(question=self.question) for _ in range(2)]
        self.answers.append(PostFactory(question=self.question, author=self.question.author))
        self.posts = [self.question.post, *self.answers]
        self.now = start + dt.timedelta(hours=1)

    def do(self, step: tuple[str, int, int, int]) -> None:
        """Do one thing; what is refused changes nothing."""
        verb, post_number, voter_number, days = step
        self.now += dt.timedelta(days=days)
        post = Post.objects.get(pk=self.posts[post_number].pk)
        answer = Post.objects.get(pk=self.answers[post_number % len(self.answers)].pk)
        voter = self.voters[voter_number]
        before = balances()
        try:
            self._act(verb, post, answer, voter)
        except DomainError:
            assert balances() == before

    def _act(self, verb: str, post: Post, answer: Post, voter: User) -> None:
        asker = User.objects.get(pk=self.question.author_id)
        if verb in ("up", "down", "unvote"):
            value = {"up": 1, "down": -1, "unvote": 0}[verb]
            cast_vote(actor=voter, post=post, value=value, now=self.now)
        elif verb == "accept":
            accept_answer(actor=asker, answer=answer, now=self.now)
        elif verb == "unaccept":
            unaccept_answer(actor=asker, answer=answer)
        elif verb == "delete":
            delete_post(actor=self.moderator, post=post, now=self.now)
        elif verb == "hide":
            hide_post(actor=self.moderator, post=post, reason="spam", now=self.now)
        else:
            restore_post(actor=self.moderator, post=post, now=self.now)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["up", "up", "down", "unvote", "accept", "unaccept", "delete", "hide", "restore"]
        ),
        st.integers(0, 3),
        st.integers(0, 2),
        st.sampled_from([0, 0, 1, 40]),
    ),
    max_size=25,
)


class TestAnySequence(TestCase):
    """Whatever happens, in whatever order."""

    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(steps=STEPS)
    def test_total_is_the_sum_of_the_ledger_is_the_rebuild_from_the_truth(
        self, steps: list[tuple[str, int, int, int]]
    ) -> None:
        forum = Forum()

        for step in steps:
            forum.do(step)

        assert totals() == sums()
        lived, lived_totals = balances(), totals()
        assert str(reconcile_ledger()) == "0 ledger rows appended, 0 totals repaired"
        rebuild_ledger()
        assert balances() == lived
        assert totals() == lived_totals == sums()

    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(steps=STEPS)
    def test_telling_everything_once_more_appends_nothing(
        self, steps: list[tuple[str, int, int, int]]
    ) -> None:
        forum = Forum()
        for step in steps:
            forum.do(step)
        rows = ReputationEntry.objects.count()

        for kind in ENTITLEMENT_READERS:
            ids = {claim.source_id for claim in ENTITLEMENT_READERS[kind](None)}
            ids |= set(
                ReputationEntry.objects.filter(source_kind=kind).values_list("source_id", flat=True)
            )
            assert sync_ledger(kind=kind, source_ids=ids) == 0

        assert ReputationEntry.objects.count() == rows


@pytest.mark.django_db
def test_the_order_in_which_votes_of_a_day_are_settled_does_not_matter() -> None:
    answer = PostFactory()
    votes = [*add_votes(answer, ups=21), *add_votes(answer, downs=2)]
    groups = [[vote.pk for vote in votes[start::3]] for start in range(3)]
    outcomes = []

    for order in permutations(groups):
        ReputationEntry.objects.all().delete()
        ReputationTotal.objects.all().delete()
        for ids in order:
            sync_ledger(kind=SourceKind.VOTE, source_ids=ids)
        outcomes.append((balances(), totals()))

    assert all(outcome == outcomes[0] for outcome in outcomes)
    assert totals()[answer.author_id] == 200


@pytest.mark.django_db
def test_imported_votes_and_acceptances_give_rows_that_say_so() -> None:
    answer = PostFactory()
    add_votes(answer, ups=2, downs=1, imported=True)
    mark_accepted(answer)

    rebuild_ledger()

    entries = ReputationEntry.objects.all()
    assert entries.count() == 5
    assert all(entry.is_imported for entry in entries)
    assert totals() == {answer.author_id: 33, answer.question.author_id: 2}


@pytest.mark.django_db
def test_a_hand_made_mistake_in_the_ledger_is_found_and_repaired() -> None:
    answer = PostFactory()
    add_votes(answer, ups=2)
    rebuild_ledger()
    right = balances()
    ReputationEntry.objects.filter(user=answer.author).first().delete()  # type: ignore[union-attr]
    ReputationTotal.objects.filter(user=answer.author).update(points=4711)
    add_votes(answer, ups=1)

    drift = reconcile_ledger()

    assert drift.entries == 2
    assert drift.totals == 1
    assert balances().items() >= right.items()
    assert totals() == {answer.author_id: 30}


@pytest.mark.django_db
def test_rows_whose_vote_has_vanished_are_taken_back() -> None:
    answer = PostFactory()
    votes = add_votes(answer, ups=25)
    rebuild_ledger()
    Vote.objects.filter(pk__in=[vote.pk for vote in votes[:10]]).delete()

    reconcile_ledger()

    assert totals() == {answer.author_id: 150}
    lived = balances()
    rebuild_ledger()
    assert balances() == lived


@pytest.mark.django_db
def test_points_follow_an_answer_that_is_given_to_another_person() -> None:
    answer = PostFactory()
    add_votes(answer, ups=1)
    rebuild_ledger()
    heir = UserFactory()
    Post.objects.filter(pk=answer.pk).update(author=heir)
    Vote.objects.update(author=heir)

    reconcile_ledger()

    assert totals() == {heir.pk: 10}


@pytest.mark.django_db
def test_the_command_rebuilds_and_says_what_it_did() -> None:
    answer = PostFactory()
    add_votes(answer, ups=5, imported=True)
    out = StringIO()

    call_command("rebuild_reputation", stdout=out, stderr=StringIO())

    assert "5 ledger rows written" in out.getvalue()
    assert "badges awarded" in out.getvalue()
    call_command("rebuild_reputation", repair=True, stdout=out, stderr=StringIO())
    assert "0 ledger rows appended, 0 totals repaired, 0 badges awarded" in out.getvalue()


@pytest.mark.django_db
def test_a_rebuild_writes_ten_thousand_votes_in_few_queries(
    django_assert_max_num_queries: Any,
) -> None:
    answers = [PostFactory() for _ in range(5)]
    moment = timezone.now()
    Vote.objects.bulk_create(
        [
            Vote(
                post=answers[number % 5],
                author_id=answers[number % 5].author_id,
                value=1,
                created_at=moment - dt.timedelta(hours=number),
                updated_at=moment,
            )
            for number in range(10_000)
        ]
    )

    with django_assert_max_num_queries(400):
        assert rebuild_ledger() >= 10_000

    assert not ReputationEntry.objects.filter(reason=Reason.DAILY_CAP).exists()
    assert set(totals().values()) == {20_000}
    assert Post.objects.filter(state=PostState.VISIBLE).count() == 10
