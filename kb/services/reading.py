"""Counting how often articles are read, without a write for each reader.

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
from django.utils import timezone

from kb.models import ArticlePage, ArticleViews

FLUSH_SECONDS: Final = 30

_logger = logging.getLogger(__name__)
_lock = Lock()
_readers: Counter[int] = Counter()
_flushed_at = time.monotonic()


def record_view(article_id: int) -> None:
    """Count one reader of an article."""
    with _lock:
        _readers[article_id] += 1
        is_due = time.monotonic() - _flushed_at >= FLUSH_SECONDS
    if is_due:
        flush_views()


def flush_views() -> None:
    """Add the gathered readers to today's rows; those that cannot be written wait."""
    global _flushed_at  # noqa: PLW0603 (one per process, under the lock)
    with _lock:
        readers = dict(_readers)
        _readers.clear()
        _flushed_at = time.monotonic()
    if not readers:
        return
    try:
        _add(readers)
    except DatabaseError:
        _logger.warning("Readers of %d articles wait to be counted.", len(readers), exc_info=True)
        with _lock:
            _readers.update(readers)


@transaction.atomic
def _add(readers: dict[int, int]) -> None:
    """Three statements and one for each article that was read."""
    today = timezone.now().date()
    there = ArticlePage.objects.filter(pk__in=readers).order_by("pk").values_list("pk", flat=True)
    article_ids = list(there)
    ArticleViews.objects.bulk_create(
        [ArticleViews(article_id=article_id, day=today) for article_id in article_ids],
        ignore_conflicts=True,
    )
    for article_id in article_ids:
        row = ArticleViews.objects.filter(article=article_id, day=today)
        row.update(views=F("views") + readers[article_id])
