"""Counting how often threads are read, without a write for each reader.

Each process gathers its readers and adds them to the rows every `FLUSH_SECONDS`; what a process
had not yet added when it ends is lost, which a number of readers can bear.
"""

import logging
import time
from collections import Counter
from threading import Lock
from typing import Final

from django.db import DatabaseError, transaction
from django.db.models import F

from community.models import Question

FLUSH_SECONDS: Final = 30

_logger = logging.getLogger(__name__)
_lock = Lock()
_readers: Counter[int] = Counter()
_flushed_at = time.monotonic()


def record_view(question_id: int) -> None:
    """Count one reader of a thread."""
    with _lock:
        _readers[question_id] += 1
        is_due = time.monotonic() - _flushed_at >= FLUSH_SECONDS
    if is_due:
        flush_views()


def flush_views() -> None:
    """Add the gathered readers to their questions; those that cannot be written wait."""
    global _flushed_at  # noqa: PLW0603 (one per process, under the lock)
    with _lock:
        readers = dict(_readers)
        _readers.clear()
        _flushed_at = time.monotonic()
    try:
        with transaction.atomic():
            for question_id, count in sorted(readers.items()):
                rows = Question.objects.filter(pk=question_id)
                rows.update(view_count=F("view_count") + count)
    except DatabaseError:
        _logger.warning("Views of %d questions wait to be counted.", len(readers), exc_info=True)
        with _lock:
            _readers.update(readers)
