"""What is said to a server, and which servers are accepted."""

import base64
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from search.engines.base import EngineError, EngineUnavailable
from search.engines.elasticsearch import connect
from search.engines.elasticsearch.client import engine_errors


class Imitation:
    """A server that answers everything with one body and remembers what it was asked."""

    def __init__(self, version: dict[str, str], headers: dict[str, str], status: int = 200) -> None:
        self.requests: list[tuple[str, dict[str, str]]] = []
        body = json.dumps({"version": version, "count": 7, "error": {"type": "busy"}}).encode()
        requests = self.requests

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.rfile.read(int(self.headers.get("content-length") or 0))
                sent = {name.lower(): value for name, value in self.headers.items()}
                requests.append((self.path, sent))
                self.send_response(200 if self.path == "/" else status)
                for name, value in {"content-type": "application/json", **headers}.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET

            def log_message(self, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.host_and_port = f"127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def imitate() -> Iterator[Callable[..., Imitation]]:
    running: list[Imitation] = []

    def start(*args: Any, **options: Any) -> Imitation:
        running.append(Imitation(*args, **options))
        return running[-1]

    yield start
    for one in running:
        one.stop()


OPENSEARCH = {"distribution": "opensearch", "number": "2.19.0"}


@pytest.mark.parametrize(
    ("version", "headers"),
    [
        ({"number": "8.19.0"}, {"X-Elastic-Product": "Elasticsearch"}),
        ({"number": "9.1.0"}, {"X-Elastic-Product": "Elasticsearch"}),
        (OPENSEARCH, {}),
        ({"distribution": "opensearch", "number": "3.1.0"}, {}),
    ],
)
def test_all_servers_are_spoken_to_in_plain_json(imitate, version, headers):
    server = imitate(version, headers)
    client = connect([f"http://{server.host_and_port}"])
    assert client.count(index="x", query={"match_all": {}})["count"] == 7
    client.count(index="x", query={"match_all": {}})
    for _, sent in server.requests:
        assert sent["accept"] == "application/json"
        assert sent.get("content-type", "application/json") == "application/json"
    assert [path for path, _ in server.requests].count("/") == (0 if headers else 1)


def test_a_server_that_is_neither_is_refused(imitate):
    server = imitate({"number": "1"}, {})
    with pytest.raises(EngineUnavailable, match="STOA_SEARCH_URL"), engine_errors():
        connect([f"http://{server.host_and_port}"]).count(index="x")


@pytest.mark.parametrize(("status", "words"), [(401, "name, password or key"), (403, "rights")])
def test_a_closed_door_is_told_with_the_setting_to_look_at(imitate, status, words):
    server = imitate(OPENSEARCH, {}, status=status)
    with pytest.raises(EngineUnavailable, match=words) as caught, engine_errors():
        connect([f"http://{server.host_and_port}"]).count(index="x")
    assert "STOA_SEARCH_URL" in str(caught.value)


def test_names_and_passwords_in_a_url_and_keys_are_sent(imitate):
    server = imitate(OPENSEARCH, {})
    connect([f"http://mira:p%40ss@{server.host_and_port}/"]).count(index="x")
    wanted = "Basic " + base64.b64encode(b"mira:p@ss").decode()
    assert {sent["authorization"] for _, sent in server.requests} == {wanted}
    server.requests.clear()
    connect([f"http://{server.host_and_port}"], api_key="abc").count(index="x")
    assert {sent["authorization"] for _, sent in server.requests} == {"ApiKey abc"}


def test_the_port_may_be_left_out():
    client = connect(["https://search.example.com", "http://u:p@other.example.com/es"])
    nodes = [node.config for node in client.transport.node_pool.all()]
    assert {(n.scheme, n.host, n.port, n.path_prefix) for n in nodes} == {
        ("https", "search.example.com", 443, ""),
        ("http", "other.example.com", 80, "/es"),
    }


@pytest.mark.parametrize(
    ("status", "expected"),
    [(429, EngineUnavailable), (403, EngineUnavailable), (500, EngineUnavailable), (400, None)],
)
def test_what_may_work_later_is_told_from_what_never_will(imitate, status, expected):
    server = imitate(OPENSEARCH, {}, status=status)
    with pytest.raises(EngineError) as caught, engine_errors():
        connect([f"http://{server.host_and_port}"]).count(index="x")
    assert isinstance(caught.value, EngineUnavailable) is (expected is EngineUnavailable)
