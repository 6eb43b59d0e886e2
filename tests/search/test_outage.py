"""The engine is down: readers get an answer, and are told that it is a simple one."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from community.services.solutions import accept_answer
from community.services.states import hide_post
from search.engines import get_engine
from search.engines.base import EngineError
from search.models import QueryLog
from search.services.searching import describe_problem
from tests.factories import community as forum
from tests.factories import kb
from tests.factories.search import build_index

pytestmark = pytest.mark.django_db


def search(client, **params):
    return client.get("/api/v1/search", params).json()


def found(answer) -> set[tuple[str, int]]:
    return {(item["kind"], item["id"]) for item in answer["items"]}


@pytest.fixture
def content():
    question = forum.ask(title="The zip of my tent is stuck", tags=["tents"], language="en")
    answer = forum.answer(question, body="Rub candle wax along the teeth of it.")
    article = kb.article(
        title="Caring for the zip of a tent", summary="Brush.", body_markdown="Brush it."
    )
    return question, answer, article


def test_without_an_index_the_database_answers(client, content):
    question, _, article = content
    answer = search(client, q="tent zip")
    assert answer["degraded"] is True
    assert found(answer) == {("question", question.pk), ("article", article.pk)}
    assert answer["total"] == 2
    assert answer["facets"] == {}


def test_the_page_says_that_search_is_not_at_its_best(client, content):
    page = client.get(reverse("search:results"), {"q": "tent zip"})
    assert page.status_code == 200
    assert "Search is not at its best right now" in page.content.decode()


def test_answers_are_searched_in_the_database_too(client, content):
    question, _, _ = content
    assert found(search(client, q="candle wax")) == {("question", question.pk)}


def test_filters_and_operators_hold_in_the_database_too(client, content):
    question, answer, article = content
    other = forum.ask(title="The zip of my jacket is stuck", body="It does not move at all.")
    accept_answer(actor=question.author, answer=answer)
    assert found(search(client, q="zip", kind="article")) == {("article", article.pk)}
    assert found(search(client, q="zip", tag="tents")) == {("question", question.pk)}
    assert found(search(client, q="zip", solved="true")) == {("question", question.pk)}
    assert found(search(client, q="zip", solved="false")) == {("question", other.pk)}
    assert found(search(client, q="zip", lang="pl")) == set()
    assert found(search(client, q="zip -tent")) == {("question", other.pk)}
    assert found(search(client, q='"zip of my tent"')) == {("question", question.pk)}
    assert found(search(client, q=f"user:{answer.author.username}")) == {("question", question.pk)}


def test_nothing_hidden_leaks_from_the_database(client, content, moderator):
    _, answer, _ = content
    hide_post(actor=moderator, post=answer, reason="spam")
    forum.ask(title="Kept for moderators: kayak")
    hidden = forum.ask(title="Hidden kayak question here")
    hide_post(actor=moderator, post=hidden.post, reason="spam")
    kb.article(title="Kayak care for members", audience="members")
    assert found(search(client, q="candle wax")) == set()
    titles = [item["title"] for item in search(client, q="kayak")["items"]]
    assert titles == ["Kept for moderators: kayak"]


def test_an_engine_that_fails_is_not_an_error_anywhere(client, content, monkeypatch):
    build_index()

    def fail(*args, **kwargs):
        raise EngineError("broken")

    for name in ("search", "suggest", "similar"):
        monkeypatch.setattr(get_engine(), name, fail)
    assert search(client, q="zip")["degraded"] is True
    assert client.get("/api/v1/search/suggest", {"q": "tents"}).json()["items"] != []
    assert client.get("/api/v1/questions/similar", {"title": "My tent zip is stuck"}).json() == {
        "items": []
    }


def test_an_index_whose_files_are_damaged_is_an_outage_and_no_crash(client, content):
    build_index()
    folder = Path(settings.STOA_SEARCH_DIR) / "embedded"
    name = (folder / "CURRENT").read_text()
    shutil.rmtree(folder / name)
    assert search(client, q="zip")["degraded"] is True
    assert describe_problem()
    build_index()
    assert search(client, q="zip")["degraded"] is False
    assert describe_problem() == ""


def test_an_index_of_another_layout_is_not_read(client, content):
    build_index()
    (Path(settings.STOA_SEARCH_DIR) / "embedded" / "CURRENT").write_text("0000-1")
    assert search(client, q="zip")["degraded"] is True
    assert "must be rebuilt" in describe_problem()


def test_queries_during_an_outage_do_not_spoil_the_statistics(client, content):
    search(client, q="kayak")
    assert QueryLog.objects.count() == 0
