"""The folders and locks of the embedded index.

    <root>/CURRENT            names the folder that is searched; replaced atomically
    <root>/<format>-<time>/   an index
    <root>/write.lock         held while writing; one writer at a time, over all processes
    <root>/rebuild.lock       held while rebuilding; freed by the system if the process dies
    <root>/journal            keys written during a rebuild, to be read again before the change

Locks are the operating system's (flock), so none outlives its process.
"""

import fcntl
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from search.engines.base import EngineError, IndexMissing
from search.engines.embedded.schema import schema_fingerprint
from search.query.requests import DocumentKey

WRITE_LOCK_TIMEOUT_SECONDS: Final = 20.0
REBUILD_LOCK_TIMEOUT_SECONDS: Final = 2.0
_FIRST_PAUSE_SECONDS: Final = 0.005
_LONGEST_PAUSE_SECONDS: Final = 0.2


class IndexStore:
    """Where indices live and who may write them."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def current(self) -> Path:
        """The folder that is searched; IndexMissing when there is none we can read."""
        try:
            name = (self.root / "CURRENT").read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            raise IndexMissing("There is no search index yet.") from None
        except OSError as error:
            raise EngineError(f"The search index cannot be read: {error}") from error
        if not name.startswith(f"{schema_fingerprint()}-"):
            raise IndexMissing("The search index has another layout and must be rebuilt.")
        return self.root / name

    def new_folder(self) -> Path:
        """An empty folder for an index of our layout."""
        folder = self.root / f"{schema_fingerprint()}-{time.time_ns()}"
        folder.mkdir(parents=True)
        return folder

    def switch_to(self, folder: Path) -> None:
        """Make `folder` the one that is searched, for every process at once."""
        draft = self.root / f"CURRENT.{os.getpid()}"
        with draft.open("w", encoding="utf-8") as file:
            file.write(folder.name)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.root / "CURRENT")

    def remove_others(self, keep: Path) -> None:
        """Delete every index folder but one; who still reads an old one keeps its open files."""
        for path in self.root.iterdir():
            if path.is_dir() and path != keep:
                shutil.rmtree(path, ignore_errors=True)

    def remove_folder(self, folder: Path) -> None:
        """Delete an index that has not come into use."""
        shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def write_lock(self) -> Iterator[None]:
        """Wait for the right to write; EngineError when it takes too long."""
        with self._lock("write.lock", fcntl.LOCK_EX, WRITE_LOCK_TIMEOUT_SECONDS):
            yield

    @contextmanager
    def rebuild_lock(self) -> Iterator[None]:
        """One rebuild at a time."""
        with self._lock("rebuild.lock", fcntl.LOCK_EX, REBUILD_LOCK_TIMEOUT_SECONDS):
            yield

    def is_rebuilding(self) -> bool:
        """Whether some process rebuilds the index just now."""
        try:
            with self._lock("rebuild.lock", fcntl.LOCK_SH, 0.0):
                return False
        except EngineError:
            return True

    def note(self, keys: Iterable[DocumentKey]) -> None:
        """Remember keys that change while a rebuild runs; needs the write lock."""
        with (self.root / "journal").open("a", encoding="utf-8") as file:
            file.writelines(f"{key}\n" for key in keys)

    def drain_journal(self) -> list[DocumentKey]:
        """The keys noted so far, each once, and forget them; needs the write lock."""
        path = self.root / "journal"
        if not path.exists():
            return []
        lines = dict.fromkeys(path.read_text(encoding="utf-8").split())
        path.unlink()
        return [DocumentKey.parse(line) for line in lines]

    @contextmanager
    def _lock(self, name: str, kind: int, timeout: float) -> Iterator[None]:
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.root / name, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise EngineError(f"The search folder cannot be written: {error}") from error
        try:
            _acquire(descriptor, kind, timeout, name)
            yield
        finally:
            os.close(descriptor)


def _acquire(descriptor: int, kind: int, timeout: float, name: str) -> None:
    deadline = time.monotonic() + timeout
    pause = _FIRST_PAUSE_SECONDS
    while True:
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except OSError as error:
            if time.monotonic() + pause > deadline:
                raise EngineError(f"{name} is held by another process.") from error
            time.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
        else:
            return
