"""Whatever people do, in whatever order: the counters equal a recount, the rules hold."""

from collections.abc import Callable

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from community.models import Comment, Post, Question, Tag, Vote
from community.services import answers, closing, comments, follows, questions, solutions, states
from community.services.recounts import recount_community
from community.services.votes import cast_vote
from core.errors import DomainError
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
}

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
        except (DomainError, ZeroDivisionError, Post.DoesNotExist):
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
