"""Redis as a cache that may be away: what it cannot tell is not known, and pages are answered."""

import logging
import time
from collections.abc import Callable
from typing import Any, Final

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger("stoa.cache")

TRY_AGAIN_SECONDS: Final = 5.0
"""How long nobody waits for a server that has just failed."""


class _Outage:
    """Whether the server is away, as this process knows it."""

    def __init__(self) -> None:
        self.until = 0.0
        self.is_open = False


_outages: dict[str, _Outage] = {}


class ForgivingRedisCache(RedisCache):
    """A failure is a miss. After an outage everything kept before it is thrown away.

    What was removed meanwhile, a session above all, must not come back.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._outage = _outages.setdefault(str(server), _Outage())

    def _ask(self, act: Callable[[], Any], otherwise: Any) -> Any:
        outage = self._outage
        if time.monotonic() < outage.until:
            return otherwise
        try:
            if outage.is_open:
                super().clear()
                outage.is_open = False
                logger.warning("the cache is back; it starts empty")
            return act()
        except (RedisError, OSError) as error:
            if not outage.is_open:
                logger.error("the cache is unavailable, pages continue without it: %s", error)
            outage.is_open = True
            outage.until = time.monotonic() + TRY_AGAIN_SECONDS
            return otherwise

    def add(self, *args: Any, **kwargs: Any) -> bool:
        """Keep what is not there yet."""
        return bool(self._ask(lambda: RedisCache.add(self, *args, **kwargs), False))

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """Return what is kept."""
        return self._ask(lambda: RedisCache.get(self, key, default, version), default)

    def set(self, *args: Any, **kwargs: Any) -> None:
        """Keep a value."""
        self._ask(lambda: RedisCache.set(self, *args, **kwargs), None)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        """Keep it longer."""
        return bool(self._ask(lambda: RedisCache.touch(self, *args, **kwargs), False))

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        """Remove an entry."""
        return bool(self._ask(lambda: RedisCache.delete(self, *args, **kwargs), False))

    def get_many(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return what is kept of several."""
        found: dict[str, Any] = self._ask(lambda: RedisCache.get_many(self, *args, **kwargs), {})
        return found

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        """Whether something is kept."""
        return bool(self._ask(lambda: RedisCache.has_key(self, *args, **kwargs), False))

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Count; without the server nothing is there to be counted."""
        counted = self._ask(lambda: RedisCache.incr(self, key, delta, version), None)
        if counted is None:
            raise ValueError(f"Key {key!r} not found.")
        return int(counted)

    def set_many(self, *args: Any, **kwargs: Any) -> list[Any]:
        """Store several entries; return the keys that were not stored."""
        return list(self._ask(lambda: RedisCache.set_many(self, *args, **kwargs), []))

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        """Delete several entries; a failure of Redis is ignored."""
        self._ask(lambda: RedisCache.delete_many(self, *args, **kwargs), None)

    def clear(self) -> None:
        """Delete every entry; a failure of Redis is ignored."""
        self._ask(lambda: RedisCache.clear(self), None)
