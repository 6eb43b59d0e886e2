"""SQLite compares letters beyond ASCII without regard to case, too, as PostgreSQL does."""

from functools import lru_cache
from typing import Any

import regex
from django.db.backends.base.base import BaseDatabaseWrapper

from core.unicode import fold


def teach_case(sender: Any, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Receiver of `connection_created`: replace LIKE, which `icontains` and `iexact` ask for."""
    if connection.vendor != "sqlite":
        return
    for arguments in (2, 3):
        connection.connection.create_function("like", arguments, is_like, deterministic=True)


def is_like(pattern: Any, value: Any, escape: str = "") -> bool | None:
    """SQL's LIKE, by case folding."""
    if pattern is None or value is None:
        return None
    return _compile(str(pattern), escape).fullmatch(fold(str(value))) is not None


@lru_cache(maxsize=256)
def _compile(pattern: str, escape: str) -> regex.Pattern[str]:
    parts, is_escaped = [], False
    for character in fold(pattern):
        if not is_escaped and character == escape:
            is_escaped = True
            continue
        wild = "" if is_escaped else {"%": ".*", "_": "."}.get(character, "")
        parts.append(wild or regex.escape(character))
        is_escaped = False
    return regex.compile("".join(parts), regex.DOTALL)
