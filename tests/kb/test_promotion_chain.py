"""From an answer to a published article, in the browser and over the API."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from community.services.states import delete_post
from kb import signals
from kb.models import ArticlePage, ArticleSource, Promotion
from tests.factories import community as forum
from tests.factories import kb

pytestmark = pytest.mark.django_db

ANSWER = """Wax helps.

1. Brush the teeth.
2. Rub candle wax along them.

```bash
wax --on
```
"""


@pytest.fixture
def events() -> Any:
    """What the knowledge base tells the apps above it, in order."""
    seen: list[tuple[str, dict[str, Any]]] = []
    receivers = []
    for name in ("promotion_proposed", "promotion_decided", "promotion_published"):

        def receive(sender: Any, _name: str = name, **payload: Any) -> None:
            payload.pop("signal")
            seen.append((_name, payload))

        getattr(signals, name).connect(receive)
        receivers.append((name, receive))
    yield seen
    for name, receive in receivers:
        getattr(signals, name).disconnect(receive)


def test_an_answer_becomes_an_article_in_the_browser(
    client_of: Callable[[User], Client], expert: User, editor: User, events: Any
) -> None:
    kb.kb_site()
    author = forum.member(display_name="Ola Berg")
    question = forum.ask(title="How do I free a stuck tent zip?")
    answer = forum.answer(question, author=author, body=ANSWER)

    response = client_of(expert).post(
        reverse("kb:promote", args=[answer.pk]), {"kind": "create", "note": "Asked every spring"}
    )
    assert response.status_code == 302
    promotion = Promotion.objects.get()
    assert (promotion.state, promotion.kind) == ("proposed", "create")

    at_desk = client_of(editor)
    queue = at_desk.get(reverse("kb:promotion-list"))
    assert question.title in queue.content.decode()
    response = at_desk.post(promotion.get_absolute_url(), {"decision": "accept"})
    assert response.status_code == 302
    article = ArticlePage.objects.get()
    assert not article.live
    assert article.title == question.title
    assert [block.block_type for block in article.body] == ["text", "steps", "code"]
    assert at_desk.get(reverse("wagtailadmin_pages:edit", args=[article.pk])).status_code == 200

    response = at_desk.post(reverse("kb:review-submit", args=[article.pk]))
    assert response.status_code == 302
    at_review = client_of(expert)
    assert article.title in at_review.get(reverse("kb:review-list")).content.decode()
    review_page = at_review.get(reverse("kb:review-detail", args=[article.pk]))
    assert "Ola Berg" in review_page.content.decode()
    response = at_review.post(
        reverse("kb:review-detail", args=[article.pk]),
        {"action": "approve", "revision": article.latest_revision_id},
    )
    article.refresh_from_db()
    assert response["Location"] == article.get_absolute_url()
    assert article.live
    assert article.verified_by == expert

    page = Client().get(article.get_absolute_url()).content.decode()
    assert "Rub candle wax along them." in page
    assert answer.get_absolute_url() in page
    assert "Ola Berg" in page
    promotion.refresh_from_db()
    assert promotion.state == "published"
    assert ArticleSource.objects.get().live
    assert [name for name, _ in events] == [
        "promotion_proposed",
        "promotion_decided",
        "promotion_published",
    ]
    assert events[-1][1] == {
        "promotion_id": promotion.pk,
        "post_id": answer.pk,
        "article_id": article.pk,
        "author_id": author.pk,
        "kind": "create",
    }


def test_an_answer_becomes_an_article_over_the_api(
    api_of: Callable[[User], Client], expert: User, editor: User
) -> None:
    kb.kb_site()
    answer = forum.answer(body=ANSWER)

    def post(person: User, path: str, data: dict[str, Any]) -> Any:
        return api_of(person).post(f"/api/v1{path}", data, content_type="application/json")

    proposed = post(expert, f"/answers/{answer.pk}/promotions", {"kind": "create"})
    assert proposed.status_code == 201
    assert proposed.json() == {
        "id": proposed.json()["id"],
        "state": "proposed",
        "article_id": None,
    }
    decided = post(editor, f"/promotions/{proposed.json()['id']}/decision", {"decision": "accept"})
    assert decided.status_code == 200
    article_id = decided.json()["article_id"]
    assert decided.json()["state"] == "accepted"
    assert decided.json()["edit_url"].endswith(f"/cms/pages/{article_id}/edit/")
    assert Client().get(f"/api/v1/articles/{article_id}").status_code == 404

    refused = post(editor, f"/articles/{article_id}/review", {"action": "approve"})
    assert refused.status_code == 403
    reviewed = post(expert, f"/articles/{article_id}/review", {"action": "approve"})
    assert reviewed.json() == {"id": article_id, "live": True}

    shown = Client().get(f"/api/v1/articles/{article_id}").json()
    assert shown["sources"][0]["answer_id"] == answer.pk
    assert shown["contributors"][0]["username"] == answer.author.username
    assert "candle wax" in shown["body_html"]
    assert [item["id"] for item in Client().get("/api/v1/articles").json()["items"]] == [article_id]


def test_a_deleted_answer_cannot_be_proposed(
    api_of: Callable[[User], Client], expert: User, moderator: User
) -> None:
    kb.kb_site()
    answer = forum.answer()
    delete_post(actor=answer.author, post=answer)

    def propose(person: User) -> Any:
        return api_of(person).post(
            f"/api/v1/answers/{answer.pk}/promotions",
            {"kind": "create"},
            content_type="application/json",
        )

    assert propose(expert).status_code == 404  # who does not see it is not told that it is there
    refused = propose(moderator)
    assert refused.status_code == 409
    assert refused.json()["error"]["code"] == "answer_not_public"
    assert not Promotion.objects.exists()


def test_an_answer_deleted_after_its_proposal_cannot_be_accepted(
    client_of: Callable[[User], Client], editor: User
) -> None:
    promotion = kb.promotion()
    delete_post(actor=promotion.answer.author, post=promotion.answer)

    response = client_of(editor).post(promotion.get_absolute_url(), {"decision": "accept"})

    assert response.status_code == 409
    assert "deleted, hidden" in response.content.decode()
    promotion.refresh_from_db()
    assert promotion.state == "declined"
    assert not ArticlePage.objects.exists()


def test_the_second_editor_is_told_who_was_first(
    client_of: Callable[[User], Client], api_of: Callable[[User], Client], editor: User
) -> None:
    promotion = kb.promotion()
    first = kb.editor()
    client_of(first).post(promotion.get_absolute_url(), {"decision": "decline", "note": "Known"})

    late = client_of(editor).post(promotion.get_absolute_url(), {"decision": "accept"})
    assert late.status_code == 409
    assert first.name in late.content.decode()
    over_api = api_of(editor).post(
        f"/api/v1/promotions/{promotion.pk}/decision",
        {"decision": "accept"},
        content_type="application/json",
    )

    assert over_api.status_code == 409
    assert over_api.json()["error"]["code"] == "already_decided"
    promotion.refresh_from_db()
    assert (promotion.state, promotion.decided_by) == ("declined", first)
    assert not ArticlePage.objects.exists()


def test_members_without_the_privilege_cannot_propose(
    client_of: Callable[[User], Client], user: User
) -> None:
    kb.kb_site()
    answer = forum.answer()

    response = client_of(user).post(reverse("kb:promote", args=[answer.pk]), {"kind": "create"})

    assert response.status_code == 403
    assert not Promotion.objects.exists()
