"""A reader whom an article did not help asks the community, and the article comes along."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from community.models import Question
from community.signals import question_asked
from kb.models import ArticlePage, FailedDeflection
from tests.factories import kb

pytestmark = pytest.mark.django_db

ASK = "/questions/ask/"
GOOD: dict[str, Any] = {
    "title": "The zip still sticks after waxing it",
    "body": "I brushed and waxed it as the article says, and the slider still stops.",
    "tags": "",
    "seen_similar": "yes",
}


@pytest.fixture
def told() -> Iterator[list[int | None]]:
    """Which articles were named when questions were asked."""
    named: list[int | None] = []

    def receive(sender: Any, read_article_id: int | None, **kwargs: Any) -> None:
        named.append(read_article_id)

    question_asked.connect(receive)
    yield named
    question_asked.disconnect(receive)


def test_the_article_leads_to_the_form_which_names_it() -> None:
    article = kb.article(title="Free a stuck zip")
    way = f"{ASK}?article={article.pk}"

    page = Client().get(article.get_absolute_url()).content.decode()
    form = Client().get(way).content.decode()

    assert f'href="{way}"' in page
    assert "Asked after reading" in form
    assert "Free a stuck zip" in form
    assert f'name="article" value="{article.pk}"' in form


def test_the_question_is_asked_with_the_article(
    client_of: Callable[[User], Client], user: User, told: list[int | None]
) -> None:
    article = kb.article()

    response = client_of(user).post(ASK, GOOD | {"article": str(article.pk)})

    assert response.status_code == 302
    assert told == [article.pk]
    assert FailedDeflection.objects.get().article == article


def test_the_question_says_what_was_read_to_those_who_may_read_it(
    client_of: Callable[[User], Client], user: User
) -> None:
    article = kb.article(title="Free a stuck zip")
    asked = client_of(user).post(ASK, GOOD | {"article": str(article.pk)})["Location"]

    page = Client().get(asked).content.decode()
    ArticlePage.objects.filter(pk=article.pk).update(audience="members")
    to_visitors = Client().get(asked).content.decode()

    assert "Asked after reading" in page
    assert article.get_absolute_url() in page
    assert "Asked after reading" not in to_visitors


def test_errors_and_the_step_with_similar_questions_keep_the_article(
    client_of: Callable[[User], Client],
    user: User,
    told: list[int | None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("community.views.ask._render_similar", lambda *args: "<p>Like it</p>")
    article = kb.article()
    kept = f'name="article" value="{article.pk}"'
    wrong = client_of(user).post(ASK, GOOD | {"title": "", "article": str(article.pk)})
    similar = client_of(user).post(ASK, GOOD | {"seen_similar": "", "article": str(article.pk)})

    assert (wrong.status_code, similar.status_code) == (422, 200)
    assert kept in wrong.content.decode()
    assert kept in similar.content.decode()
    assert (told, Question.objects.count()) == ([], 0)


def test_signing_in_on_the_way_keeps_the_article(user: User) -> None:
    article = kb.article()
    client = Client()

    client.post(ASK, GOOD | {"article": str(article.pk)})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    assert f'name="article" value="{article.pk}"' in client.get(ASK).content.decode()


def test_the_api_takes_the_article_along(
    api_of: Callable[[User], Client], user: User, told: list[int | None]
) -> None:
    article = kb.article()
    payload = {"title": GOOD["title"], "body": GOOD["body"], "article_id": article.pk}

    response = api_of(user).post("/api/v1/questions", payload, content_type="application/json")

    assert response.status_code == 201
    assert told == [article.pk]


@pytest.mark.parametrize("number", ["x", "-1", "9" * 30, "٣"])
def test_a_number_that_is_none_is_no_obstacle(
    number: str, client_of: Callable[[User], Client], user: User, told: list[int | None]
) -> None:
    form = Client().get(ASK, {"article": number})
    response = client_of(user).post(ASK, GOOD | {"article": number})

    assert "Asked after reading" not in form.content.decode()
    assert response.status_code == 302
    assert told == [None]


def test_the_form_names_no_article_that_the_reader_may_not_open() -> None:
    hidden = kb.article(audience="members")
    draft = kb.draft()

    for article in (hidden, draft):
        form = Client().get(ASK, {"article": article.pk}).content.decode()
        assert "Asked after reading" not in form
        assert article.title not in form


def test_a_no_leads_to_the_form_with_the_article(client: Client) -> None:
    article = kb.article()
    url = reverse("kb:article-feedback", args=[article.pk])

    thanks = client.post(url, {"helpful": "no"}).content.decode()

    assert f"{ASK}?article={article.pk}" in thanks
