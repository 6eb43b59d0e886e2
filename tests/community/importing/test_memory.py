"""An import holds a few batches in memory, however large the dump is."""

import gc
import tracemalloc
from pathlib import Path

import pytest
from django.db import connection

from community.importing import import_dump, runner, texts
from community.models import Post

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
    monkeypatch.setattr(runner, "reset_queries", gc.collect)  # after each batch
    peak_of_import(write_dump(tmp_path / "warm", 20), "warm")

    small = peak_of_import(write_dump(tmp_path / "small", 40), "small")
    large = peak_of_import(write_dump(tmp_path / "large", 160), "large")

    assert Post.objects.count() == 220
    assert large < small * 1.5


@pytest.mark.django_db(transaction=True)
def test_sqlite_sorts_on_disk_while_a_dump_comes_in(tmp_path: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("about SQLite only")
    import_dump(write_dump(tmp_path / "dump", 2), source="s", language="en")
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA temp_store").fetchone() == (1,)
        assert cursor.execute("PRAGMA cache_size").fetchone() == (-8000,)
