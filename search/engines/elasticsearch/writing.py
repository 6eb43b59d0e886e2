"""Bulk writes: in portions that the server can take, which items it took, and what the rest means.

A portion that is too much for the server, because it does not answer in time, has no place in its
queue (429) or finds the request too large (413), is sent again in smaller ones after a pause; they
grow again when it is quick. What is sent twice does no harm: its version tells.
"""

import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from elastic_transport import ConnectionTimeout, TlsError, TransportError
from elasticsearch import ApiError, Elasticsearch

from search.engines.elasticsearch.client import problem

CHUNK_DOCUMENTS: Final = 500
CHUNK_BYTES: Final = 8 * 1024 * 1024
SLOW_SECONDS: Final = 5.0
QUICK_SECONDS: Final = 1.5
SERVER_WAITS: Final = "2s"
PATIENT_SERVER_WAITS: Final = "20s"
PATIENT_TIMEOUT_SECONDS: Final = 40.0
"""Longer than the server waits, so that its own word comes first."""

_TOO_LARGE: Final = 413
_BUSY: Final = (429, 503)
_PASSING: Final = (_TOO_LARGE, 408, 429, 502, 503, 504)
_CONFLICT: Final = 409
_NO_INDEX: Final = 404
_BLOCKED: Final = "cluster_block_exception"

Write = Any
"""The two lines of a bulk request that write one document, as bytes; the client expects less."""


def write_line(key: str, source: Mapping[str, Any]) -> Write:
    """The write of a document, which the server refuses unless it is newer than what it has."""
    header = {"index": {"_id": key, "version": source["version"], "version_type": "external"}}
    return b"%b\n%b" % (_json(header), _json(source))


def write_all(
    client: Elasticsearch, alias: str, writes: Iterable[Write], **options: Any
) -> Iterator[bool | None]:
    """For each write whether it was done; None when its alias is not there any more.

    False: what is stored is newer. Anything else the server refuses is an EngineError; when it
    has too much to do it is asked a few times more.
    """
    pace = Pace(failures=2, longest_wait=1.0)
    quick = client.options(retry_on_timeout=False, max_retries=1)
    settings = {"timeout": SERVER_WAITS, **options}
    return _Bulk(quick, alias, pace, settings, is_patient=False).write(writes)


def write_with_backoff(
    client: Elasticsearch, alias: str, writes: Iterable[Write]
) -> Iterator[bool | None]:
    """The same for a rebuild, which outlasts a busy server and a node that goes or restarts.

    What fails is asked again for minutes, waiting longer each time.
    """
    pace = Pace(failures=6, longest_wait=20.0)
    patient = client.options(
        request_timeout=PATIENT_TIMEOUT_SECONDS,
        retry_on_timeout=False,
        max_retries=3,
        retry_backoff_base=1.0,
        retry_backoff_cap=8.0,
    )
    settings = {"timeout": PATIENT_SERVER_WAITS}
    return _Bulk(patient, alias, pace, settings, is_patient=True).write(writes)


class Pace:
    """How many documents go into one request, and how long to wait after one that failed."""

    def __init__(self, *, failures: int, longest_wait: float, first_wait: float = 0.5) -> None:
        self.size = CHUNK_DOCUMENTS
        self._allowed = failures
        self._longest_wait = longest_wait
        self._first_wait = first_wait
        self._failed = 0

    def succeeded(self, seconds: float) -> None:
        """A request was answered: more next time, unless it took long."""
        self._failed = 0
        if seconds > SLOW_SECONDS:
            self.size = max(1, self.size // 2)
        elif seconds < QUICK_SECONDS:
            self.size = min(CHUNK_DOCUMENTS, self.size * 2)

    def wait_after_failure(self, sent: int) -> bool:
        """Make portions smaller and wait; False when there have been enough failures in a row."""
        self._failed += 1
        if self._failed > self._allowed:
            return False
        self.size = max(1, sent // 2)
        time.sleep(min(self._longest_wait, self._first_wait * 2 ** (self._failed - 1)))
        return True


@dataclass(frozen=True, slots=True)
class _Bulk:
    """Sends writes to an alias in portions."""

    client: Elasticsearch
    alias: str
    pace: Pace
    options: Mapping[str, Any]
    is_patient: bool

    def write(self, writes: Iterable[Write]) -> Iterator[bool | None]:
        """See `write_all`."""
        stream = iter(writes)
        left: list[Write] = []
        while left := _fill_up(left, stream, self.pace.size):
            portion = _first_portion(left, self.pace.size)
            outcomes, busy = self._send(portion)
            left = [*busy, *left[len(portion) :]]
            yield from outcomes

    def _send(self, portion: Sequence[Write]) -> tuple[list[bool | None], list[Write]]:
        """The outcome of the items of a batch, and those to send again."""
        started = time.monotonic()
        try:
            answer = self.client.bulk(
                index=self.alias, operations=portion, require_alias=True, **self.options
            )
        except (ApiError, TransportError) as error:
            if self._may_pass(error, len(portion)) and self.pace.wait_after_failure(len(portion)):
                return [], list(portion)
            raise
        outcomes: list[bool | None] = []
        busy: list[Write] = []
        refused: dict[str, Any] = {}
        for line, item in zip(portion, answer["items"], strict=True):
            if _is_busy(item["index"]):
                busy.append(line)
                refused = item["index"]
            else:
                outcomes.append(_outcome(item["index"]))
        if not busy:
            self.pace.succeeded(time.monotonic() - started)
        elif not self.pace.wait_after_failure(len(portion)):
            raise problem(refused["status"], refused.get("error", ""))
        return outcomes, busy

    def _may_pass(self, error: ApiError | TransportError, sent: int) -> bool:
        """Whether the same writes may succeed in smaller portions, or in time for the patient."""
        if isinstance(error, ApiError):
            blocked = _BLOCKED in str(error.body)
            too_large = error.status_code == _TOO_LARGE and sent == 1
            return error.status_code in _PASSING and not blocked and not too_large
        if self.is_patient:
            return not isinstance(error, TlsError)
        return isinstance(error, ConnectionTimeout) and sent > 1


def _fill_up(left: list[Write], stream: Iterator[Write], size: int) -> list[Write]:
    return left + list(islice(stream, max(0, size - len(left))))


def _first_portion(lines: Sequence[Write], size: int) -> list[Write]:
    """At most `size` lines, and no more bytes than a server is known to take."""
    total = 0
    for number, line in enumerate(lines[:size]):
        total += len(line)
        if number and total > CHUNK_BYTES:
            return list(lines[:number])
    return list(lines[:size])


def _is_busy(item: Mapping[str, Any]) -> bool:
    return item.get("status") in _BUSY and _BLOCKED not in str(item.get("error"))


def _outcome(item: Mapping[str, Any]) -> bool | None:
    status = item.get("status", 0)
    if 200 <= status < 300:
        return True
    if status == _CONFLICT:
        return False
    if status == _NO_INDEX:
        return None
    raise problem(status, item.get("error", ""))


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")
