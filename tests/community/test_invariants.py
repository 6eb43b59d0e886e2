"""Whatever people do, in whatever order: the counters equal a recount, the rules hold."""

import inspect
import re
import sys
from collections.abc import Callable
from importlib import import_module

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from community.enums import RevisionKind
from community.models import Comment, Post, Question, Tag, Vote
from community.services import (
    answers,
    closing,
    comments,
    follows,
    questions,
    solutions,
    states,
    tag_management,
    tags,
    wiki,
)
from community.services.recounts import recount_community
from community.services.votes import cast_vote
from core.errors import DomainError
from tests.app_names import ROOT
from tests.factories.accounts import UserFactory
from tests.factories.community import ANSWER_BODY, COMMENT_BODY, QUESTION_BODY, member

pytestmark = pytest.mark.django_db

Step = Callable[[User, int], object]


def _pick(queryset: object, number: int) -> object:
    rows = list(queryset.order_by("pk"))  # type: ignore[attr-defined]
    return rows[number % len(rows)]


def _question(number: int) -> Question:
    return _pick(Question.objects.all(), number)  # type: ignore[return-value]


def _post(number: int) -> Post:
    return _pick(Post.objects.all(), number)  # type: ignore[return-value]


def _ask(actor: User, number: int) -> object:
    tags = ["tents"] if number % 2 else ["boots"]
    return questions.ask_question(
        actor=actor, title="How do I free a stuck zip?", body=QUESTION_BODY, tags=tags
    )


def _retag(actor: User, number: int) -> object:
    question = _question(number)
    tags = ["tents", "boots"] if number % 3 else []
    return questions.edit_question(
        actor=actor, question=question, title=question.title, body=QUESTION_BODY, tags=tags
    )


def _edit(actor: User, number: int) -> object:
    return answers.edit_answer(actor=actor, answer=_post(number), body=f"{ANSWER_BODY} {number}")


def _tag(number: int) -> Tag:
    return _pick(Tag.objects.all(), number)  # type: ignore[return-value]


def _back(actor: User, number: int) -> object:
    return answers.edit_answer(
        actor=actor, answer=_post(number), body=ANSWER_BODY, kind=RevisionKind.ROLLBACK
    )


STEPS: dict[str, Step] = {
    "ask": _ask,
    "retag": _retag,
    "answer": lambda actor, n: answers.post_answer(
        actor=actor, question=_question(n), body=ANSWER_BODY
    ),
    "edit": _edit,
    "comment": lambda actor, n: comments.post_comment(
        actor=actor, post=_post(n), body=COMMENT_BODY
    ),
    "delete comment": lambda actor, n: comments.delete_comment(
        actor=actor, comment=_pick(Comment.objects.all(), n)
    ),
    "hide comment": lambda actor, n: comments.hide_comment(
        actor=actor, comment=_pick(Comment.objects.all(), n)
    ),
    "restore comment": lambda actor, n: comments.restore_comment(
        actor=actor, comment=_pick(Comment.objects.all(), n)
    ),
    "vote up": lambda actor, n: cast_vote(actor=actor, post=_post(n), value=1),
    "vote down": lambda actor, n: cast_vote(actor=actor, post=_post(n), value=-1),
    "unvote": lambda actor, n: cast_vote(actor=actor, post=_post(n), value=0),
    "accept": lambda actor, n: solutions.accept_answer(actor=actor, answer=_post(n)),
    "unaccept": lambda actor, n: solutions.unaccept_answer(actor=actor, answer=_post(n)),
    "delete": lambda actor, n: states.delete_post(actor=actor, post=_post(n)),
    "undelete": lambda actor, n: states.undelete_post(actor=actor, post=_post(n)),
    "hide": lambda actor, n: states.hide_post(actor=actor, post=_post(n), reason="spam"),
    "restore": lambda actor, n: states.restore_post(actor=actor, post=_post(n)),
    "follow": lambda actor, n: follows.follow_question(actor=actor, question=_question(n)),
    "unfollow": lambda actor, n: follows.unfollow_question(actor=actor, question=_question(n)),
    "close": lambda actor, n: closing.close_question(
        actor=actor, question=_question(n), reason="off_topic"
    ),
    "reopen": lambda actor, n: closing.reopen_question(actor=actor, question=_question(n)),
    "lock": lambda actor, n: closing.lock_question(
        actor=actor, question=_question(n), reason="heated"
    ),
    "unlock": lambda actor, n: closing.unlock_question(actor=actor, question=_question(n)),
    "back": _back,
    "edit comment": lambda actor, n: comments.edit_comment(
        actor=actor, comment=_pick(Comment.objects.all(), n), body=f"{COMMENT_BODY} {n}"
    ),
    "confirm hiding": lambda actor, n: states.confirm_hiding(
        actor=actor, post=_post(n), reason="spam"
    ),
    "wiki": lambda actor, n: wiki.set_wiki(actor=actor, post=_post(n), is_wiki=bool(n % 3)),
    "follow tag": lambda actor, n: follows.follow_tag(actor=actor, tag=_tag(n)),
    "unfollow tag": lambda actor, n: follows.unfollow_tag(actor=actor, tag=_tag(n)),
    "merge tag": lambda actor, n: tag_management.merge_tag(
        actor=actor, tag=_tag(n), into=("tents", "boots", "awnings")[n % 3]
    ),
    "rename tag": lambda actor, n: tag_management.rename_tag(
        actor=actor, tag=_tag(n), name=("tents", "boots", "awnings")[n % 3]
    ),
    "make tag": lambda actor, n: tag_management.create_tag(actor=actor, name="awnings"),
    "delete tag": lambda actor, n: tag_management.delete_tag(actor=actor, tag=_tag(n)),
    "reserve tag": lambda actor, n: tag_management.reserve_tag(
        actor=actor, tag=_tag(n), is_reserved=bool(n % 2)
    ),
    "describe tag": lambda actor, n: tags.describe_tag(
        actor=actor, tag=_tag(n), description=f"For {n} people."
    ),
}

COUNT_NOTHING = {
    "find_sent": "reads what was posted already",
    "announce_mentions": "tells the other apps whom a text mentions",
    "resolve_tags": "a part of asking and editing",
    "note_activity": "a part of what is public",
    "check_version": "refuses, and writes nothing",
    "check_language_base": "refuses, and writes nothing",
    "rewrite_post": "a part of editing",
    "withdraw_acceptance": "a part of deleting and hiding",
}


def test_every_service_takes_part() -> None:
    names = set()
    for path in (ROOT / "community" / "services").glob("*.py"):
        module = import_module(f"community.services.{path.stem}")
        for name, value in vars(module).items():
            is_own = inspect.isfunction(value) and value.__module__ == module.__name__
            if is_own and name[0] != "_" and "actor" in inspect.signature(value).parameters:
                names.add(name)
    source = re.sub(r"\(\s+", "(", inspect.getsource(sys.modules[__name__]))
    missing = {name for name in names if f"{name}(actor" not in source} - set(COUNT_NOTHING)
    assert missing == set()
    assert set(COUNT_NOTHING) <= names


histories = st.lists(
    st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 3), st.integers(0, 30)), max_size=30
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories)
def test_counters_equal_a_recount_after_any_history(
    history: list[tuple[str, int, int]], db: None
) -> None:
    with transaction.atomic():
        _play(history)
        wrong = {name: count for name, count in recount_community().items() if count}
        assert wrong == {}
        _check_rules()
        transaction.set_rollback(True)


def _make_tags() -> None:
    for name in ("tents", "boots"):
        Tag.objects.create(name=name, slug=name)


def _play(history: list[tuple[str, int, int]]) -> None:
    _make_tags()
    people = [
        member(),
        member(),
        UserFactory(groups=["moderators"]),
        UserFactory(),
    ]
    _ask(people[0], 0)
    for name, person, number in history:
        try:
            STEPS[name](people[person], number)
        except (DomainError, ZeroDivisionError, ObjectDoesNotExist):
            continue


def _check_rules() -> None:
    for vote in Vote.objects.select_related("post"):
        assert vote.voter_id != vote.post.author_id == vote.author_id
    for question in Question.objects.select_related("accepted_answer"):
        accepted = question.posts.filter(accepted_at__isnull=False)
        assert list(accepted) == [question.accepted_answer][: accepted.count()]
        for post in question.posts.all():
            numbers = list(post.revisions.order_by("number").values_list("number", flat=True))
            assert numbers == list(range(1, post.revision_count + 1))


def test_a_recount_repairs_what_is_wrong_and_says_so() -> None:
    _make_tags()
    actor = member()
    question = _ask(actor, 1)
    answers.post_answer(actor=actor, question=question, body=ANSWER_BODY)  # type: ignore[arg-type]
    Question.objects.update(answer_count=7, last_activity_by=member())
    Post.objects.update(up_count=4, score=4)
    Tag.objects.update(question_count=9)
    repaired = {name: count for name, count in recount_community().items() if count}
    assert repaired == {
        "post.votes": 2,
        "question.answer_count": 1,
        "tag.question_count": 2,
        "question.last_activity": 1,
    }
    assert Question.objects.get().answer_count == 1
