"""Where finished pages are kept: beside the process, never more bytes than were allowed."""

import threading
import time
from collections import OrderedDict
from typing import Any, Final

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

ENTRY_OVERHEAD: Final = 2_000
"""What an entry takes beside its body: key, headers, the objects around them."""

LARGEST_SHARE: Final = 8
"""An entry that takes more than this part of the room is not kept."""


class _Room:
    """Entries by key, the least recently used first."""

    def __init__(self) -> None:
        self.entries: OrderedDict[str, tuple[Any, float | None, int]] = OrderedDict()
        self.size = 0
        self.lock = threading.Lock()

    def drop(self, key: str) -> bool:
        entry = self.entries.pop(key, None)
        if entry is None:
            return False
        self.size -= entry[2]
        return True


_rooms: dict[str, _Room] = {}


class BoundedCache(BaseCache):
    """A cache in memory with a bound in bytes; `OPTIONS` has it as `MAX_BYTES`.

    What is kept is a tuple with the body as its bytes.
    """

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.max_bytes = int(params.get("OPTIONS", {}).get("MAX_BYTES", 32 * 1024 * 1024))
        self.room = _rooms.setdefault(location, _Room())

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """Return what is kept, unless its time has passed."""
        key = self.make_key(key, version=version)
        with self.room.lock:
            entry = self.room.entries.get(key)
            if entry is None:
                return default
            value, end, _size = entry
            if end is not None and end <= time.time():
                self.room.drop(key)
                return default
            self.room.entries.move_to_end(key)
            return value

    def set(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        """Keep a value; what was not used for longest makes room for it."""
        key = self.make_key(key, version=version)
        size = ENTRY_OVERHEAD + sum(len(part) for part in value if isinstance(part, bytes))
        with self.room.lock:
            self.room.drop(key)
            if size > self.max_bytes // LARGEST_SHARE:
                return
            self.room.entries[key] = (value, self.get_backend_timeout(timeout), size)
            self.room.size += size
            while self.room.size > self.max_bytes:
                self.room.drop(next(iter(self.room.entries)))

    def delete(self, key: str, version: int | None = None) -> bool:
        """Remove an entry."""
        with self.room.lock:
            return self.room.drop(self.make_key(key, version=version))

    def clear(self) -> None:
        """Remove all entries."""
        with self.room.lock:
            self.room.entries.clear()
            self.room.size = 0
