"""Titles of notifications: each case has its own, and no name turns the sentence around."""

from typing import Final

import pytest

from notifications.kinds import Kind
from notifications.models import Notification
from notifications.texts import TITLES, title_of
from tests.factories import kb
from tests.factories.community import answer, comment, member

pytestmark = pytest.mark.django_db

HEBREW: Final = "\u05d0\u05d5\u05d4\u05dc"
CASES: Final = [(kind, case) for kind, texts in TITLES.items() for case in texts]


def notification(kind: Kind, case: str) -> Notification:
    """One of the case, about texts whose titles run to the left."""
    about, _space, variant = case.rpartition(" ")
    post = answer()
    question = post.question
    question.title = HEBREW
    article = None if about == "change" or case == "change" else kb.article(title=HEBREW)
    is_about_comment = "comment" in (about, case)
    return Notification(
        kind=kind,
        variant="" if case in ("comment", "change", "own", "question") else variant,
        user=question.author if case == "own" else member(),
        actor=member(),
        question=question,
        post=question.post if case == "question" else post,
        comment=comment(post) if is_about_comment else None,
        article=article,
        data={"name": "Curious", "title": HEBREW},
    )


@pytest.mark.parametrize(("kind", "case"), CASES)
def test_each_case_says_its_own_and_keeps_names_apart(kind: Kind, case: str) -> None:
    row = notification(kind, case)
    words = {"name": row.actor.name, "title": f"\u2068{HEBREW}\u2069", "badge": "Curious"}
    assert title_of(row) == str(TITLES[kind][case] % words)
