"""Search over the API."""

import pytest

from community.services.solutions import accept_answer
from search.conf import MAX_PAGE
from tests.factories import community as forum
from tests.factories import kb
from tests.factories.search import build_index

pytestmark = pytest.mark.django_db


@pytest.fixture
def content():
    question = forum.ask(title="The zip of my tent is stuck", tags=["tents"])
    answer = forum.answer(question)
    accept_answer(actor=question.author, answer=answer)
    article = kb.article(title="Caring for the zip of a tent")
    build_index()
    return question, article


def test_a_search_answers_in_the_documented_shape(client, content):
    question, article = content
    answer = client.get("/api/v1/search", {"q": "tent zip"}).json()
    names = "total items facets did_you_mean notices degraded took_ms"
    assert set(answer) == set(names.split())
    assert answer["total"] == 2
    assert answer["degraded"] is False
    assert answer["did_you_mean"] is None
    assert answer["facets"]["kind"] == {"question": 1, "article": 1}
    assert answer["facets"]["tag"]["tents"] == 1
    by_kind = {item["kind"]: item for item in answer["items"]}
    hit = by_kind["question"]
    assert set(hit) == {
        "kind", "id", "title", "url", "excerpt_html", "score", "tags", "solved",
    }  # fmt: skip
    assert hit["id"] == question.pk
    assert hit["url"] == "http://testserver" + question.get_absolute_url()
    assert hit["tags"] == ["tents"]
    assert hit["solved"] is True
    assert "<mark>" in hit["excerpt_html"]
    assert by_kind["article"]["id"] == article.pk


def test_filters_narrow_the_answer(client, content):
    question, article = content

    def found(**params):
        items = client.get("/api/v1/search", {"q": "zip"} | params).json()["items"]
        return [(item["kind"], item["id"]) for item in items]

    assert found(kind="article") == [("article", article.pk)]
    assert found(tag="tents") == [("question", question.pk)]
    assert found(solved="true") == [("question", question.pk)]
    assert found(solved="false") == []
    assert found(lang="pl") == []


@pytest.mark.parametrize(
    "params", [{"page": MAX_PAGE + 1}, {"page": 0}, {"kind": "person"}, {"solved": "maybe"}]
)
def test_what_cannot_be_asked_is_refused_by_field(client, content, params):
    response = client.get("/api/v1/search", {"q": "zip"} | params)
    assert response.status_code == 422
    assert set(response.json()["error"]["fields"]) == set(params)


def test_suggestions_have_pages_and_topics(client, content):
    question, article = content
    items = client.get("/api/v1/search/suggest", {"q": "ten"}).json()["items"]
    assert {(item["kind"], item["title"]) for item in items} == {
        ("tag", "tents"),
        ("question", question.title),
        ("article", article.title),
    }
    assert all(item["url"].startswith("http://testserver/") for item in items)


def test_similar_content_has_articles_first(client, content):
    question, article = content
    answer = client.get(
        "/api/v1/questions/similar",
        {"title": "My tent has a stuck zip", "body": "It does not move at all."},
    )
    assert answer.status_code == 200
    items = answer.json()["items"]
    assert [(item["kind"], item["id"]) for item in items] == [
        ("article", article.pk),
        ("question", question.pk),
    ]
    assert set(items[0]) == {"kind", "id", "title", "url", "excerpt_html"}


def test_very_short_drafts_have_nothing_similar(client, content):
    assert client.get("/api/v1/questions/similar", {"title": "tent"}).json() == {"items": []}


def test_searches_over_the_api_are_limited_too(client, content, rate_limits):
    codes = [client.get("/api/v1/search", {"q": "zip"}).status_code for _ in range(16)]
    assert codes == [200] * 15 + [429]


def test_a_wrong_token_is_an_error_and_not_a_visitor(client, content):
    response = client.get("/api/v1/search", {"q": "zip"}, headers={"Authorization": "Bearer no"})
    assert response.status_code == 401
