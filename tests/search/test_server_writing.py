"""Writing to a server that can take only so much: smaller portions, pauses, nothing lost."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from elastic_transport import (
    ApiResponseMeta,
    ConnectionError,
    ConnectionTimeout,
    HttpHeaders,
    NodeConfig,
)

from search.engines.base import EngineError, EngineUnavailable, IndexReadOnly
from search.engines.elasticsearch import ElasticsearchEngine, connect, writing
from search.engines.elasticsearch.client import PlainJsonNode
from search.engines.elasticsearch.writing import Pace
from search.query.requests import SearchRequest
from tests.factories.search import document

Answer = Callable[[int, bytes], "tuple[int, dict[str, Any]] | None"]


class Route:
    """In front of a server: says what `answer` says to a bulk request, or lets it through."""

    def __init__(self) -> None:
        self.answer: Answer = lambda count, body: None
        self.portions: list[int] = []
        self.waits: list[float] = []

    def say(self, body: bytes) -> tuple[int, dict[str, Any]] | None:
        count = body.count(b'"version_type"')
        self.portions.append(count)
        return self.answer(count, body)


@pytest.fixture
def route(monkeypatch) -> Route:
    route = Route()
    through = PlainJsonNode.perform_request

    def perform(self, method, target, body=None, headers=None, request_timeout=2.0):
        said = route.say(body) if "/_bulk" in target else None
        if said is None:
            return through(self, method, target, body, headers, request_timeout)
        status, content = said
        config: NodeConfig = self.config
        named = HttpHeaders(
            {"content-type": "application/json", "x-elastic-product": "Elasticsearch"}
        )
        meta = ApiResponseMeta(status, "1.1", named, 0.0, config)
        return type(through(self, "GET", "/"))(meta, json.dumps(content).encode())

    monkeypatch.setattr(PlainJsonNode, "perform_request", perform)
    monkeypatch.setattr(writing.time, "sleep", route.waits.append)
    return route


@pytest.fixture
def engine(search_url) -> ElasticsearchEngine:
    return ElasticsearchEngine(connect([search_url]))


def stoves(count: int) -> list:
    return [document("stove", number=number) for number in range(1, count + 1)]


def rebuild(engine, count: int) -> int:
    return engine.rebuild(stoves(count), refetch=lambda keys: [])


def total(engine) -> int:
    return engine.search(SearchRequest(text="stove")).total


def too_slow_for(most: int) -> Answer:
    def answer(count: int, body: bytes) -> None:
        if count > most:
            raise ConnectionTimeout("timed out")

    return answer


def test_a_server_too_slow_for_a_portion_gets_smaller_ones(route, engine):
    route.answer = too_slow_for(30)
    assert rebuild(engine, 120) == 120
    assert total(engine) == 120
    assert max(route.portions[3:]) <= 60
    assert route.waits


def test_changes_of_one_moment_get_smaller_portions_too(route, engine):
    rebuild(engine, 1)
    route.answer = too_slow_for(10)
    assert engine.index([document("stove", number=n) for n in range(2, 32)]) == 30
    assert total(engine) == 31


def test_nobody_waits_for_a_server_that_is_not_there(route, engine):
    rebuild(engine, 1)

    def gone(count, body):
        raise ConnectionError("refused")

    route.answer = gone
    with pytest.raises(EngineUnavailable):
        engine.index([document("stove", number=n) for n in range(2, 32)])
    assert route.waits == []


def test_a_request_too_large_for_a_proxy_is_divided(route, engine):
    route.answer = lambda count, body: (413, {"error": "too large"}) if len(body) > 20_000 else None
    assert rebuild(engine, 100) == 100
    assert total(engine) == 100


def test_a_server_may_take_its_time_for_the_index_itself(engine, monkeypatch):
    timeouts = {}
    through = PlainJsonNode.perform_request

    def perform(self, method, target, body=None, headers=None, request_timeout=2.0):
        timeouts[target.partition("?")[0].rpartition("/")[2]] = request_timeout
        return through(self, method, target, body, headers, request_timeout)

    monkeypatch.setattr(PlainJsonNode, "perform_request", perform)
    rebuild(engine, 1)
    assert timeouts["_refresh"] >= 60
    assert timeouts["_aliases"] >= 60


def test_one_document_that_is_too_large_is_no_reason_to_try_for_ever(route, engine):
    route.answer = lambda count, body: (413, {"error": "too large"})
    with pytest.raises(EngineError, match="413"):
        rebuild(engine, 1)
    assert route.portions == [1]


def test_only_what_had_no_place_in_the_queue_is_sent_again_after_a_pause(route, engine):
    def answer(count: int, body: bytes) -> tuple[int, dict[str, Any]] | None:
        if len(route.portions) > 1:
            return None
        full = {"type": "es_rejected_execution_exception", "reason": "queue"}
        statuses = [429 if number % 2 else 201 for number in range(count)]
        items = [{"index": {"status": s, "error": full if s == 429 else None}} for s in statuses]
        return 200, {"errors": True, "items": items}

    route.answer = answer
    rebuild(engine, 10)
    assert route.portions == [10, 5]
    assert route.waits == [0.5]
    assert total(engine) == 5


def test_pauses_grow_and_have_an_end(route, engine):
    route.answer = lambda count, body: (429, {"error": {"type": "circuit_breaking_exception"}})
    with pytest.raises(EngineUnavailable, match="429"):
        rebuild(engine, 1)
    assert route.waits == [0.5, 1, 2, 4, 8, 16]


def test_a_full_disk_is_not_waited_for(route, engine):
    blocked = {"type": "cluster_block_exception", "reason": "disk usage exceeded"}
    route.answer = lambda count, body: (429, {"error": blocked})
    with pytest.raises(IndexReadOnly):
        rebuild(engine, 1)
    assert route.waits == []


def test_portions_hold_only_so_many_bytes(route, engine, monkeypatch):
    monkeypatch.setattr(writing, "CHUNK_BYTES", 5_000)
    assert rebuild(engine, 40) == 40
    assert 1 < max(route.portions) < 20


def test_portions_grow_again_when_the_server_is_quick(route):
    pace = Pace(failures=3, longest_wait=1.0)
    pace.wait_after_failure(sent=500)
    pace.wait_after_failure(sent=250)
    assert pace.size == 125
    pace.succeeded(seconds=0.1)
    assert pace.size == 250
    pace.succeeded(seconds=3.0)
    assert pace.size == 250
    pace.succeeded(seconds=9.0)
    assert pace.size == 125
    for _ in range(5):
        pace.succeeded(seconds=0.1)
    assert pace.size == writing.CHUNK_DOCUMENTS
