"""A circuit breaker: after a few failures in a row no requests are sent for a while."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from search.documents.builders import SearchDocument
from search.engines.base import (
    Engine,
    EngineError,
    EngineUnavailable,
    IndexReadOnly,
    Refetch,
)
from search.query.requests import (
    DocumentKey,
    Health,
    Hit,
    SearchRequest,
    SearchResults,
    SimilarRequest,
    SuggestRequest,
)

FAILURES: Final = 3
OPEN_SECONDS: Final = 30.0
LEFT_ALONE: Final = "The search server failed; no requests are sent to it for a while."


class Circuit:
    """Counts failures in a row. While it is open every call fails at once.

    When the time is over one call is let through: if it succeeds all are, if not they wait again.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._open_until = 0.0

    def enter(self) -> None:
        """Raise EngineUnavailable if calls are not allowed now."""
        with self._lock:
            if self._failures < FAILURES:
                return
            now = self._clock()
            if now < self._open_until:
                raise EngineUnavailable(LEFT_ALONE)
            self._open_until = now + OPEN_SECONDS

    @property
    def is_open(self) -> bool:
        """Whether calls are not allowed now."""
        with self._lock:
            return self._failures >= FAILURES and self._clock() < self._open_until

    def failed(self) -> None:
        """One more failure in a row."""
        with self._lock:
            self._failures += 1
            self._open_until = self._clock() + OPEN_SECONDS

    def succeeded(self) -> None:
        """The count starts anew."""
        with self._lock:
            self._failures = 0

    def recovered(self) -> None:
        """A good health ends the pause, but does not excuse calls that go on failing."""
        with self._lock:
            if self._failures >= FAILURES:
                self._failures = 0


class BreakerEngine:
    """An engine in front of another. Reads and writes are counted apart.

    For example, a cluster without space for a shard still answers searches. One that answers no
    searches gets no writes either, because people who post a question would wait for them. Only a
    server that does not work gets no calls. A server that refuses a request, has no index or is
    read-only has answered, so it works.
    """

    def __init__(self, inner: Engine, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._inner = inner
        self._reads = Circuit(clock)
        self._writes = Circuit(clock)

    def index(self, documents: Sequence[SearchDocument]) -> int:
        """Pass the call on, unless the engine has failed too often."""
        with self._guarded_write():
            return self._inner.index(documents)

    def delete(self, keys: Sequence[DocumentKey], *, version: int) -> int:
        """Pass the call on, unless the engine has failed too often."""
        with self._guarded_write():
            return self._inner.delete(keys, version=version)

    def search(self, request: SearchRequest) -> SearchResults:
        """Pass the call on, unless the engine has failed too often."""
        with self._guarded(self._reads):
            return self._inner.search(request)

    def suggest(self, request: SuggestRequest) -> tuple[Hit, ...]:
        """Pass the call on, unless the engine has failed too often."""
        with self._guarded(self._reads):
            return self._inner.suggest(request)

    def similar(self, request: SimilarRequest) -> tuple[Hit, ...]:
        """Pass the call on, unless the engine has failed too often."""
        with self._guarded(self._reads):
            return self._inner.similar(request)

    def rebuild(self, documents: Iterable[SearchDocument], *, refetch: Refetch) -> int:
        """Asked for by people, who want to know what happens: never held back."""
        return self._inner.rebuild(documents, refetch=refetch)

    def versions(self, keys: Sequence[DocumentKey]) -> dict[DocumentKey, tuple[int, str]]:
        """Pass the call on, unless the engine has failed too often."""
        with self._guarded(self._reads):
            return self._inner.versions(keys)

    def stored_keys(self, *, after: DocumentKey | None, limit: int) -> list[DocumentKey]:
        """Pass the call on, unless the engine has failed too often."""
        with self._guarded(self._reads):
            return self._inner.stored_keys(after=after, limit=limit)

    def health(self) -> Health:
        """See Engine; while open, it says so without asking."""
        try:
            self._reads.enter()
        except EngineError as error:
            return Health(ok=False, detail=str(error))
        health = self._inner.health()
        if health.ok:
            self._reads.recovered()
        if health.ok and not health.detail:
            self._writes.recovered()
        return health

    @contextmanager
    def _guarded_write(self) -> Iterator[None]:
        if self._reads.is_open:
            raise EngineUnavailable(LEFT_ALONE)
        with self._guarded(self._writes):
            yield

    @contextmanager
    def _guarded(self, circuit: Circuit) -> Iterator[None]:
        circuit.enter()
        try:
            yield
        except EngineError as error:
            if isinstance(error, EngineUnavailable) and not isinstance(error, IndexReadOnly):
                circuit.failed()
            else:
                circuit.succeeded()
            raise
        circuit.succeeded()
