"""An import holds a few batches in memory, however large the dump is."""

import gc
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from community.models import Post
from transfer.stackexchange import import_dump, runner, texts

DATE = 'CreationDate="2020-01-02T03:04:05.000"'
FILES = {
    "Users.xml": (
        "users",
        f'<row Id="{{n}}" {DATE} DisplayName="Person {{n}}" AboutMe="Words." />',
    ),
    "Posts.xml": (
        "posts",
        f'<row Id="{{n}}" PostTypeId="1" {DATE} Score="1" OwnerUserId="{{n}}" Title="Q {{n}}"'
        ' Tags="&lt;tent&gt;" Body="&lt;p&gt;Words of question {n}.&lt;/p&gt;" ViewCount="3" />',
    ),
    "Votes.xml": ("votes", f'<row Id="{{n}}" PostId="{{n}}" VoteTypeId="2" {DATE} />'),
    "Comments.xml": (
        "comments",
        f'<row Id="{{n}}" PostId="{{n}}" UserId="{{n}}" Text="A comment {{n}}" {DATE} />',
    ),
    "PostHistory.xml": (
        "posthistory",
        f'<row Id="{{n}}" PostHistoryTypeId="2" PostId="{{n}}" RevisionGUID="g{{n}}" UserId="{{n}}"'
        f' Text="Words of question {{n}}." {DATE} />',
    ),
    "Badges.xml": ("badges", '<row Id="{n}" UserId="{n}" Name="Odd" Date="2020-01-02T03:04:05" />'),
}


def write_dump(folder: Path, rows: int) -> Path:
    """A dump with this many rows in each file."""
    folder.mkdir()
    for name, (root, row) in FILES.items():
        lines = "\n".join(row.format(n=number) for number in range(1, rows + 1))
        (folder / name).write_text(f"<?xml version='1.0'?>\n<{root}>\n{lines}\n</{root}>\n")
    return folder


def peak_of_import(folder: Path, source: str) -> int:
    """The most that an import holds at any time, in bytes."""
    gc.collect()
    tracemalloc.start()
    try:
        import_dump(folder, source=source, language="en")
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def collect_garbage_after_each_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else what is traced depends on when Python happens to do so."""
    advance_to = runner._advance_to

    def advance_and_collect(*args: Any) -> None:
        advance_to(*args)
        gc.collect()

    monkeypatch.setattr(runner, "_advance_to", advance_and_collect)


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_memory_does_not_grow_with_the_dump(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module, name in (
        (runner, "BATCH_SIZE"),
        (texts, "BATCH_SIZE"),
    ):
        monkeypatch.setattr(module, name, 20)
    monkeypatch.setattr(runner, "_announce", lambda _run: None)
    collect_garbage_after_each_batch(monkeypatch)
    peak_of_import(write_dump(tmp_path / "warm", 20), "warm")

    small = peak_of_import(write_dump(tmp_path / "small", 40), "small")
    large = peak_of_import(write_dump(tmp_path / "large", 160), "large")

    assert Post.objects.count() == 220
    assert large < small * 1.5


@pytest.mark.django_db(transaction=True)
def test_sqlite_sorts_on_disk_while_a_dump_comes_in_and_not_afterwards(tmp_path: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("about SQLite only")
    meanwhile = []
    before = sqlite_memory()
    import_dump(
        write_dump(tmp_path / "dump", 2),
        source="s",
        language="en",
        advance=lambda _stage, _amount: meanwhile.append(sqlite_memory()),
    )
    assert set(meanwhile) == {(1, -8_000)}
    assert sqlite_memory() == before != (1, -8_000)


def sqlite_memory() -> tuple[int, int]:
    """Where SQLite sorts (1 is on disk), and how many KiB of pages it keeps (negative)."""
    with connection.cursor() as cursor:
        names = ("temp_store", "cache_size")
        return tuple(cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in names)
