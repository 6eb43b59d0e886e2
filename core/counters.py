"""Numbers that all processes share and that nothing pushes out: how often who did what.

They are in no cache, because a cache forgets what it has no room for and is missed by nobody when
it is away. A database server keeps them in a table, one transaction a count. Where the database is
SQLite, which writes one at a time, they are in a small file of their own beside it.
"""

import hashlib
import json
import logging
import os
import sqlite3
import threading
import time
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection

logger = logging.getLogger("stoa.limits")

BUSY_SECONDS: Final = 5
FILE_NAME: Final = "counters.sqlite3"
_TABLE: Final = """CREATE TABLE IF NOT EXISTS accounts_counter (
    key varchar(64) NOT NULL PRIMARY KEY, used integer NOT NULL, value text NOT NULL,
    ends_at real NOT NULL) WITHOUT ROWID"""
_COUNT: Final = """INSERT INTO accounts_counter (key, used, value, ends_at) VALUES (%s, 1, '', %s)
    ON CONFLICT (key) DO UPDATE SET
    used = CASE WHEN accounts_counter.ends_at <= %s THEN 1 ELSE accounts_counter.used + 1 END,
    ends_at = CASE WHEN accounts_counter.ends_at <= %s THEN excluded.ends_at
        ELSE accounts_counter.ends_at END
    RETURNING used, ends_at"""
_PUT: Final = """INSERT INTO accounts_counter (key, used, value, ends_at) VALUES (%s, 0, %s, %s)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, ends_at = excluded.ends_at"""
_PUT_NEW: Final = f"{_PUT} WHERE accounts_counter.ends_at <= %s RETURNING key"
_GET: Final = "SELECT value FROM accounts_counter WHERE key = %s AND ends_at > %s"
_DELETE: Final = "DELETE FROM accounts_counter WHERE key = %s RETURNING key"
_DELETE_ENDED: Final = "DELETE FROM accounts_counter WHERE ends_at <= %s RETURNING key"
_DELETE_ALL: Final = "DELETE FROM accounts_counter RETURNING key"

_local = threading.local()
_memory = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
_memory.execute(_TABLE)
_memory_lock = threading.Lock()


def count(key: str, *, seconds: int) -> tuple[int, float]:
    """Count one more; returns how often in this period, and when the period ends."""
    now = time.time()
    used, ends_at = _run(_COUNT, (_digest(key), now + seconds, now, now))[0]
    return int(used), float(ends_at)


def remove_ended() -> int:
    """Remove what has ended; returns how many there were."""
    return len(_run(_DELETE_ENDED, (time.time(),)))


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode(errors="replace")).hexdigest()


def _run(sql: str, values: tuple[Any, ...]) -> list[Any]:
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return list(cursor.fetchall()) if cursor.description else []
    sql = sql.replace("%s", "?")
    try:
        return _file().execute(sql, values).fetchall()
    except (sqlite3.Error, OSError) as error:
        # Worse than shared, better than no limit at all: this process counts alone.
        logger.error("counters of rate limits cannot be written: %s", error)
        with _memory_lock:
            return _memory.execute(sql, values).fetchall()


def _file() -> sqlite3.Connection:
    """The file as this thread has it open; a connection is never shared nor taken over a fork."""
    path = Path(settings.DATA_DIR) / FILE_NAME
    known = getattr(_local, "opened", None)
    if known is not None and known[0] == (path, os.getpid()) and path.exists():
        opened: sqlite3.Connection = known[1]
        return opened
    file = sqlite3.connect(path, isolation_level=None, timeout=BUSY_SECONDS)
    file.execute("PRAGMA journal_mode=WAL")
    file.execute("PRAGMA synchronous=OFF")
    file.execute(_TABLE)
    _local.opened = ((path, os.getpid()), file)
    return file


class CounterCache(BaseCache):
    """The same store as a cache of Django, for allauth, which counts attempts to sign in."""

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def _key(self, key: str, version: int | None) -> str:
        return _digest(f"cache:{self.make_and_validate_key(key, version=version)}")

    def _end(self, timeout: Any) -> float:
        end = self.get_backend_timeout(timeout)
        return float("inf") if end is None else float(end)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """Return what was kept, unless its time has passed."""
        rows = _run(_GET, (self._key(key, version), time.time()))
        return json.loads(rows[0][0]) if rows and rows[0][0] else default

    def set(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        """Keep a value that JSON can write."""
        _run(_PUT, (self._key(key, version), json.dumps(value), self._end(timeout)))

    def add(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Keep a value where there is none; of several at once one succeeds."""
        values = (self._key(key, version), json.dumps(value), self._end(timeout), time.time())
        return bool(_run(_PUT_NEW, values))

    def delete(self, key: str, version: int | None = None) -> bool:
        """Remove a value."""
        return bool(_run(_DELETE, (self._key(key, version),)))

    def clear(self) -> None:
        """Start all limits anew."""
        _run(_DELETE_ALL, ())
