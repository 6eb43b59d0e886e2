"""Spares a server that fails: after a few failures in a row it is left alone for a while."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from search.documents import SearchDocument
from search.engines.base import Engine, EngineError, EngineUnavailable, IndexMissing, Refetch
from search.requests import (
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


class BreakerEngine:
    """An engine in front of another. While it is open every call fails at once.

    When the time is over one call is let through: if it succeeds all are, if not they wait again.
    A missing index is an answer, not a failure.
    """

    def __init__(self, inner: Engine, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._inner = inner
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._spared_until = 0.0

    def index(self, documents: Sequence[SearchDocument]) -> int:
        """See Engine."""
        with self._guarded():
            return self._inner.index(documents)

    def delete(self, keys: Sequence[DocumentKey], *, version: int) -> int:
        """See Engine."""
        with self._guarded():
            return self._inner.delete(keys, version=version)

    def search(self, request: SearchRequest) -> SearchResults:
        """See Engine."""
        with self._guarded():
            return self._inner.search(request)

    def suggest(self, request: SuggestRequest) -> tuple[Hit, ...]:
        """See Engine."""
        with self._guarded():
            return self._inner.suggest(request)

    def similar(self, request: SimilarRequest) -> tuple[Hit, ...]:
        """See Engine."""
        with self._guarded():
            return self._inner.similar(request)

    def rebuild(self, documents: Iterable[SearchDocument], *, refetch: Refetch) -> int:
        """Asked for by people, who want to know what happens: never held back."""
        return self._inner.rebuild(documents, refetch=refetch)

    def versions(self) -> dict[DocumentKey, tuple[int, str]]:
        """See Engine."""
        with self._guarded():
            return self._inner.versions()

    def health(self) -> Health:
        """See Engine; while open, it says so without asking."""
        try:
            self._enter()
        except EngineError as error:
            return Health(ok=False, detail=str(error))
        health = self._inner.health()
        if health.ok:
            self._recovered()
        return health

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        self._enter()
        try:
            yield
        except IndexMissing:
            self._succeeded()
            raise
        except EngineError:
            self._failed()
            raise
        self._succeeded()

    def _enter(self) -> None:
        with self._lock:
            if self._failures < FAILURES:
                return
            now = self._clock()
            if now < self._spared_until:
                raise EngineUnavailable("The search server failed and is left alone for a while.")
            self._spared_until = now + OPEN_SECONDS

    def _failed(self) -> None:
        with self._lock:
            self._failures += 1
            self._spared_until = self._clock() + OPEN_SECONDS

    def _recovered(self) -> None:
        """A good health ends the pause, but does not excuse searches that go on failing."""
        with self._lock:
            if self._failures >= FAILURES:
                self._failures = 0

    def _succeeded(self) -> None:
        with self._lock:
            self._failures = 0
