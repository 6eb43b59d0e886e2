"""The client of a cluster, what it speaks, and its errors in our words.

The client of Elasticsearch 9 asks for media types that only Elasticsearch 9 knows, and refuses
servers that do not call themselves Elasticsearch. Plain JSON is understood by Elasticsearch 8 and 9
and by OpenSearch, so that is what we send; a server without Elasticsearch's name is asked once who
it is, and accepted when it is OpenSearch.
"""

import dataclasses
import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from elastic_transport import (
    ConnectionTimeout,
    HttpHeaders,
    NodeConfig,
    TlsError,
    TransportError,
    Urllib3HttpNode,
)
from elasticsearch import (
    ApiError,
    Elasticsearch,
    SerializationError,
    UnsupportedProductError,
)

from search.engines.base import EngineError, EngineUnavailable, IndexMissing, IndexReadOnly

READ_TIMEOUT_SECONDS: Final = 2.0
WRITE_TIMEOUT_SECONDS: Final = 10.0
CONNECTIONS_PER_NODE: Final = 10

PRODUCT_HEADER: Final = "x-elastic-product"
_PRODUCT: Final = "Elasticsearch"
_COMPATIBLE_TYPE: Final = re.compile(r"application/vnd\.elasticsearch\+([\w-]+);\s*[\w-]+=\d+")
_NOT_NOW: Final = frozenset({401, 403, 408, 429, 500, 502, 503, 504})
"""Overloaded, closed to us or without its shards: it may work later without a change of ours."""

_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)


class PlainJsonNode(Urllib3HttpNode):
    """Speaks plain JSON and takes OpenSearch for what the client expects."""

    def __init__(self, config: NodeConfig) -> None:
        super().__init__(config)
        self._is_opensearch: bool | None = None

    def perform_request(
        self,
        method: str,
        target: str,
        body: bytes | None = None,
        headers: HttpHeaders | None = None,
        request_timeout: Any = READ_TIMEOUT_SECONDS,
    ) -> Any:
        """One request, its media types made plain; an answer of OpenSearch gets the header."""
        request_timeout = _within_limit(request_timeout)
        plain = _plain_headers(headers or {})
        answer = super().perform_request(method, target, body, plain, request_timeout)
        meta = answer.meta
        if 200 <= meta.status < 300 and PRODUCT_HEADER not in meta.headers:
            if self._is_opensearch is None:
                self._is_opensearch = self._asks_for_opensearch(plain, request_timeout)
            if self._is_opensearch:
                named = HttpHeaders({**meta.headers, PRODUCT_HEADER: _PRODUCT})
                return answer._replace(meta=dataclasses.replace(meta, headers=named))
        return answer

    def _asks_for_opensearch(self, headers: HttpHeaders, timeout: Any) -> bool:
        head = HttpHeaders({k: v for k, v in headers.items() if k.lower() != "content-type"})
        meta, data = super().perform_request("GET", "/", None, head, timeout)
        try:
            version = json.loads(data)["version"]
        except (ValueError, TypeError, KeyError):
            return False
        return meta.status == 200 and version.get("distribution") == "opensearch"


def connect(urls: Sequence[str], *, api_key: str = "", ca_file: str = "") -> Elasticsearch:
    """A client with a pool of connections; it does not connect before it is used.

    Names and passwords may stand in the URLs; the nodes of the cluster are not looked up.
    """
    options: dict[str, Any] = {}
    if api_key:
        options["api_key"] = api_key
    if ca_file and any(url.startswith("https:") for url in urls):
        options["ca_certs"] = ca_file
    return Elasticsearch(
        hosts=[_with_port(url.strip().rstrip("/")) for url in urls],
        node_class=PlainJsonNode,
        request_timeout=READ_TIMEOUT_SECONDS,
        max_retries=max(1, len(urls) - 1),
        retry_on_timeout=True,
        retry_on_status=(502, 503, 504),
        connections_per_node=CONNECTIONS_PER_NODE,
        **options,
    )


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """All requests of a block, tries on other hosts too, take no longer than this together."""
    token = _deadline.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _deadline.reset(token)


@contextmanager
def engine_errors() -> Iterator[None]:
    """Whatever the client raises, as an EngineError."""
    try:
        yield
    except UnsupportedProductError as error:
        raise EngineUnavailable(
            "What answers is neither Elasticsearch nor OpenSearch: check STOA_SEARCH_URL."
        ) from error
    except ApiError as error:
        raise _as_engine_error(error.status_code, error.body, error.message) from error
    except SerializationError as error:
        raise EngineUnavailable(
            f"The search server's answer is not understood: {str(error)[:200]}"
        ) from error
    except TlsError as error:
        raise EngineUnavailable(
            "The search server's certificate is not trusted, or it does not speak TLS: check"
            f" STOA_SEARCH_URL and STOA_SEARCH_CA_FILE ({error.message})"
        ) from error
    except TransportError as error:
        raise EngineUnavailable(f"The search server does not answer: {error.message}") from error


def problem(status: int, error: object) -> EngineError:
    """What a status of the server and its error mean to us."""
    told = error if isinstance(error, Mapping) else {}
    kind, reason = told.get("type"), told.get("reason") or told.get("type") or error
    if kind in {"index_not_found_exception", "aliases_not_found_exception"}:
        return IndexMissing("There is no search index of this version: it must be rebuilt.")
    if kind == "cluster_block_exception" and status in (403, 429):
        return IndexReadOnly(f"The search index takes no writes: {reason}")
    if status == 401:
        return EngineUnavailable(
            "The search server does not accept our name, password or key (401): check"
            " STOA_SEARCH_URL and STOA_SEARCH_API_KEY."
        )
    if status == 403:
        return EngineUnavailable(
            f"The search server does not let us (403): the account of STOA_SEARCH_URL needs all"
            f" rights on its indices ({reason})"
        )
    text = f"The search server refused: {status} {reason}"
    return EngineUnavailable(text) if status in _NOT_NOW else EngineError(text)


def _as_engine_error(status: int, body: object, message: str) -> EngineError:
    error = body.get("error") if isinstance(body, Mapping) else None
    inner = body.get("status") if isinstance(body, Mapping) else None
    return problem(inner if isinstance(inner, int) else status, error or message)


def _within_limit(timeout: Any) -> Any:
    """The timeout of one try, cut to what is left for all."""
    deadline = _deadline.get()
    if deadline is None:
        return timeout
    left = deadline - time.monotonic()
    if left <= 0:
        raise ConnectionTimeout("no time is left")
    return min(left, timeout) if isinstance(timeout, (int, float)) else left


def _plain_headers(headers: Mapping[str, str]) -> HttpHeaders:
    return HttpHeaders(
        {name: _COMPATIBLE_TYPE.sub(r"application/\1", value) for name, value in headers.items()}
    )


def _with_port(url: str) -> str:
    """The client wants the port said; without one it is that of the scheme, as in a browser."""
    scheme, _, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    if re.search(r":\d+$", host.rpartition("@")[2]):
        return url
    return f"{scheme}://{host}:{443 if scheme == 'https' else 80}{slash}{path}"
