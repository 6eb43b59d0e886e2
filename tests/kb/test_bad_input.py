"""Odd numbers and hostile words in URLs and forms: a clear answer, and nothing changed."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from kb.models import ArticleFeedback, Promotion
from tests.factories import community as forum
from tests.factories import kb

pytestmark = pytest.mark.django_db

HUGE = 10**30


def test_numbers_beyond_the_database_are_not_found(
    client_of: Callable[[User], Client], admin: User
) -> None:
    kb.kb_site()
    client = client_of(admin)

    for name in ("promote", "promotion-detail", "review-detail", "article-feedback"):
        assert client.get(reverse(f"kb:{name}", args=[HUGE])).status_code == 404
    assert Client().get(f"/api/v1/articles/{HUGE}").status_code == 404
    assert Client().get(f"/api/v1/articles?cursor={HUGE}").status_code == 200


@pytest.mark.parametrize("article_id", [str(HUGE), "-1", "x", "1 OR 1=1"])
def test_an_article_that_is_none_is_refused_and_the_note_kept(
    article_id: str, client_of: Callable[[User], Client], expert: User
) -> None:
    kb.kb_site()
    answer = forum.answer()

    response = client_of(expert).post(
        reverse("kb:promote", args=[answer.pk]),
        {"kind": "update", "article_id": article_id, "note": "A careful <b>note</b>"},
    )

    assert response.status_code == 422
    assert "A careful &lt;b&gt;note&lt;/b&gt;" in response.content.decode()
    assert not Promotion.objects.exists()


def test_the_article_search_of_the_proposal_takes_any_words(
    client_of: Callable[[User], Client], expert: User
) -> None:
    article = kb.article(title="Free a stuck zip")
    url = reverse("kb:promote", args=[forum.answer().pk])

    found = client_of(expert).get(f"{url}?q=stuck+ZIP").content.decode()
    nothing = client_of(expert).get(f"{url}?q=%25_%27%22%3Cx%3E").content.decode()

    assert f'value="{article.pk}"' in found
    assert "No article holds these words." in nothing


@pytest.mark.parametrize(
    "path",
    ["/answers/1/promotions", "/promotions/1/decision", "/articles/1/review"],
)
def test_visitors_get_no_further_than_the_door(path: str) -> None:
    response = Client().post(f"/api/v1{path}", {}, content_type="application/json")

    assert response.status_code == 401


@pytest.mark.parametrize(
    ("path", "data", "field"),
    [
        ("/promotions/{promotion}/decision", {"decision": "maybe"}, "decision"),
        ("/articles/{draft}/review", {"action": "publish"}, "action"),
        ("/articles/{draft}/review", {"action": "reject"}, "comment"),
    ],
)
def test_unknown_words_name_the_field(
    path: str,
    data: dict[str, str],
    field: str,
    api_of: Callable[[User], Client],
    admin: User,
) -> None:
    promotion, draft = kb.promotion(), kb.draft()

    response = api_of(admin).post(
        f"/api/v1{path}".format(promotion=promotion.pk, draft=draft.pk),
        data,
        content_type="application/json",
    )

    assert response.status_code == 422
    assert list(response.json()["error"]["fields"]) == [field]
    promotion.refresh_from_db()
    assert promotion.state == "proposed"


def test_feedback_cannot_be_forged_across_sites(
    client_of: Callable[[User], Client], user: User
) -> None:
    article = kb.article()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    response = strict.post(
        f"/api/v1/articles/{article.pk}/feedback",
        {"helpful": True},
        content_type="application/json",
    )

    assert response.status_code == 403
    assert not ArticleFeedback.objects.exists()
