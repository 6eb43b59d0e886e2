"""Work that goes through all rows there are, in a memory that does not grow with their number."""

import gc
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

SPARING_PRAGMAS: Final = {"mmap_size": 0, "temp_store": 1, "cache_size": -8_000}
"""No file mapped into memory, no sorting of whole tables in it, 8 MB of pages kept."""

GARBAGE_THRESHOLDS: Final = (700, 5, 2)
SAMPLED_ROWS: Final = 1_000


def id_chunks(rows: QuerySet[Any], size: int) -> Iterator[list[int]]:
    """The ids of the rows in order, so many at a time; no query stays open meanwhile."""
    last = 0
    ids = rows.order_by("pk").values_list("pk", flat=True)
    while chunk := list(ids.filter(pk__gt=last)[:size]):
        yield chunk
        if len(chunk) < size:
            return
        last = chunk[-1]


@contextmanager
def sparing_memory() -> Iterator[None]:
    """Hold little meanwhile; also a decorator. It may be used inside itself."""
    with _collecting_early(), _without_query_log(), _sparing_sqlite():
        yield


@contextmanager
def _collecting_early() -> Iterator[None]:
    """Else garbage piles up to a quarter of all that the program itself holds.

    What was there before is not looked through again, so that collecting is cheap. Who has frozen
    it already may go on so afterwards.
    """
    thresholds = gc.get_threshold()
    if thresholds == GARBAGE_THRESHOLDS:
        yield
        return
    freezes = not gc.get_freeze_count()
    gc.collect()
    if freezes:
        gc.freeze()
        gc.collect()  # counts anew what a quarter is
    gc.set_threshold(*GARBAGE_THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        if freezes:
            gc.unfreeze()


@contextmanager
def _without_query_log() -> Iterator[None]:
    """With `DEBUG` on, Django keeps the text of the last 9,000 queries."""
    if not settings.DEBUG:
        yield
        return
    kept, connection.queries_log = connection.queries_log, deque(maxlen=0)
    try:
        yield
    finally:
        connection.queries_log = kept


@contextmanager
def _sparing_sqlite() -> Iterator[None]:
    """Inside a transaction SQLite does not let its temporary storage be changed."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    before = {name: _pragma(name) for name in SPARING_PRAGMAS}
    for name, wanted in SPARING_PRAGMAS.items():
        _pragma(name, wanted)
    try:
        yield
    finally:
        if connection.connection is not None and not connection.in_atomic_block:
            for name, value in before.items():  # None leaves it as it is
                _pragma(name, value)


def _pragma(name: str, value: int | None = None) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}" + ("" if value is None else f"={value}"))
        row = cursor.fetchone()
        return int(row[0]) if row else None


def refresh_statistics() -> None:
    """Let the database know how its rows are spread; without that it reads whole tables.

    SQLite never finds out by itself; a sample of rows is enough and takes no time.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit={SAMPLED_ROWS}")
        cursor.execute("ANALYZE")
