"""The breaker in front of a server."""

import pytest

from search.engines.base import EngineError, EngineUnavailable, IndexMissing
from search.engines.breaker import FAILURES, OPEN_SECONDS, BreakerEngine
from search.query.requests import Health, SearchRequest, SearchResults

REQUEST = SearchRequest(text="tent")


class Server:
    """Fails as long as it is told to, and counts what reaches it."""

    def __init__(self) -> None:
        self.error: Exception | None = None
        self.requests = 0
        self.written = 0

    def search(self, request):
        self.requests += 1
        if self.error:
            raise self.error
        return SearchResults()

    def index(self, documents):
        self.written += 1
        return 0

    def health(self):
        self.requests += 1
        return Health(ok=True)


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def now() -> list[float]:
    return [100.0]


@pytest.fixture
def engine(server, now) -> BreakerEngine:
    return BreakerEngine(server, clock=lambda: now[0])


def fail(engine, server, times: int, error: Exception | None = None) -> None:
    server.error = error or EngineUnavailable("down")
    for _ in range(times):
        with pytest.raises(type(server.error)):
            engine.search(REQUEST)


def test_after_a_few_failures_in_a_row_it_asks_no_more(engine, server):
    fail(engine, server, FAILURES + 4)
    assert server.requests == FAILURES
    assert not engine.health().ok
    assert server.requests == FAILURES


def test_a_success_between_failures_starts_the_count_anew(engine, server):
    fail(engine, server, FAILURES - 1)
    server.error = None
    engine.search(REQUEST)
    fail(engine, server, FAILURES - 1)
    assert server.requests == 2 * FAILURES - 1


def test_after_a_while_one_call_tries_and_all_follow_if_it_succeeds(engine, server, now):
    fail(engine, server, FAILURES)
    now[0] += OPEN_SECONDS + 1
    fail(engine, server, 3)
    assert server.requests == FAILURES + 1
    now[0] += OPEN_SECONDS + 1
    server.error = None
    for _ in range(5):
        engine.search(REQUEST)
    assert server.requests == FAILURES + 6


def test_a_missing_index_is_an_answer_and_no_failure(engine, server):
    fail(engine, server, FAILURES + 2, IndexMissing("none"))
    assert server.requests == FAILURES + 2


def test_a_server_that_refuses_one_query_goes_on_being_asked(engine, server):
    fail(engine, server, FAILURES - 1)
    fail(engine, server, 1, EngineError("The search server refused: 400 parsing_exception"))
    fail(engine, server, FAILURES + 2, EngineError("again"))
    assert server.requests == 2 * FAILURES + 2
    server.error = None
    engine.search(REQUEST)


def test_a_server_that_answers_no_searches_is_not_written_to_meanwhile(engine, server, now):
    fail(engine, server, FAILURES)
    with pytest.raises(EngineUnavailable, match="no requests are sent"):
        engine.index([])
    assert server.written == 0
    now[0] += OPEN_SECONDS + 1
    engine.index([])
    assert server.written == 1


def test_good_health_ends_the_pause_but_does_not_prevent_it(engine, server, now):
    for _ in range(FAILURES):
        fail(engine, server, 1)
        engine.health()
    fail(engine, server, 1)
    before = server.requests
    fail(engine, server, 1)
    assert server.requests == before
    now[0] += OPEN_SECONDS + 1
    server.error = None
    assert engine.health().ok
    engine.search(REQUEST)
    engine.search(REQUEST)
