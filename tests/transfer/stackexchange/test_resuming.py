"""An import can be stopped anywhere and goes on without loss or doubles."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import tracemalloc
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, transaction
from django.dispatch import receiver

from community.models import Comment, Question
from community.services.recounts import recount_community
from community.signals import community_imported
from tests.transfer.stackexchange.conftest import SOURCE, Importer, snapshot
from tests.transfer.stackexchange.dumps import COMMENTS, DAY_TWO, write_dump, write_file
from transfer.models import ImportProgress
from transfer.stackexchange import ImportFailed, import_dump, runner
from transfer.stackexchange.comments import CommentStage
from transfer.stackexchange.rows import read_rows

ROOT = Path(__file__).resolve().parents[3]


class Killed(BaseException):
    """Stands for a process that ends in the middle of a batch."""


def _normalised(content: dict[str, Any]) -> str:
    """Keep what two imports of one dump must agree on: not ids of ours, nor when they ran."""
    differing = ("_id", "local_id", "date_joined")
    for identity in content["ExternalIdentity"]:
        del identity["created_at"]
    return repr(
        {
            table: sorted(
                repr({key: value for key, value in row.items() if not key.endswith(differing)})
                for row in rows
            )
            for table, rows in content.items()
        }
    )


def test_importing_twice_changes_nothing_and_announces_once(
    dump: Path, run_import: Importer
) -> None:
    announced: list[str] = []

    @receiver(community_imported, weak=False, dispatch_uid="test")
    def hear(source: str, **kwargs: Any) -> None:
        announced.append(source)

    try:
        first = run_import(dump)
        before = snapshot()
        second = run_import(dump)
    finally:
        community_imported.disconnect(dispatch_uid="test")
    assert snapshot() == before
    assert announced == [SOURCE]
    assert second.stages == first.stages


@pytest.mark.django_db(transaction=True)
def test_what_follows_an_import_is_done_by_the_next_run_when_one_is_killed_in_it(
    dump: Path,
) -> None:
    announced: list[str] = []

    def die() -> None:
        raise Killed

    @receiver(community_imported, weak=False, dispatch_uid="test")
    def hear(source: str, **kwargs: Any) -> None:
        announced.append(source)
        if len(announced) == 1:
            transaction.on_commit(die)

    try:
        with pytest.raises(Killed):
            import_dump(dump, source=SOURCE, language="en")
        for _again in range(2):
            import_dump(dump, source=SOURCE, language="en")
    finally:
        community_imported.disconnect(dispatch_uid="test")
    assert announced == [SOURCE, SOURCE]


@pytest.mark.long
def test_an_import_killed_in_any_batch_ends_like_one_that_was_not(
    dump: Path, run_import: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "BATCH_SIZE", 4)
    monkeypatch.setattr("transfer.stackexchange.texts.BATCH_SIZE", 2)
    advance_to = runner._advance_to
    batches = 0
    killed_in = 0

    def counted(*args: Any) -> None:
        nonlocal batches
        batches += 1
        advance_to(*args)
        if batches == killed_in:
            raise Killed

    monkeypatch.setattr(runner, "_advance_to", counted)
    with transaction.atomic():
        run_import(dump)
        expected, total = _normalised(snapshot()), batches
        transaction.set_rollback(True)
    assert total > 15
    for killed_in in range(1, total + 1):
        batches = 0
        with transaction.atomic():
            with pytest.raises(Killed):
                run_import(dump)
            batches = total
            run_import(dump)
            assert _normalised(snapshot()) == expected, f"killed in batch {killed_in}"
            assert not any(recount_community().values())
            transaction.set_rollback(True)


@pytest.mark.long
def test_a_process_that_is_killed_leaves_a_database_the_next_one_goes_on_with(
    tmp_path: Path,
) -> None:
    comments = [{**COMMENTS[0], "Id": number} for number in range(1, 6_001)]
    dump = write_dump(tmp_path / "dump", Comments=comments)
    database = tmp_path / "killed.sqlite3"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.development",
        "STOA_DATA_DIR": str(tmp_path / "data"),
        "DATABASE_URL": f"sqlite:///{database}",
        "STOA_TASKS": "database",
    }
    (tmp_path / "data").mkdir()

    def manage(*words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "manage.py", *words]
        return subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)

    assert manage("migrate", "--verbosity=0").wait() == 0
    process = manage("import_stackexchange", str(dump))
    _wait_for(database, "select position from community_importprogress where stage='comments'")
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert 0 < _one(database, "select count(*) from community_comment") < 6_000

    assert manage("import_stackexchange", str(dump)).wait() == 0
    assert _one(database, "select count(*) from community_comment") == 6_000
    assert _one(database, "select count(*) from community_question") == 2
    counted = "select max(comment_count) from community_post"
    assert _one(database, counted) == 6_000


def _one(database: Path, query: str) -> int:
    with closing(sqlite3.connect(database)) as connection:
        row = connection.execute(query).fetchone()
        return int(row[0]) if row else 0


def _wait_for(database: Path, query: str) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if _one(database, query):
            return
        time.sleep(0.02)
    pytest.fail("the import did not get far enough to be killed")


def test_a_truncated_file_is_named_with_its_row_and_can_be_mended(
    dump: Path, run_import: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "BATCH_SIZE", 1)
    path = dump / "Comments.xml"
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole[: whole.index('Id="2"') + 10], encoding="utf-8")
    with pytest.raises(ImportFailed, match=r"Comments\.xml is malformed or cut off after row 1 "):
        run_import(dump)
    assert Comment.objects.count() == 1
    path.write_text(whole, encoding="utf-8")
    run_import(dump)
    assert Comment.objects.count() == 2
    assert not any(recount_community().values())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", r"Comments\.xml is malformed or cut off after row 0"),
        ("<html></html>", r"Comments\.xml is no part of a dump: it holds <html>"),
        ("PK\x03\x04", r"Comments\.xml is malformed"),
        (
            '<!DOCTYPE c [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
            '<comments><row Text="&b;"/></comments>',
            r"Comments\.xml declares a document type or entities",
        ),
    ],
)
def test_files_that_are_something_else_are_refused(
    dump: Path, run_import: Importer, content: str, message: str
) -> None:
    (dump / "Comments.xml").write_text(content)
    with pytest.raises(ImportFailed, match=message):
        run_import(dump)
    assert Comment.objects.count() == 0


def test_a_folder_without_posts_is_no_dump(tmp_path: Path, run_import: Importer) -> None:
    with pytest.raises(ImportFailed, match=r"has no Posts\.xml"):
        run_import(tmp_path)
    assert not ImportProgress.objects.exists()


def test_a_full_disk_stops_between_batches_and_the_import_goes_on_later(
    dump: Path, run_import: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = CommentStage.write

    def fill_up(self: CommentStage, batch: list[Any], tally: Any) -> None:
        write(self, batch, tally)
        raise OperationalError("database or disk is full")

    with monkeypatch.context() as full:
        full.setattr(CommentStage, "write", fill_up)
        with pytest.raises(ImportFailed, match=r"database or disk is full.*run the same command"):
            run_import(dump)
    assert Comment.objects.count() == 0
    run_import(dump)
    assert Comment.objects.count() == 2


def test_two_imports_of_one_source_do_not_mix(
    dump: Path, run_import: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = CommentStage.write

    def overtaken(self: CommentStage, batch: list[Any], tally: Any) -> None:
        ImportProgress.objects.filter(stage="comments").update(position=1)
        write(self, batch, tally)

    monkeypatch.setattr(CommentStage, "write", overtaken)
    with pytest.raises(ImportFailed, match="Another import of the same source is running"):
        run_import(dump)
    assert Comment.objects.count() == 0


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    rows = [{"Id": n, "PostId": 1, "CreationDate": DAY_TWO, "Text": "x" * 900} for n in range(100)]
    peaks = []
    for times in (10, 100):
        path = write_file(tmp_path, "Comments.xml", rows * times)
        tracemalloc.start()
        assert sum(1 for _row in read_rows(path, "comments", lambda _count: None)) == 100 * times
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.2


@pytest.mark.django_db
def test_the_command_reports_on_the_screen_and_as_json(
    dump: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "report.json"
    call_command("import_stackexchange", str(dump), "--report", str(path))
    screen = capsys.readouterr().out
    assert "Imported “dump”:" in screen
    assert "questions: read 3, wrote 3 accounts for people" not in screen
    assert "skipped 1: CreationDate is not a time (such as 54)" in screen
    stages = json.loads(path.read_text())["stages"]
    assert stages["comments"]["written"]["comments"] == Comment.objects.count()


@pytest.mark.django_db
def test_the_command_says_in_one_line_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is not a folder"):
        call_command("import_stackexchange", str(tmp_path / "nowhere"))
    with pytest.raises(CommandError, match="is no Stack Exchange dump"):
        call_command("import_stackexchange", str(tmp_path))
    assert not Question.objects.exists()
