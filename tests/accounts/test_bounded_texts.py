"""Bounded texts are counted as readers count, in every field that people reach.

What is at the bound is taken whole; what is over it is refused with the bound, and given back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import ApiToken, User
from community.models import Comment, Post, Question, Revision
from core.unicode import count_characters
from kb.models import ArticleFeedback, ArticleVerification, Promotion
from moderation.models import AuditEntry, Flag
from tests.factories import kb
from tests.factories.accounts import UserFactory
from tests.factories.community import ANSWER_BODY, QUESTION_BODY, answer, ask
from tests.factories.moderation import flag

pytestmark = pytest.mark.django_db

FAMILY: Final = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
MARKED: Final = "q\u0301\u0323"
ZALGO: Final = "z" + "\u0301" * 60_000


@dataclass(frozen=True)
class Field:
    """One text that people send: how, where it is kept, and how long it may be."""

    maximum: int
    send: Callable[[Client, str], Any]
    kept: Callable[[], str | None]


def latest(model: Any, name: str) -> str | None:
    return model.objects.order_by("-pk").values_list(name, flat=True).first()


def as_moderator(user: User) -> User:
    user.groups.add(*UserFactory(groups=["moderators", "editors", "experts"]).groups.all())
    return user


def fields_of(user: User) -> dict[str, Field]:
    """Every bounded text, made ready to be sent by the user."""
    as_moderator(user)
    own, others, waiting = answer(author=user), answer(), answer()
    article, question = kb.article(), ask(user)
    flag(waiting)
    profile = {"display_name": "Mira", "bio": "", "location": "", "website": ""}

    def profile_field(name: str, maximum: int) -> Field:
        return Field(
            maximum,
            lambda browser, text: browser.post("/accounts/profile/", {**profile, name: text}),
            lambda: User.objects.values_list(name, flat=True).get(pk=user.pk),
        )

    def api(browser: Client, path: str, payload: dict[str, Any]) -> Any:
        return browser.post(f"/api/v1{path}", payload, content_type="application/json")

    def page(path: str, field: str, **sent: Any) -> Callable[[Client, str], Any]:
        return lambda browser, text: browser.post(path, {**sent, field: text})

    return {
        "display name": profile_field("display_name", 80),
        "place": profile_field("location", 80),
        "about": profile_field("bio", 2000),
        "key": Field(
            80, page("/accounts/profile/tokens/", "label"), lambda: latest(ApiToken, "label")
        ),
        "title": Field(
            150,
            page("/questions/ask/", "title", body=QUESTION_BODY, seen_similar="yes"),
            lambda: latest(Question, "title"),
        ),
        "title by the API": Field(
            150,
            lambda b, text: api(b, "/questions", {"title": text, "body": QUESTION_BODY}),
            lambda: latest(Question, "title"),
        ),
        "comment": Field(
            600, page(f"/posts/{own.pk}/comment/", "body"), lambda: latest(Comment, "body")
        ),
        "summary": Field(
            300,
            page(f"/answers/{own.pk}/edit/", "summary", body=f"{ANSWER_BODY} Twice.", version=1),
            lambda: latest(Revision, "summary"),
        ),
        "report": Field(
            500,
            page(f"/moderation/flag/{others.pk}/", "note", reason="other"),
            lambda: latest(Flag, "note"),
        ),
        "report by the API": Field(
            500,
            lambda b, text: api(
                b, "/flags", {"target": f"answer:{others.pk}", "reason": "other", "note": text}
            ),
            lambda: latest(Flag, "note"),
        ),
        "decision": Field(
            500,
            page(f"/moderation/reports/answer/{waiting.pk}/", "note", decision="agree"),
            lambda: latest(AuditEntry, "note"),
        ),
        "hiding": Field(
            300,
            page(f"/moderation/posts/{others.pk}/act/", "note", action="hide"),
            lambda: Post.objects.get(pk=others.pk).state_reason or None,
        ),
        "locking": Field(
            300,
            page(f"/moderation/posts/{others.pk}/act/", "note", action="lock"),
            lambda: Question.objects.get(pk=others.question_id).lock_reason or None,
        ),
        "feedback": Field(
            600,
            lambda b, text: api(
                b, f"/articles/{article.pk}/feedback", {"helpful": False, "comment": text}
            ),
            lambda: latest(ArticleFeedback, "comment"),
        ),
        "check": Field(
            300,
            page(reverse("kb:article-confirm", args=[article.pk]), "note"),
            lambda: latest(ArticleVerification, "note"),
        ),
        "proposal": Field(
            1000,
            lambda b, text: api(
                b, f"/answers/{own.pk}/promotions", {"kind": "create", "note": text}
            ),
            lambda: latest(Promotion, "note"),
        ),
        "title of an edit": Field(
            150,
            page(f"{question.get_absolute_url()}edit/", "title", body=QUESTION_BODY, version=1),
            lambda: Question.objects.get(pk=question.pk).title,
        ),
    }


NAMES: Final = (
    *("display name", "place", "about", "key", "title", "title by the API", "comment", "summary"),
    *("report", "report by the API", "decision", "hiding", "locking", "feedback", "check"),
    *("proposal", "title of an edit"),
)


@pytest.mark.parametrize("name", NAMES)
def test_a_text_is_taken_up_to_its_bound_and_refused_beyond_it(
    name: str, user: User, client_of: Callable[[User], Client]
) -> None:
    field, browser = fields_of(user)[name], client_of(user)
    before = field.kept()
    word = "Zip fix "
    for character in (FAMILY, MARKED):
        over = word + character * (field.maximum - len(word) + 1)
        assert count_characters(over) == field.maximum + 1
        refused = field.send(browser, over)
        assert refused.status_code in (400, 422), (name, refused.status_code)
        assert str(field.maximum) in refused.content.decode()
        assert field.kept() == before
    refused = field.send(browser, ZALGO)
    assert refused.status_code in (400, 422), (name, refused.status_code)
    assert field.kept() == before
    fitting = word + FAMILY * (field.maximum - len(word))
    taken = field.send(browser, fitting)
    assert taken.status_code < 400, (name, taken.content.decode()[:500])
    assert (field.kept() or "").endswith(fitting)


def test_all_fields_are_walked(user: User) -> None:
    assert set(fields_of(user)) == set(NAMES)
