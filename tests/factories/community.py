"""The forum for tests: real threads, made by the services that make them in life."""

from itertools import count
from typing import Any

from accounts.models import User
from community.models import Comment, Post, Question
from community.services.answers import post_answer
from community.services.comments import post_comment
from community.services.questions import ask_question
from community.services.votes import cast_vote
from tests.factories.accounts import UserFactory

_numbers = count(1)

QUESTION_BODY = "The zip of my tent sticks near the top. I cleaned it twice and it still sticks."
ANSWER_BODY = "Rub a little candle wax along the teeth, then run the slider up and down ten times."
COMMENT_BODY = "Which model is it, and how old?"


def member(**fields: Any) -> User:
    """Somebody who holds every privilege that points can give up to editing others' posts."""
    return UserFactory(groups=["experts"], **fields)


def ask(author: User | None = None, **fields: Any) -> Question:
    """A public question."""
    return ask_question(
        actor=author or member(),
        title=fields.pop("title", f"How do I free the stuck zip of tent number {next(_numbers)}?"),
        body=fields.pop("body", QUESTION_BODY),
        tags=fields.pop("tags", []),
        **fields,
    )


def answer(question: Question | None = None, author: User | None = None, **fields: Any) -> Post:
    """A public answer."""
    return post_answer(
        actor=author or member(),
        question=question or ask(),
        body=fields.pop("body", ANSWER_BODY),
        **fields,
    )


def comment(post: Post, author: User | None = None, **fields: Any) -> Comment:
    """A public comment."""
    return post_comment(
        actor=author or member(), post=post, body=fields.pop("body", COMMENT_BODY), **fields
    )


def vote(post: Post, value: int = 1, voter: User | None = None, **fields: Any) -> Post:
    """A vote by somebody who may."""
    return cast_vote(actor=voter or member(), post=post, value=value, **fields)
