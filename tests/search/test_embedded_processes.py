"""The embedded index with several processes at work on it."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

from search.engines.base import EngineError
from search.engines.embedded import EmbeddedEngine, store
from search.engines.embedded.store import IndexStore
from search.query.requests import SearchRequest
from tests.factories.search import document

WRITER = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
import django
django.setup()
from pathlib import Path
from search.engines.embedded import EmbeddedEngine
from tests.factories.search import document
first = int(sys.argv[2])
engine = EmbeddedEngine(Path(sys.argv[1]))
for number in range(first, first + 10):
    engine.index([document("stove", number=number)])
"""


@pytest.fixture
def engine(tmp_path: Path) -> EmbeddedEngine:
    made = EmbeddedEngine(tmp_path)
    made.rebuild([], refetch=lambda keys: [])
    return made


def stoves(engine: EmbeddedEngine) -> int:
    return engine.search(SearchRequest(text="stove")).total


def start_writer(folder: Path, first: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), str(first)], cwd=settings.BASE_DIR
    )


@pytest.mark.long
def test_processes_write_at_the_same_time_and_others_see_it(engine, tmp_path):
    assert stoves(engine) == 0
    writers = [start_writer(tmp_path, first) for first in (1, 101)]
    for number in range(1_001, 1_006):
        engine.index([document("stove", number=number)])
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0]
    assert stoves(engine) == 25


def test_a_rebuild_by_another_process_is_noticed(engine, tmp_path):
    engine.index([document("stove", number=1)])
    assert stoves(engine) == 1
    other = EmbeddedEngine(tmp_path)
    other.rebuild([document("stove", number=n) for n in (1, 2)], refetch=lambda keys: [])
    assert stoves(engine) == 2
    assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == 1


@pytest.mark.long
def test_a_process_that_dies_in_a_rebuild_blocks_nobody(engine, tmp_path):
    code = (
        "import os, sys; from pathlib import Path;"
        "from search.engines.embedded.store import IndexStore;"
        "lock = IndexStore(Path(sys.argv[1])).rebuild_lock(); lock.__enter__(); os._exit(9)"
    )
    dead = subprocess.run(
        [sys.executable, "-c", "import django; django.setup();" + code, str(tmp_path)],
        cwd=settings.BASE_DIR,
        env={"DJANGO_SETTINGS_MODULE": "config.settings.test", "PATH": ""},
        check=False,
    )
    assert dead.returncode == 9
    assert not IndexStore(tmp_path).is_rebuilding()
    engine.rebuild([document("stove", number=1)], refetch=lambda keys: [])
    assert stoves(engine) == 1


def test_a_writer_that_waits_too_long_gives_up_with_a_known_error(engine, tmp_path, monkeypatch):
    monkeypatch.setattr(store, "WRITE_LOCK_TIMEOUT_SECONDS", 0.1)
    with IndexStore(tmp_path).write_lock():
        started = time.monotonic()
        with pytest.raises(EngineError, match="held by another process"):
            engine.index([document("stove", number=1)])
        assert time.monotonic() - started < 2
    engine.index([document("stove", number=1)])
    assert stoves(engine) == 1


def test_a_folder_that_cannot_be_made_is_a_known_error(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    engine = EmbeddedEngine(tmp_path / "file" / "index")
    with pytest.raises(EngineError):
        engine.rebuild([], refetch=lambda keys: [])
    assert not engine.health().ok


def test_a_second_retriever_is_fused_with_the_index(tmp_path, engine):
    class ByMeaning:
        def retrieve(self, request, *, depth):
            return list(reversed(engine.search(SearchRequest(text="stove")).hits))[:1]

    engine.index([document("stove", number=1, quality=1.2), document("stove", number=2)])
    fused = EmbeddedEngine(tmp_path, retrievers=[ByMeaning()])
    plain_order = [hit.key.id for hit in engine.search(SearchRequest(text="stove")).hits]
    order = [hit.key.id for hit in fused.search(SearchRequest(text="stove")).hits]
    assert plain_order == [1, 2]
    assert order == [2, 1]
