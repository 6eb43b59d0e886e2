"""Importing a table of articles."""

from pathlib import Path

import pytest
from django.core.management import CommandError
from django.test import Client

from accounts.models import User
from kb.models import ArticlePage
from tests.kb.importing.conftest import run_command, write

pytestmark = pytest.mark.django_db

TABLE = """title;section;body;tags;language;old_url;published;colour
Mend a zip;Tents > Zips;"1. Brush it
2. Wax it";zips|tents;en;https://old.example.com/zip?id=5;yes;red
Zamek;Tents;<p>Woskuj <b>zamek</b></p>;;pl;;no;
;Tents;No title;;;;;
Two cells;Tents
Tlhingan;Tents;Text;;tlh;;;
Mend a zip;Tents > Zips;Again;;;https://old.example.com/zip?id=5;;
"""


def test_rows_become_articles_and_bad_rows_are_named_by_their_line(
    admin_user: User, tmp_path: Path, client: Client
) -> None:
    write(tmp_path, {"table.csv": "\ufeff" + TABLE})

    said = run_command("import_articles_csv", tmp_path / "table.csv")

    assert "articles: 2 created, 4 refused" in said
    assert "columns that were not read: colour" in said
    assert "refused: line 5: title is empty" in said
    assert "refused: line 6: it has 2 cells, the head has 8" in said
    assert "its language “tlh” is not enabled" in said
    assert "refused: line 8: it has the same key as the row in line 2" in said
    zip_page, polish = (
        ArticlePage.objects.get(slug="mend-a-zip"),
        ArticlePage.objects.get(slug="zamek"),
    )
    assert zip_page.url == "/kb/tents/zips/mend-a-zip/"
    assert [block.block_type for block in zip_page.body] == ["steps"]
    assert sorted(zip_page.tags.names()) == ["tents", "zips"]
    assert (polish.language, polish.live) == ("pl", False)
    assert polish.body[0].value.source == "<p>Woskuj <b>zamek</b></p>"
    assert client.get("/zip?id=5")["Location"].endswith(zip_page.url)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"title,body\na,b\n", "has no column section"),
        (b"\xff\xfe\x00", r"is not UTF-8 text \(line 1\)"),
        ("title,section,body\na,b,c\nzażółć,b,c".encode("cp1250"), r"not UTF-8 text \(line 3\)"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_with_what_is_wrong(
    content: bytes, message: str, admin_user: User, tmp_path: Path
) -> None:
    write(tmp_path, {"table.csv": content})
    with pytest.raises(CommandError, match=message):
        run_command("import_articles_csv", tmp_path / "table.csv")
    assert not ArticlePage.objects.exists()


def test_rows_before_a_damaged_place_come_and_the_place_is_named(
    admin_user: User, tmp_path: Path
) -> None:
    write(tmp_path, {"table.csv": 'title,section,body\nZip,Tents,Wax it.\nPole,Tents,"open\n'})

    said = run_command("import_articles_csv", tmp_path / "table.csv")

    assert ArticlePage.objects.get().title == "Zip"
    assert "1 created, 1 refused" in said
    assert "refused: line 3: the table is damaged here" in said
