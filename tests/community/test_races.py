"""Two people at the same moment, on two real connections: the rules hold."""

from collections.abc import Callable
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection

from accounts.errors import DomainError
from community.models import Follow, Post, Question, Vote
from community.services.answers import post_answer
from community.services.questions import ask_question
from community.services.recounts import recount_community
from community.services.solutions import accept_answer
from community.services.states import delete_post
from community.services.votes import cast_vote
from tests.factories.community import ANSWER_BODY, QUESTION_BODY, answer, ask, member

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(*actions: Callable[[], object]) -> list[object]:
    """Run each action on its own connection at the same moment; give results or refusals."""
    barrier = Barrier(len(actions))
    results: list[object] = [None] * len(actions)

    def run(number: int, action: Callable[[], object]) -> None:
        try:
            barrier.wait(timeout=10)
            results[number] = action()
        except DomainError as error:
            results[number] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
        assert not thread.is_alive()
    return results


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
            submission_key=key,
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
                actor=people[0], question=question, body=ANSWER_BODY, submission_key=key
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
