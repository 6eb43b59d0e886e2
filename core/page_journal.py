"""The journal of what changed on pages: an entry of keys for each commit, read by all processes."""

import os
import threading
import time
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple, Protocol
from uuid import uuid4

from django.conf import settings
from django.core.cache import caches

NAME: Final = "page-journal"
FILE_MAX_BYTES: Final = 4_000_000
ENTRY_SECONDS: Final = 3_600
"""How long a shared cache keeps an entry; a process that has not read for longer begins anew."""

ENTRIES_READ: Final = 1_000
"""A process that is further behind begins anew instead of reading all of them."""

ENTRY_PATIENCE: Final = 1.0
"""Seconds in which an entry that is counted already may still be on its way."""


class Position(NamedTuple):
    """A place in the journal as one process reads it; places of two epochs cannot be compared."""

    epoch: str
    offset: int


Reading = tuple[Position, list[tuple[int, list[str]]]]
"""The end of the journal, and offset and keys of each entry before it that was not read yet."""


class Journal(Protocol):
    """Entries in one order for all processes."""

    def append(self, keys: Collection[str]) -> None:
        """Write that keys advanced."""

    def read(self, since: Position | None) -> Reading | None:
        """Return what was added since then, or None where that is not known just now.

        Another epoch at the end says that the entries in between cannot be had.
        """


class FileJournal:
    """For processes that share a disk but no cache: a line in a file for each commit."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = -1
        self._epoch = ""

    def append(self, keys: Collection[str]) -> None:
        """Write a line; a file that has grown too long makes room for a new one."""
        line = (" ".join(keys) + "\n").encode()
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
        file = os.open(self.path, flags, 0o600)
        try:
            os.write(file, line)
            is_long = os.fstat(file).st_size > FILE_MAX_BYTES
        finally:
            os.close(file)
        if is_long:
            self.path.unlink(missing_ok=True)

    def read(self, since: Position | None) -> Reading | None:
        """Read the lines that were added to the file."""
        self._reopen_if_replaced()
        size = os.fstat(self._file).st_size
        if since is None or since.epoch != self._epoch:
            return Position(self._epoch, size), []
        if size == since.offset:
            return since, []
        data = os.pread(self._file, size - since.offset, since.offset)
        entries, end = [], since.offset
        for line in data.splitlines(keepends=True):
            if not line.endswith(b"\n"):
                break
            end += len(line)
            entries.append((end, line.decode().split()))
        return Position(self._epoch, end), entries

    def _reopen_if_replaced(self) -> None:
        """The file stays open, so that no other can have its number meanwhile."""
        try:
            found = self.path.stat().st_ino
        except FileNotFoundError:
            found = 0
        if self._file >= 0 and os.fstat(self._file).st_ino == found:
            return
        if self._file >= 0:
            os.close(self._file)
        self._file = os.open(self.path, os.O_RDONLY | os.O_CREAT, 0o600)
        self._epoch = uuid4().hex


class CacheJournal:
    """For processes that share a cache: a counter, and an entry for each of its numbers.

    A counter that is gone begins anew at the time, which is further on than it was.
    """

    def __init__(self) -> None:
        self._epoch = uuid4().hex
        self._missed_since = 0.0

    def append(self, keys: Collection[str]) -> None:
        """Count one more entry and write it; where the cache is away, nobody reads either."""
        cache = caches["default"]
        cache.add(NAME, time.time_ns() // 1_000, timeout=None)
        try:
            number = cache.incr(NAME)
        except ValueError:
            return
        cache.set(f"{NAME}:{number}", " ".join(keys), timeout=ENTRY_SECONDS)

    def read(self, since: Position | None) -> Reading | None:
        """Read the entries that were counted."""
        end = self._end()
        if end is None:
            return None
        if since is None or since.epoch != self._epoch:
            return Position(self._epoch, end), []
        if not 0 <= end - since.offset <= ENTRIES_READ:
            return self._begin_anew(end)
        names = {f"{NAME}:{number}": number for number in range(since.offset + 1, end + 1)}
        found = caches["default"].get_many(names) if names else {}
        if len(found) < len(names):
            return self._wait_for_entries(end)
        self._missed_since = 0.0
        entries = [(number, found[name].split()) for name, number in names.items()]
        return Position(self._epoch, end), entries

    def _end(self) -> int | None:
        """Return the number of the last entry; None where the cache is away."""
        cache = caches["default"]
        end: int | None = cache.get(NAME)
        if end is None:
            cache.add(NAME, time.time_ns() // 1_000, timeout=None)
            end = cache.get(NAME)
        return end

    def _wait_for_entries(self, end: int) -> Reading | None:
        """One that was counted a moment ago is still to come; an older one never will."""
        self._missed_since = self._missed_since or time.monotonic()
        if time.monotonic() - self._missed_since < ENTRY_PATIENCE:
            return None
        return self._begin_anew(end)

    def _begin_anew(self, end: int) -> Reading:
        self._missed_since, self._epoch = 0.0, uuid4().hex
        return Position(self._epoch, end), []


class KeyIndex:
    """When each key last advanced, as this process has read it."""

    def __init__(self, journal: Journal, *, keys_max: int = 100_000) -> None:
        self._journal = journal
        self._keys_max = keys_max
        self._last: dict[str, int] = {}
        self._position: Position | None = None
        self._lock = threading.Lock()

    def read(self) -> Position | None:
        """Take in what was advanced; return the end of the journal, None while it is unknown."""
        with self._lock:
            read = self._journal.read(self._position)
            if read is None:
                return None
            position, entries = read
            if self._position is None or position.epoch != self._position.epoch:
                self._last.clear()
            for offset, keys in entries:
                self._last.update(dict.fromkeys(keys, offset))
            if len(self._last) > self._keys_max:
                self._last.clear()
                position = Position(uuid4().hex, position.offset)
            self._position = position
            return position

    def is_current(self, keys: Collection[str], position: Position) -> bool:
        """Whether none of the keys has advanced since the position, as far as was read."""
        with self._lock:
            if self._position is None or position.epoch != self._position.epoch:
                return False
            return all(self._last.get(key, 0) <= position.offset for key in keys)


def _is_shared() -> bool:
    return not settings.CACHES["default"]["BACKEND"].endswith(("LocMemCache", "DummyCache"))


@lru_cache(maxsize=4)
def _journal(folder: str | None) -> Journal:
    return CacheJournal() if folder is None else FileJournal(Path(folder) / NAME)


@lru_cache(maxsize=4)
def _index(folder: str | None) -> KeyIndex:
    return KeyIndex(_journal(folder))


def current_journal() -> Journal:
    """Return the journal of this site: in the cache if processes share one, else in a file."""
    return _journal(None if _is_shared() else str(settings.DATA_DIR))


def current_index() -> KeyIndex:
    """Return what this process has read of it."""
    return _index(None if _is_shared() else str(settings.DATA_DIR))
