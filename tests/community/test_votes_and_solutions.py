"""Voting, accepting, deleting: who may, and what is counted."""

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction
from django.test import override_settings
from django.utils import timezone

from accounts.models import User
from community.models import Post, Vote
from community.permissions import SelfVote
from community.services.solutions import accept_answer, unaccept_answer
from community.services.states import delete_post, hide_post, restore_post, undelete_post
from community.services.votes import cast_vote
from core.errors import PermissionRefused
from tests.factories.accounts import UserFactory
from tests.factories.community import answer, ask, member, vote

pytestmark = pytest.mark.django_db


def test_a_vote_changes_the_score_once_however_often_it_is_sent() -> None:
    post, voter = answer(), member()
    assert vote(post, 1, voter).score == 1
    assert vote(post, 1, voter).score == 1
    post.refresh_from_db()
    assert (post.score, post.up_count, post.down_count) == (1, 1, 0)


def test_a_vote_can_be_turned_and_taken_back() -> None:
    post, voter = answer(), member()
    vote(post, 1, voter)
    _allow_downvotes(voter)
    assert vote(post, -1, voter).score == -1
    assert vote(post, 0, voter).score == 0
    assert not Vote.objects.exists()


def _allow_downvotes(user: User) -> None:
    user.user_permissions.add(Permission.objects.get(codename="vote_down"))


def test_the_score_of_a_question_shows_in_its_thread_row() -> None:
    question = ask()
    vote(question.post)
    question.refresh_from_db()
    assert question.score == 1


def test_nobody_votes_on_their_own_post_and_the_database_agrees() -> None:
    author = member()
    post = answer(author=author)
    with pytest.raises(SelfVote):
        cast_vote(actor=author, post=post, value=1)
    now = timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        Vote.objects.create(
            post=post, voter=author, author=author, value=1, created_at=now, updated_at=now
        )
    assert not Vote.objects.exists()


def test_a_new_member_may_vote_up_and_hears_what_voting_down_takes(user: User) -> None:
    post = answer()
    with pytest.raises(PermissionRefused, match="From 125 points; you have 1"):
        cast_vote(actor=user, post=post, value=-1)
    post.refresh_from_db()
    assert post.score == 0
    assert cast_vote(actor=user, post=post, value=1).score == 1


@override_settings(STOA_REPUTATION={"preset": "strict"})
def test_whoever_asked_may_always_say_that_an_answer_helped(user: User) -> None:
    own, other = answer(ask(user)), answer()
    with pytest.raises(PermissionRefused, match="From 15 points; you have 1"):
        cast_vote(actor=user, post=other, value=1)
    assert cast_vote(actor=user, post=own, value=1).score == 1
    with pytest.raises(PermissionRefused):
        cast_vote(actor=user, post=own, value=-1)


def test_the_asker_accepts_one_answer_and_may_change_their_mind(user: User) -> None:
    question = ask(user)
    first, second = answer(question), answer(question)
    accept_answer(actor=user, answer=first)
    accept_answer(actor=user, answer=second)
    question.refresh_from_db()
    assert question.accepted_answer == second
    accepted = Post.objects.filter(accepted_at__isnull=False)
    assert list(accepted) == [second]
    unaccept_answer(actor=user, answer=second)
    question.refresh_from_db()
    assert question.accepted_answer is None


def test_a_stranger_cannot_accept() -> None:
    post = answer()
    with pytest.raises(PermissionRefused, match="Only the person who asked"):
        accept_answer(actor=member(), answer=post)
    post.refresh_from_db()
    assert not post.is_accepted


def test_the_database_holds_at_most_one_accepted_answer(user: User) -> None:
    question = ask(user)
    accept_answer(actor=user, answer=answer(question))
    other = answer(question)
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=other.pk).update(accepted_at=timezone.now())


def test_an_author_deletes_and_brings_back_their_answer(user: User) -> None:
    question = ask()
    post = answer(question, user)
    delete_post(actor=user, post=post)
    question.refresh_from_db()
    assert question.answer_count == 0
    undelete_post(actor=user, post=post)
    question.refresh_from_db()
    assert question.answer_count == 1


def test_what_a_moderator_deleted_its_author_cannot_bring_back(user: User, moderator: User) -> None:
    post = answer(author=user)
    delete_post(actor=moderator, post=post, reason="spam")
    with pytest.raises(PermissionRefused):
        undelete_post(actor=user, post=post)
    assert undelete_post(actor=moderator, post=post).is_visible


def test_a_question_others_have_answered_and_an_accepted_answer_stay(user: User) -> None:
    question = ask(user)
    author = member()
    post = answer(question, author)
    with pytest.raises(PermissionRefused, match="People have answered"):
        delete_post(actor=user, post=question.post)
    accept_answer(actor=user, answer=post)
    with pytest.raises(PermissionRefused, match="accepted answer stays"):
        delete_post(actor=author, post=post)


def test_a_hidden_accepted_answer_loses_its_mark(user: User, moderator: User) -> None:
    question = ask(user)
    post = answer(question)
    accept_answer(actor=user, answer=post)
    hide_post(actor=moderator, post=post, reason="spam")
    question.refresh_from_db()
    assert (question.accepted_answer, question.answer_count) == (None, 0)
    restore_post(actor=moderator, post=post)
    question.refresh_from_db()
    assert question.answer_count == 1


def test_hidden_posts_take_no_votes_and_cannot_be_accepted(user: User, moderator: User) -> None:
    question = ask(user)
    post = answer(question)
    hide_post(actor=moderator, post=post, reason="rude")
    with pytest.raises(PermissionRefused, match="not public"):
        vote(post)
    with pytest.raises(PermissionRefused, match="not public"):
        accept_answer(actor=user, answer=post)


def test_only_moderators_hide() -> None:
    post = answer()
    with pytest.raises(PermissionRefused):
        hide_post(actor=UserFactory(), post=post, reason="spam")
    post.refresh_from_db()
    assert post.is_visible
