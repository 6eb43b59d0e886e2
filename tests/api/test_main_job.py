"""The main job over API v1 alone: from a question to an article that the next customer finds."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.kb import kb_site

pytestmark = pytest.mark.django_db

TITLE = "How do I get the smoke smell out of a wool sleeping bag?"
BODY = "After three evenings at the fire my wool bag smells of smoke. Airing it did not help."
ANSWER = """Hang it over steam, then leave it with bicarbonate of soda for a night.

1. Fill the bath with hot water and hang the bag above it for half an hour.
2. Sprinkle **bicarbonate of soda**, roll it up and wait until the morning.
3. Brush it out.
"""


@dataclass
class Api:
    """JSON in and out as one person, insisting on the status that is expected."""

    client: Client

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        response = self.client.get(f"/api/v1{path}", query)
        assert response.status_code == HTTPStatus.OK, response.content
        return response.json()

    def post(self, path: str, status: int = HTTPStatus.OK, **body: Any) -> dict[str, Any]:
        response = self.client.post(f"/api/v1{path}", body, content_type="application/json")
        assert response.status_code == status, response.content
        return response.json()


@pytest.fixture
def sign(
    api_of: Callable[[User], Client], run_tasks: Callable[[], AbstractContextManager[list[Any]]]
) -> Callable[[User], Api]:
    return lambda person: Api(api_of(person))


def test_a_question_becomes_an_article_that_is_found_and_shows_its_sources(
    sign: Callable[[User], Api],
    run_tasks: Callable[[], AbstractContextManager[list[Any]]],
    editor: User,
    expert: User,
    client: Client,
) -> None:
    kb_site()
    call_command("rebuild_search", verbosity=0)
    customer, helper = sign(UserFactory()), sign(UserFactory(username="helper", display_name="Aki"))
    reader = Api(client)

    question = customer.post("/questions", HTTPStatus.CREATED, title=TITLE, body=BODY, tags=[])
    assert (question["state"], question["answer_count"]) == ("open", 0)

    answer = helper.post(f"/questions/{question['id']}/answers", HTTPStatus.CREATED, body=ANSWER)
    assert "<strong>bicarbonate of soda</strong>" in answer["body_html"]

    voted = sign(expert).post(f"/answers/{answer['id']}/vote", value=1)
    assert voted == {"score": 1, "my_vote": 1}

    solved = customer.post(f"/answers/{answer['id']}/accept")
    assert solved["accepted_answer_id"] == answer["id"]
    earned = reader.get("/users/helper")
    assert earned["reputation"] == 10 + 15

    proposal = sign(expert).post(
        f"/answers/{answer['id']}/promotions", HTTPStatus.CREATED, kind="create", note="Often asked"
    )
    assert (proposal["state"], proposal["article_id"]) == ("proposed", None)

    decided = sign(editor).post(f"/promotions/{proposal['id']}/decision", decision="accept")
    assert decided["state"] == "accepted"
    assert decided["edit_url"].startswith("http://testserver/cms/pages/")
    article_id = decided["article_id"]
    assert client.get(f"/api/v1/articles/{article_id}").status_code == HTTPStatus.NOT_FOUND

    with run_tasks():
        reviewed = sign(expert).post(f"/articles/{article_id}/review", action="approve")
    assert reviewed == {"id": article_id, "live": True}

    article = reader.get(f"/articles/{article_id}")
    assert [source["answer_id"] for source in article["sources"]] == [answer["id"]]
    assert "helper" in [person["username"] for person in article["contributors"]]
    assert "bicarbonate of soda" in article["body_html"]
    assert article["verified_on"] is not None

    found = reader.get("/search", q="smoke smell sleeping bag")
    assert ("article", article_id) in [(hit["kind"], hit["id"]) for hit in found["items"]]
    assert found["degraded"] is False

    similar = reader.get("/questions/similar", title="My sleeping bag smells of smoke")
    assert similar["items"][0]["kind"] == "article"

    page = client.get(question["url"]).content.decode()
    assert article["url"].removeprefix("http://testserver") in page

    thanks = reader.post(f"/articles/{article_id}/feedback", helpful=True)
    assert thanks == {"article_id": article_id, "helpful": True}


def test_each_step_refuses_who_may_not_take_it(
    sign: Callable[[User], Api], editor: User, expert: User
) -> None:
    kb_site()
    customer, helper = sign(UserFactory()), sign(UserFactory())
    stranger = sign(UserFactory())
    question = customer.post("/questions", HTTPStatus.CREATED, title=TITLE, body=BODY, tags=[])
    answer = helper.post(f"/questions/{question['id']}/answers", HTTPStatus.CREATED, body=ANSWER)
    refused = HTTPStatus.FORBIDDEN

    stranger.post(f"/answers/{answer['id']}/accept", refused)
    helper.post(f"/answers/{answer['id']}/vote", refused, value=1)
    stranger.post(f"/answers/{answer['id']}/promotions", refused, kind="create")
    proposal = sign(expert).post(
        f"/answers/{answer['id']}/promotions", HTTPStatus.CREATED, kind="create"
    )
    sign(expert).post(f"/promotions/{proposal['id']}/decision", refused, decision="accept")
    decided = sign(editor).post(f"/promotions/{proposal['id']}/decision", decision="accept")
    review = f"/articles/{decided['article_id']}/review"
    stranger.post(review, refused, action="approve")
    sign(editor).post(review, refused, action="approve")

    thread = customer.get(f"/questions/{question['id']}")
    assert (thread["accepted_answer_id"], thread["answers"][0]["score"]) == (None, 0)
    assert customer.get("/articles")["items"] == []
