"""What is recorded when something happens in the forum."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from community.enums import PostState
from community.models import Vote
from community.services.solutions import accept_answer, unaccept_answer
from community.services.states import delete_post, hide_post, restore_post, undelete_post
from community.services.votes import cast_vote
from community.signals import vote_changed
from gamification.enums import Reason, SourceKind
from gamification.models import ReputationEntry, ReputationTotal
from gamification.services.ledger import sync_ledger
from tests.factories.accounts import UserFactory
from tests.factories.gamification import PostFactory, ThreadFactory, add_votes, give_points

pytestmark = pytest.mark.django_db


def points_of(user: User) -> int:
    """Return the person's total, which must equal the sum of their rows."""
    total = ReputationTotal.objects.filter(user=user).first()
    rows = ReputationEntry.objects.filter(user=user).values_list("points", flat=True)
    if total is not None and rows:
        assert total.points == sum(rows)
    return total.points if total else 0


def voter() -> User:
    """Return somebody who may vote up and down."""
    return UserFactory(groups=["moderators"])


def test_a_vote_on_an_answer_gives_its_author_ten_points() -> None:
    answer = PostFactory()

    cast_vote(actor=voter(), post=answer, value=1)

    entry = ReputationEntry.objects.get(user=answer.author)
    assert (entry.points, entry.reason) == (10, Reason.ANSWER_UPVOTED)
    assert (entry.post, entry.question) == (answer, answer.question)
    assert points_of(answer.author) == 10


def test_a_vote_on_a_question_gives_its_author_five_points() -> None:
    question = ThreadFactory()

    cast_vote(actor=voter(), post=question.post, value=1)

    assert points_of(question.author) == 5


def test_a_downvote_on_an_answer_costs_its_author_two_and_the_voter_one() -> None:
    answer, person = PostFactory(), voter()

    cast_vote(actor=person, post=answer, value=-1)

    assert (points_of(answer.author), points_of(person)) == (-2, -1)


def test_a_downvote_on_a_question_costs_the_voter_nothing() -> None:
    question, person = ThreadFactory(), voter()

    cast_vote(actor=person, post=question.post, value=-1)

    assert (points_of(question.author), points_of(person)) == (-2, 0)


def test_taking_a_vote_back_appends_the_opposite_dated_to_the_original_day() -> None:
    answer, person = PostFactory(), voter()
    last_week = timezone.now() - dt.timedelta(days=7)
    cast_vote(actor=person, post=answer, value=1, now=last_week)

    cast_vote(actor=person, post=answer, value=0)

    entries = list(ReputationEntry.objects.filter(user=answer.author).order_by("sequence"))
    assert [entry.points for entry in entries] == [10, -10]
    assert {entry.day for entry in entries} == {last_week.date()}
    assert points_of(answer.author) == 0


def test_turning_a_vote_round_takes_the_one_back_and_gives_the_other() -> None:
    answer, person = PostFactory(), voter()
    cast_vote(actor=person, post=answer, value=1)

    cast_vote(actor=person, post=answer, value=-1)

    changes = ReputationEntry.objects.filter(user=answer.author).values_list("points", "reason")
    assert sorted(changes) == [
        (-10, Reason.ANSWER_UPVOTED),
        (-2, Reason.ANSWER_DOWNVOTED),
        (10, Reason.ANSWER_UPVOTED),
    ]


def test_an_event_that_comes_twice_changes_nothing() -> None:
    answer, person = PostFactory(), voter()
    cast_vote(actor=person, post=answer, value=1)
    vote = Vote.objects.get()

    vote_changed.send(
        sender=Vote,
        vote_id=vote.pk,
        post_id=answer.pk,
        question_id=answer.question_id,
        author_id=answer.author_id,
        voter_id=person.pk,
        old_value=0,
        new_value=1,
        kind=answer.kind,
    )

    assert ReputationEntry.objects.count() == 1
    assert points_of(answer.author) == 10


def test_acceptance_gives_fifteen_to_the_author_and_two_to_the_asker() -> None:
    answer = PostFactory()
    asker = answer.question.author

    accept_answer(actor=asker, answer=answer)

    assert (points_of(answer.author), points_of(asker)) == (15, 2)


def test_accepting_another_answer_moves_the_points_of_the_author_only() -> None:
    first = PostFactory()
    second = PostFactory(question=first.question)
    asker = first.question.author
    accept_answer(actor=asker, answer=first)

    accept_answer(actor=asker, answer=second)

    assert (points_of(first.author), points_of(second.author), points_of(asker)) == (0, 15, 2)


def test_unaccepting_takes_both_back() -> None:
    answer = PostFactory()
    asker = answer.question.author
    accept_answer(actor=asker, answer=answer)

    unaccept_answer(actor=asker, answer=answer)

    assert (points_of(answer.author), points_of(asker)) == (0, 0)


def test_accepting_ones_own_answer_gives_nothing() -> None:
    question = ThreadFactory()
    answer = PostFactory(question=question, author=question.author)

    accept_answer(actor=question.author, answer=answer)

    assert not ReputationEntry.objects.exists()


def test_a_choice_by_a_moderator_pays_the_author_but_not_the_silent_asker(
    moderator: User,
) -> None:
    answer = PostFactory()

    accept_answer(actor=moderator, answer=answer)

    assert (points_of(answer.author), points_of(answer.question.author)) == (15, 0)


def test_a_moderator_gains_nothing_by_choosing_their_own_answer(moderator: User) -> None:
    answer = PostFactory(author=moderator)

    accept_answer(actor=moderator, answer=answer)

    assert not ReputationEntry.objects.exists()


def test_votes_on_community_wiki_posts_give_nothing() -> None:
    answer = PostFactory(is_wiki=True)

    cast_vote(actor=voter(), post=answer, value=1)

    assert not ReputationEntry.objects.exists()


def test_deleting_a_post_takes_its_points_back_and_returns_what_downvotes_cost(
    moderator: User,
) -> None:
    answer, critic = PostFactory(), voter()
    cast_vote(actor=voter(), post=answer, value=1)
    cast_vote(actor=critic, post=answer, value=-1)
    assert (points_of(answer.author), points_of(critic)) == (8, -1)

    delete_post(actor=moderator, post=answer)
    assert (points_of(answer.author), points_of(critic)) == (0, 0)

    undelete_post(actor=moderator, post=answer)
    assert (points_of(answer.author), points_of(critic)) == (8, -1)


def test_a_post_that_served_long_and_well_keeps_its_points_when_deleted(moderator: User) -> None:
    long_ago = timezone.now() - dt.timedelta(days=61)
    answer = PostFactory(question=ThreadFactory(created_at=long_ago))
    for _ in range(3):
        cast_vote(actor=voter(), post=answer, value=1)

    delete_post(actor=moderator, post=answer)

    assert points_of(answer.author) == 30


@pytest.mark.parametrize(("days", "ups"), [(60, 3), (61, 2)])
def test_a_younger_or_lower_post_does_not(days: int, ups: int, moderator: User) -> None:
    long_ago = timezone.now() - dt.timedelta(days=days)
    answer = PostFactory(question=ThreadFactory(created_at=long_ago))
    for _ in range(ups):
        cast_vote(actor=voter(), post=answer, value=1)

    delete_post(actor=moderator, post=answer, now=long_ago + dt.timedelta(days=days))

    assert points_of(answer.author) == 0


def test_hiding_a_question_takes_back_the_points_of_its_whole_thread(moderator: User) -> None:
    answer = PostFactory()
    asker = answer.question.author
    cast_vote(actor=voter(), post=answer, value=1)
    accept_answer(actor=asker, answer=answer)
    cast_vote(actor=voter(), post=answer.question.post, value=1)
    assert (points_of(answer.author), points_of(asker)) == (25, 7)

    hide_post(actor=moderator, post=answer.question.post, reason="off topic")
    assert (points_of(answer.author), points_of(asker)) == (0, 0)

    restore_post(actor=moderator, post=answer.question.post)
    assert (points_of(answer.author), points_of(asker)) == (25, 7)


def test_a_post_removed_as_spam_costs_a_hundred_until_it_is_restored(moderator: User) -> None:
    answer = PostFactory()
    give = cast_vote(actor=voter(), post=answer, value=1)

    hide_post(actor=moderator, post=give, reason="spam")
    assert points_of(answer.author) == -100

    restore_post(actor=moderator, post=give)
    assert points_of(answer.author) == 10


def test_votes_of_one_day_give_at_most_two_hundred_but_acceptance_is_outside() -> None:
    answer = PostFactory()
    add_votes(answer, ups=23)
    sync_ledger(kind=SourceKind.VOTE, source_ids=list(Vote.objects.values_list("pk", flat=True)))

    accept_answer(actor=answer.question.author, answer=answer)

    assert points_of(answer.author) == 215
    cap = ReputationEntry.objects.get(reason=Reason.DAILY_CAP)
    assert (cap.points, cap.day) == (-30, answer.created_at.date())


def test_what_a_withdrawn_vote_frees_under_the_cap_comes_back() -> None:
    answer = PostFactory()
    votes = add_votes(answer, ups=22)
    ids = [vote.pk for vote in votes]
    sync_ledger(kind=SourceKind.VOTE, source_ids=ids)

    Vote.objects.filter(pk__in=ids[:3]).delete()
    sync_ledger(kind=SourceKind.VOTE, source_ids=ids)

    assert points_of(answer.author) == 190


def test_the_cap_counts_by_utc_day() -> None:
    midnight = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    answer = PostFactory(question=ThreadFactory(created_at=midnight - dt.timedelta(days=3)))
    add_votes(answer, ups=20, at=midnight - dt.timedelta(seconds=1))
    add_votes(answer, ups=20, at=midnight)

    sync_ledger(kind=SourceKind.VOTE, source_ids=list(Vote.objects.values_list("pk", flat=True)))

    assert points_of(answer.author) == 400


def test_a_vote_that_is_refused_leaves_no_row() -> None:
    answer = PostFactory()

    with pytest.raises(Exception, match="own post"):
        cast_vote(actor=answer.author, post=answer, value=1)

    assert not ReputationEntry.objects.exists()
    assert not ReputationTotal.objects.exists()


def test_vote_and_ledger_row_fall_together(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = PostFactory()

    def break_down(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("the ledger is out of paper")

    monkeypatch.setattr(ReputationEntry.objects, "bulk_create", break_down)

    with pytest.raises(RuntimeError):
        cast_vote(actor=voter(), post=answer, value=1)

    answer.refresh_from_db()
    assert answer.score == 0
    assert not Vote.objects.exists()


def test_the_database_refuses_a_row_twice_and_a_row_of_nothing() -> None:
    answer = PostFactory()
    cast_vote(actor=voter(), post=answer, value=1)
    entry = ReputationEntry.objects.get()

    entry.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save(force_insert=True)
    entry.sequence, entry.points = 2, 0
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save(force_insert=True)


def test_a_vote_costs_a_bounded_number_of_queries(django_assert_num_queries: Any) -> None:
    answer = PostFactory()
    [vote] = add_votes(answer, ups=1)
    give_points(answer.author, 0)

    with django_assert_num_queries(8):
        sync_ledger(kind=SourceKind.VOTE, source_ids=[vote.pk])


def test_pending_posts_count_nothing_until_approved(moderator: User) -> None:
    answer = PostFactory(state=PostState.PENDING)
    add_votes(answer, ups=1)

    assert sync_ledger(kind=SourceKind.VOTE, source_ids=[Vote.objects.get().pk]) == 0

    restore_post(actor=moderator, post=answer)
    assert points_of(answer.author) == 10
