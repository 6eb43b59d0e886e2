"""The search server dies and comes back: nobody sees an error and nothing is lost."""

import socket
from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from search.engines import get_engine
from search.engines.base import EngineUnavailable, IndexMissing
from search.engines.elasticsearch import connect
from search.engines.elasticsearch.indices import IndexNames
from search.models import PendingUpdate
from search.query.requests import SearchRequest
from search.services.indexing import (
    catch_up,
    ensure_index,
    rebuild_index,
    reconcile_index,
    write_pending,
)
from search.services.searching import describe_problem
from tests.factories import community as forum
from tests.factories.search import build_index
from tests.search.relay import Relay

pytestmark = pytest.mark.django_db


@pytest.fixture
def relay(search_url, settings) -> Iterator[Relay]:
    """The site uses a server through this."""
    relay = Relay(search_url)
    settings.STOA_SEARCH_URL = relay.url
    yield relay
    relay.cut()


@pytest.fixture
def impatient(monkeypatch) -> None:
    """The breaker lets every call through again at once."""
    monkeypatch.setattr("search.engines.breaker.OPEN_SECONDS", 0.0)


def ask(client, text: str) -> dict:
    return client.get("/api/v1/search", {"q": text}).json()


def test_a_site_on_a_server_finds_what_it_holds(client, relay, run_tasks):
    build_index()
    with run_tasks():
        question = forum.ask(title="The zip of my tent is stuck")
    answer = ask(client, "tents")
    assert answer["degraded"] is False
    assert [item["id"] for item in answer["items"]] == [question.pk]
    assert describe_problem() == ""


def test_pages_go_on_while_the_server_is_away(client, relay):
    question = forum.ask(title="The zip of my tent is stuck")
    build_index()
    relay.cut()
    page = client.get(reverse("search:results"), {"q": "tent"})
    assert page.status_code == 200
    assert "Search is not at its best right now" in page.content.decode()
    answer = ask(client, "tent")
    assert answer["degraded"] is True
    assert [item["id"] for item in answer["items"]] == [question.pk]
    assert client.get("/api/v1/search/suggest", {"q": "tent"}).status_code == 200
    assert client.get("/api/v1/questions/similar", {"title": "My tent zip is stuck"}).json() == {
        "items": []
    }
    assert describe_problem()


def test_what_is_written_meanwhile_waits_and_catches_up(client, relay, run_tasks, impatient):
    build_index()
    relay.cut()
    with run_tasks():
        question = forum.ask(title="Is the inflatable kayak seaworthy?")
    for _ in range(3):
        write_pending()
    waiting = PendingUpdate.objects.get()
    assert (waiting.object_id, waiting.attempts) == (question.pk, 0)
    assert "does not answer" in waiting.last_error

    relay.join()
    write_pending()
    assert PendingUpdate.objects.count() == 0
    answer = ask(client, "kayak")
    assert answer["degraded"] is False
    assert [item["id"] for item in answer["items"]] == [question.pk]


def test_a_dying_server_is_spared(relay):
    build_index()
    engine = get_engine()
    relay.cut()
    for _ in range(3):
        with pytest.raises(EngineUnavailable, match="does not answer"):
            engine.search(SearchRequest(text="tent"))
    relay.join()
    before = relay.connections
    with pytest.raises(EngineUnavailable, match="no requests are sent"):
        engine.search(SearchRequest(text="tent"))
    assert relay.connections == before


def test_a_server_that_hangs_costs_a_page_little(client, monkeypatch, settings):
    monkeypatch.setattr("search.engines.elasticsearch.client.READ_TIMEOUT_SECONDS", 0.2)
    forum.ask(title="The zip of my tent is stuck")
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        settings.STOA_SEARCH_URL = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        answer = ask(client, "tent")
    assert answer["degraded"] is True
    assert answer["total"] == 1
    assert answer["took_ms"] < 3_000


def test_an_empty_server_is_an_outage_until_the_index_is_built(client, relay):
    forum.ask(title="The zip of my tent is stuck")
    with pytest.raises(IndexMissing):
        get_engine().search(SearchRequest(text="tent"))
    assert ask(client, "tent")["degraded"] is True
    assert reconcile_index().missing == 1
    assert ask(client, "tent")["degraded"] is False


def test_a_server_that_comes_back_empty_is_filled_by_the_next_round(client, relay, search_server):
    question = forum.ask(title="The zip of my tent is stuck")
    build_index()
    relay.cut()
    assert ask(client, "tent")["degraded"] is True
    catch_up()
    with search_server.clone() as empty:
        relay.join(empty.url)
        assert ask(client, "tent")["degraded"] is True
        catch_up()
        answer = ask(client, "tent")
    assert answer["degraded"] is False
    assert [item["id"] for item in answer["items"]] == [question.pk]


def test_an_index_with_other_fields_is_built_anew_by_search_sync(client, relay, settings, capsys):
    forum.ask(title="The zip of my tent is stuck")
    build_index()
    server = connect([relay.url])
    names = IndexNames(settings.STOA_SEARCH_PREFIX)
    [index] = server.indices.get_alias(name=names.read).body
    aliases = {names.read: {}, names.write: {}}
    server.indices.delete(index=index)
    server.indices.create(
        index=index, mappings={"properties": {"key": {"type": "keyword"}}}, aliases=aliases
    )
    assert "title_stem" in describe_problem()
    with pytest.raises(CommandError, match="title_stem"):
        call_command("search_verify")
    call_command("search_sync")
    assert describe_problem() == ""
    call_command("search_verify")
    assert ask(client, "tent")["total"] == 1


def test_a_site_can_be_set_up_while_the_server_is_away(relay):
    relay.cut()
    ensure_index()
    with pytest.raises(EngineUnavailable):
        rebuild_index()
    with pytest.raises(CommandError):
        call_command("rebuild_search", verbosity=0)
    with pytest.raises(CommandError):
        call_command("search_verify")
