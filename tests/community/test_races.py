"""Two people at the same moment, on two real connections: the rules hold."""

from uuid import uuid4

import pytest

from community.models import Follow, Post, Question, Vote
from community.services.answers import post_answer
from community.services.comments import post_comment
from community.services.questions import ask_question
from community.services.recounts import recount_community
from community.services.solutions import accept_answer, unaccept_answer
from community.services.states import delete_post, undelete_post
from community.services.votes import cast_vote
from tests.factories.accounts import UserFactory
from tests.factories.community import ANSWER_BODY, QUESTION_BODY, answer, ask, member
from tests.races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def _nothing_to_repair() -> bool:
    return not any(recount_community().values())


def test_a_double_click_votes_once() -> None:
    post, voter = answer(), member()
    at_once(*[lambda: cast_vote(actor=voter, post=post, value=1)] * 4)
    post.refresh_from_db()
    assert post.score == 1
    assert Vote.objects.count() == 1


def test_votes_of_many_people_are_all_counted() -> None:
    post, voters = answer(), [member() for _ in range(6)]
    at_once(*[lambda v=v: cast_vote(actor=v, post=post, value=1) for v in voters])
    post.refresh_from_db()
    assert post.score == 6


def test_a_form_sent_twice_at_once_asks_once() -> None:
    actor, key = member(), uuid4()

    def send() -> Question:
        return ask_question(
            actor=actor,
            title="How do I free a stuck zip?",
            body=QUESTION_BODY,
            tags=[],
            idempotency_key=key,
        )

    first, second = at_once(send, send)
    assert first == second
    assert Question.objects.count() == 1
    assert Follow.objects.count() == 1


def test_two_answers_are_both_counted_and_one_sent_twice_is_not() -> None:
    question, people, key = ask(), [member(), member()], uuid4()
    at_once(
        *[lambda p=p: post_answer(actor=p, question=question, body=ANSWER_BODY) for p in people],
        *[
            lambda: post_answer(
                actor=people[0], question=question, body=ANSWER_BODY, idempotency_key=key
            )
        ]
        * 2,
    )
    question.refresh_from_db()
    assert question.answer_count == Post.objects.answers().count() == 3


def test_accepting_two_answers_at_once_leaves_one() -> None:
    asker = member()
    question = ask(asker)
    posts = [answer(question), answer(question)]
    at_once(*[lambda p=p: accept_answer(actor=asker, answer=p) for p in posts])
    accepted = Post.objects.get(accepted_at__isnull=False)
    question.refresh_from_db()
    assert question.accepted_answer == accepted


def test_an_answer_deleted_while_it_is_accepted_is_not_both() -> None:
    asker, author = member(), member()
    question = ask(asker)
    post = answer(question, author)
    at_once(
        lambda: accept_answer(actor=asker, answer=post),
        lambda: delete_post(actor=author, post=post),
    )
    post.refresh_from_db()
    assert post.is_accepted == post.is_visible
    assert _nothing_to_repair()


def test_all_kinds_of_writers_of_one_thread_wait_in_line_and_never_in_a_ring() -> None:
    reply = answer()
    asking = reply.question.post
    people = [UserFactory(is_superuser=True) for _ in range(8)]

    at_once(
        lambda: cast_vote(actor=people[0], post=asking, value=1),
        lambda: cast_vote(actor=people[1], post=reply, value=1),
        lambda: post_comment(actor=people[2], post=reply, body="Which year is yours from?"),
        lambda: post_comment(actor=people[3], post=asking, body="Which size do you ride?"),
        lambda: accept_answer(actor=people[4], answer=reply),
        lambda: unaccept_answer(actor=people[5], answer=reply),
        lambda: delete_post(actor=people[6], post=reply),
        lambda: undelete_post(actor=people[7], post=reply),
    )

    assert _nothing_to_repair()
