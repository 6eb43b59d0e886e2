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
from kb.models import ArticleFeedback, ArticlePage
from kb.selectors.articles import feedback_counts
from kb.services.articles import revise_article
from tests.factories import kb

pytestmark = pytest.mark.django_db


def say(client: Client, article_id: int, **data: Any) -> Any:
    return client.post(
        f"/api/v1/articles/{article_id}/feedback", data, content_type="application/json"
    )


def url_of(article: ArticlePage) -> str:
    return reverse("kb:article-feedback", args=[article.pk])


def said(article: ArticlePage) -> list[tuple[bool, str, str]]:
    return list(article.feedback.values_list("helpful", "reason", "comment"))


def test_the_first_click_counts_and_each_further_one_adds(client: Client) -> None:
    article = kb.article()
    url = url_of(article)

    noted = client.post(url, {"helpful": "no"}).content.decode()
    assert said(article) == [(False, "", "")]
    assert "It is hard to understand" in noted
    assert "It solved my problem" not in noted

    client.post(url, {"helpful": "no", "reason": "unclear"})
    assert said(article) == [(False, "unclear", "")]
    both = client.post(
        url, {"helpful": "no", "own_reason": "unclear", "comment": "Which wax?"}
    ).content.decode()
    assert said(article) == [(False, "unclear", "Which wax?")]
    assert 'value="" type="submit" aria-pressed="true">It is hard to understand' in both
    assert "Which wax?</textarea>" in both

    client.post(url, {"helpful": "no", "reason": ""})
    assert said(article) == [(False, "", "Which wax?")]
    assert "Which wax?" not in client.get(url).content.decode()
    again = client.post(url, {"helpful": "no"}).content.decode()
    assert "Which wax?" not in again  # it may be somebody else's of the same network
    assert said(article) == [(False, "", "Which wax?")]

    thanks = client.post(url, {"helpful": "yes"}).content.decode()
    assert "Thanks!" in thanks
    assert said(article) == [(True, "", "")]
    feedback = ArticleFeedback.objects.get()
    assert feedback.user is None
    assert feedback.revision_number == article.live_revision_id


def test_a_no_leads_to_the_community_with_the_title(client: Client) -> None:
    article = kb.article(title="A zip that splits & sticks")
    page = client.post(url_of(article), {"helpful": "no"}).content.decode()
    ask = f"/questions/ask/?article={article.pk}&amp;title=A%20zip%20that%20splits%20%26%20sticks"
    assert ask in page
    form = client.get(ask.replace("&amp;", "&")).content.decode()
    assert 'value="A zip that splits &amp; sticks"' in form


def test_htmx_gets_the_section_alone_and_focus_goes_to_a_new_heading(client: Client) -> None:
    url = url_of(kb.article())
    headers = {"HX-Request": "true"}

    wrong = client.post(url, {"helpful": "maybe"}, headers=headers)
    first = client.post(url, {"helpful": "no"}, headers=headers).content.decode()
    reason = client.post(url, {"helpful": "no", "reason": "unclear"}, headers=headers)

    assert wrong.status_code == 200
    assert "<html" not in first
    assert 'id="feedback-title" tabindex="-1" autofocus' in first
    assert "autofocus" not in reason.content.decode()
    assert 'id="announcer" hx-swap-oob="innerHTML">Saved.' in reason.content.decode()


@pytest.mark.parametrize(
    ("headers", "is_taken"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Origin": "http://testserver"}, True),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Origin": "https://elsewhere.example"}, False),
        ({}, False),
    ],
)
def test_only_pages_of_ours_may_send_it_without_a_token(
    headers: dict[str, str], is_taken: bool
) -> None:
    client, article = Client(enforce_csrf_checks=True), kb.article()
    page = client.get(article.get_absolute_url()).content.decode()
    assert "csrfmiddlewaretoken" not in page
    response = client.post(url_of(article), {"helpful": "yes"}, headers=headers)
    assert (response.status_code == 200) is is_taken
    assert article.feedback.exists() is is_taken


def test_a_second_verdict_replaces_the_first(api_of: Callable[[User], Client], user: User) -> None:
    article = kb.article()
    for client in (api_of(user), Client(REMOTE_ADDR="192.0.2.1")):
        assert say(client, article.pk, helpful=True, reason="solved").status_code == 200
        assert say(client, article.pk, helpful=False).json()["helpful"] is False
    say(Client(REMOTE_ADDR="192.0.2.2"), article.pk, helpful=True)

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


@pytest.mark.usefixtures("rate_limits")
def test_reasons_and_comments_use_up_no_verdicts(client: Client) -> None:
    article = kb.article()
    for number in range(20):
        client.post(url_of(article), {"helpful": "no", "comment": f"Thought {number}"})
    assert said(article) == [(False, "", "Thought 19")]


def test_a_visitor_sees_no_reason_that_another_of_the_network_gave(client: Client) -> None:
    article = kb.article()
    url = reverse("kb:article-feedback", args=[article.pk])
    pressed = 'aria-pressed="true"'
    own = client.post(url, {"helpful": "no", "reason": "unclear"}).content.decode()
    assert pressed in own
    assert 'name="own_reason" value="unclear"' in own
    other = Client().post(url, {"helpful": "no"}).content.decode()
    assert pressed not in other
    assert 'name="own_reason" value=""' in other
    added = {"helpful": "no", "own_reason": "unclear", "comment": "Step two is missing."}
    assert pressed in client.post(url, added).content.decode()
    assert article.feedback.get().reason == "unclear"
