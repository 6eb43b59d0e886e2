"""Telling the apps above that many articles arrive at once, so that they work once at the end.

Everything inside `writing_in_bulk()` still sends each event; whoever would start a slow task for
every one of them asks `is_writing_in_bulk()` and waits for `signals.knowledge_imported`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

_bulk: Final[ContextVar[bool]] = ContextVar("kb_writing_in_bulk", default=False)


@contextmanager
def writing_in_bulk() -> Iterator[None]:
    """Mark what happens inside as part of one large change."""
    token = _bulk.set(True)
    try:
        yield
    finally:
        _bulk.reset(token)


def is_writing_in_bulk() -> bool:
    """Whether the present change is part of a large one."""
    return _bulk.get()
