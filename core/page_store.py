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


class _Entries:
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


_stores: dict[str, _Entries] = {}


class BoundedCache(BaseCache):
    """A cache in memory with a bound in bytes; `OPTIONS` has it as `MAX_BYTES`.

    What is kept is a tuple with the body as its bytes.
    """

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.max_bytes = int(params.get("OPTIONS", {}).get("MAX_BYTES", 32 * 1024 * 1024))
        self.store = _stores.setdefault(location, _Entries())

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """Return what is kept, unless its time has passed."""
        key = self.make_key(key, version=version)
        with self.store.lock:
            entry = self.store.entries.get(key)
            if entry is None:
                return default
            value, end, _size = entry
            if end is not None and end <= time.time():
                self.store.drop(key)
                return default
            self.store.entries.move_to_end(key)
            return value

    def set(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        """Keep a value; what was not used for longest makes room for it."""
        key = self.make_key(key, version=version)
        size = ENTRY_OVERHEAD + sum(len(part) for part in value if isinstance(part, bytes))
        with self.store.lock:
            self.store.drop(key)
            if size > self.max_bytes // LARGEST_SHARE:
                return
            self.store.entries[key] = (value, self.get_backend_timeout(timeout), size)
            self.store.size += size
            while self.store.size > self.max_bytes:
                self.store.drop(next(iter(self.store.entries)))

    def delete(self, key: str, version: int | None = None) -> bool:
        """Remove an entry."""
        with self.store.lock:
            return self.store.drop(self.make_key(key, version=version))

    def clear(self) -> None:
        """Remove all entries."""
        with self.store.lock:
            self.store.entries.clear()
            self.store.size = 0
