"""How far a command is, while it goes through all documents."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from django.core.management.base import OutputWrapper
from tqdm import tqdm

from search.documents.builders import SearchDocument
from search.services.indexing import Progress

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


class _Line:
    """A command's output without the line breaks and the colour that it gives to messages."""

    def __init__(self, output: OutputWrapper) -> None:
        self._output = output

    def write(self, text: str) -> None:
        """As it is."""
        self._output.write(text, style_func=str, ending="")

    def flush(self) -> None:
        """What has been written is to be seen."""
        self._output.flush()

    def isatty(self) -> bool:
        """Whether somebody looks at it."""
        return self._output.isatty()


def progress_bar(output: OutputWrapper, label: str) -> Progress:
    """A bar that stays on its line."""

    def show(documents: Iterator[SearchDocument], total: int) -> Iterator[SearchDocument]:
        line = _Line(output)
        yield from tqdm(documents, total=total, unit=" documents", desc=label, file=line)

    return show
