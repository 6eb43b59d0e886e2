"""Two saves at the same moment, on two real connections: one is taken, the other sees it."""

from collections.abc import Callable

import pytest

from community.models import Comment, Post, Question, Revision, Tag
from community.services.answers import edit_answer, post_answer
from community.services.comments import delete_comment, edit_comment, post_comment
from community.services.questions import edit_question
from community.services.recounts import recount_community
from community.services.states import delete_post, undelete_post
from community.services.tags import describe_tag
from community.services.versions import EditConflict
from tests.factories.accounts import UserFactory
from tests.factories.community import ANSWER_BODY, answer, ask, comment, member
from tests.races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

TEXTS = ("Rub wax along the teeth.", "Rub soap along the teeth.", "Rub graphite along the teeth.")


def saves_of(kind: str) -> list[Callable[[], object]]:
    """Saves of several people that all began from the same text."""
    people = [UserFactory(groups=["moderators"]) for _ in TEXTS]
    pairs = list(zip(people, TEXTS, strict=True))
    if kind == "question":
        question = ask()
        return [
            lambda p=p, t=t: edit_question(actor=p, question=question, body=t, version=1)
            for p, t in pairs
        ]
    if kind == "answer":
        post = answer()
        return [
            lambda p=p, t=t: edit_answer(actor=p, answer=post, body=t, version=1) for p, t in pairs
        ]
    if kind == "comment":
        said = comment(answer())
        return [
            lambda p=p, t=t: edit_comment(actor=p, comment=said, body=t, base=said.body)
            for p, t in pairs
        ]
    tag = Tag.objects.create(name="zips", slug="zips")
    return [
        lambda p=p, t=t: describe_tag(actor=p, tag=tag, description=t, base="") for p, t in pairs
    ]


@pytest.mark.parametrize("kind", ["question", "answer", "comment", "tag"])
def test_of_many_saves_from_one_beginning_one_is_taken(kind: str) -> None:
    results = at_once(*saves_of(kind))
    refused = [result for result in results if isinstance(result, EditConflict)]
    assert len(refused) == len(TEXTS) - 1
    [kept] = [text for text in TEXTS if _stands(kind, text)]
    assert all(kept in refusal.details["current"].values() for refusal in refused)
    assert Revision.objects.filter(number__gt=1).count() == (kind in ("question", "answer"))


def _stands(kind: str, text: str) -> bool:
    rows = {
        "question": Post.objects.filter(kind="question", body_markdown=text),
        "answer": Post.objects.filter(kind="answer", body_markdown=text),
        "comment": Comment.objects.filter(body=text),
        "tag": Tag.objects.filter(description=text),
    }
    return rows[kind].exists()


def test_two_partial_edits_of_one_person_are_both_kept() -> None:
    question = ask()
    at_once(
        lambda: edit_question(
            actor=question.author, question=question, title="How do I wax a zip of a tent?"
        ),
        lambda: edit_question(actor=question.author, question=question, body=TEXTS[0]),
    )
    question = Question.objects.get()
    assert question.title == "How do I wax a zip of a tent?"
    assert question.post.body_markdown == TEXTS[0]


def test_the_last_activity_is_right_whatever_comes_and_goes_at_once() -> None:
    question, people = ask(), [member() for _ in range(3)]
    going, said = answer(question), comment(question.post)
    at_once(
        lambda: delete_post(actor=going.author, post=going),
        lambda: delete_comment(actor=said.author, comment=said),
        lambda: post_answer(actor=people[0], question=question, body=ANSWER_BODY),
        lambda: post_comment(actor=people[1], post=question.post, body="Which one?"),
    )
    at_once(
        lambda: undelete_post(actor=going.author, post=going),
        lambda: post_answer(actor=people[2], question=question, body=ANSWER_BODY + " Twice."),
    )
    assert {name: n for name, n in recount_community().items() if n} == {}
