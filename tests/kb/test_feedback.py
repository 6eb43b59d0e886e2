"""Whether an article helped."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from kb import signals
from kb.models import ArticleFeedback
from kb.selectors.articles import feedback_counts
from kb.services.articles import revise_article
from tests.factories import kb

pytestmark = pytest.mark.django_db


def say(client: Client, article_id: int, **data: Any) -> Any:
    return client.post(
        f"/api/v1/articles/{article_id}/feedback", data, content_type="application/json"
    )


def test_a_visitor_without_javascript_says_why(client: Client) -> None:
    article = kb.article()
    address = reverse("kb:article-feedback", args=[article.pk])

    form = client.get(f"{address}?helpful=no").content.decode()
    thanks = client.post(
        address, {"helpful": "no", "reason": "unclear", "comment": "Which wax?"}
    ).content.decode()

    assert "It is hard to understand" in form
    assert "It solved my problem" not in form
    assert "Our editors read this" in thanks
    feedback = ArticleFeedback.objects.get()
    assert (feedback.helpful, feedback.reason, feedback.comment) == (False, "unclear", "Which wax?")
    assert feedback.user is None
    assert feedback.revision_number == article.live_revision_id


def test_htmx_gets_the_form_and_the_thanks_alone(client: Client) -> None:
    address = reverse("kb:article-feedback", args=[kb.article().pk])
    headers = {"HX-Request": "true"}

    form = client.get(address, headers=headers).content.decode()
    wrong = client.post(address, {"helpful": "maybe"}, headers=headers)
    thanks = client.post(address, {"helpful": "yes"}, headers=headers).content.decode()

    assert "<html" not in form
    assert wrong.status_code == 200
    assert "Thank you" in thanks


def test_a_second_verdict_replaces_the_first(api_of: Callable[[User], Client], user: User) -> None:
    article = kb.article()
    for client in (api_of(user), Client(headers={"User-Agent": "one"})):
        assert say(client, article.pk, helpful=True, reason="solved").status_code == 200
        assert say(client, article.pk, helpful=False).json()["helpful"] is False
    say(Client(headers={"User-Agent": "two"}), article.pk, helpful=True)

    assert ArticleFeedback.objects.count() == 3
    assert feedback_counts([article.pk]) == {article.pk: (1, 2)}


def test_a_new_version_starts_with_a_clean_sheet() -> None:
    article = kb.article()
    say(Client(), article.pk, helpful=False)
    revise_article(actor=kb.editor(), article=article, body_markdown="Much better now.")
    kb.approve(article)

    say(Client(), article.pk, helpful=True)

    assert ArticleFeedback.objects.count() == 2
    assert feedback_counts([article.pk]) == {article.pk: (1, 0)}


def test_one_verdict_for_each_reader_and_version_is_a_rule_of_the_database(user: User) -> None:
    article = kb.article()
    now = timezone.now()
    row: dict[str, Any] = {
        "article": article,
        "revision_number": 1,
        "helpful": True,
        "created_at": now,
        "updated_at": now,
    }
    ArticleFeedback.objects.create(user=user, **row)
    ArticleFeedback.objects.create(visitor="v", **row)

    for wrong in ({"user": user}, {"visitor": "v"}, {}, {"user": user, "visitor": "w"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ArticleFeedback.objects.create(**wrong, **row)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"helpful": True, "reason": "inaccurate"}, "reason"),
        ({"helpful": False, "comment": "x" * 601}, "comment"),
        ({"helpful": "perhaps"}, "helpful"),
    ],
)
def test_a_wrong_verdict_names_the_field(data: dict[str, Any], field: str) -> None:
    response = say(Client(), kb.article().pk, **data)

    assert response.status_code == 422
    assert field in str(response.json()["error"]["fields"])
    assert not ArticleFeedback.objects.exists()


def test_drafts_take_no_feedback_and_the_event_carries_the_verdict() -> None:
    told: list[tuple[int, bool]] = []

    def receive(sender: Any, article_id: int, helpful: bool, **kwargs: Any) -> None:
        told.append((article_id, helpful))

    signals.article_feedback_recorded.connect(receive)
    draft, article = kb.draft(), kb.article()
    assert say(Client(), draft.pk, helpful=True).status_code == 404
    say(Client(), article.pk, helpful=True)
    signals.article_feedback_recorded.disconnect(receive)

    assert told == [(article.pk, True)]


@pytest.mark.usefixtures("rate_limits")
def test_a_visitor_may_judge_ten_articles_a_day() -> None:
    article = kb.article()
    answers = [say(Client(), article.pk, helpful=True).status_code for _ in range(11)]

    assert answers == [200] * 10 + [429]
