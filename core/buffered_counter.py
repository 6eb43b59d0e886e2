"""Numbers that may lag a little, gathered in the process instead of written for each reader."""

import logging
import time
from collections import Counter
from collections.abc import Callable
from threading import Lock

from django.conf import settings
from django.db import DatabaseError, transaction

_logger = logging.getLogger(__name__)


class BufferedCounter:
    """Counts by key; hands the counts to `write` every `STOA_GATHER_SECONDS`, in one transaction.

    What a process had not yet written when it ends is lost, which a number of readers can bear.
    """

    def __init__(self, name: str, write: Callable[[dict[int, int]], None]) -> None:
        """Name what is counted, for the log."""
        self._name = name
        self._write = write
        self._lock = Lock()
        self._counts: Counter[int] = Counter()
        self._flushed_at = time.monotonic()

    def count(self, key: int) -> None:
        """Count one more."""
        with self._lock:
            self._counts[key] += 1
            is_due = time.monotonic() - self._flushed_at >= settings.STOA_GATHER_SECONDS
        if is_due:
            self.flush()

    def flush(self) -> None:
        """Write what was gathered; what cannot be written waits."""
        with self._lock:
            counts = dict(self._counts)
            self._counts.clear()
            self._flushed_at = time.monotonic()
        if not counts:
            return
        try:
            with transaction.atomic():
                self._write(counts)
        except DatabaseError:
            _logger.warning(
                "%s: %d numbers wait to be written.", self._name, len(counts), exc_info=True
            )
            with self._lock:
                self._counts.update(counts)
