"""How far a command is, while it goes through all documents."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Final

from tqdm import tqdm

from search.documents import SearchDocument
from search.indexing import Progress

INTERRUPTED: Final = 130
"""The exit code that shells give to what was interrupted."""


@contextmanager
def interruptible() -> Iterator[None]:
    """A request to end is like Ctrl-C, so that what has been begun is tidied up."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def progress_bar(file: Any, label: str) -> Progress:
    """A bar on `file`."""

    def show(documents: Iterator[SearchDocument], total: int) -> Iterator[SearchDocument]:
        yield from tqdm(documents, total=total, unit=" documents", desc=label, file=file)

    return show
