"""Importing a table of articles."""

from pathlib import Path

import pytest
from django.core.management import CommandError
from django.test import Client

from accounts.models import User
from kb.models import ArticlePage
from tests.transfer.conftest import run_command, text_of, write

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
        (b"title,section,body,Body\na,b,c,d\n", "has two columns body"),
        (b"\xff\xfe\x00", "begins as a text in UTF-16 and is none"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_with_what_is_wrong(
    content: bytes, message: str, admin_user: User, tmp_path: Path
) -> None:
    write(tmp_path, {"table.csv": content})
    with pytest.raises(CommandError, match=message):
        run_command("import_articles_csv", tmp_path / "table.csv")
    assert not ArticlePage.objects.exists()


@pytest.mark.parametrize("sign", [",", ";", "|", "\t"])
@pytest.mark.parametrize("before", ["", "\ufeff", "sep={}\n", '\ufeff"sep={}"\r\n'])
def test_odd_tables_come_with_every_word_or_a_line_of_the_report(
    sign: str, before: str, admin_user: User, tmp_path: Path
) -> None:
    rows = [
        ["title", "Section ", "BODY", "wrong", ""],
        ["Zip", "Tents", '"Two\nlines, ""so""; a|b"', "a word", ""],
        ["=1+1", "Tents", '"=HYPERLINK(""x"")"', "", "beside"],
        ["More", "Tents", "Words", "", "", "", ""],
        ["Wide", "Tents", "Words", "", "", "x"],
        ["\x00\x0b", "Tents", "Words", "", ""],
        ["Same", "Tents", "One", "", ""],
        ["same", "Tents", "Two", "", ""],
    ]
    text = before.format(sign) + "\r\n".join(sign.join(row) for row in rows) + "\r\n"
    write(tmp_path, {"table.csv": text})

    said = run_command("import_articles_csv", tmp_path / "table.csv")

    pages = {page.title: text_of(page) for page in ArticlePage.objects.all()}
    assert sorted(pages) == ["=1+1", "More", "Same", "Zip"]
    assert 'Two lines, "so"; a|b' in " ".join(pages["Zip"].split())
    assert '=HYPERLINK("x")' in pages["=1+1"]
    assert "columns that were not read: wrong" in said
    assert "rows with words in columns without a name, not read: 1" in said
    assert "it has 6 cells, the head has 5" in said
    assert "4 created, 3 refused" in said


def test_rows_before_a_damaged_place_come_and_the_place_is_named(
    admin_user: User, tmp_path: Path
) -> None:
    write(tmp_path, {"table.csv": 'title,section,body\nZip,Tents,Wax it.\nPole,Tents,"open\n'})

    said = run_command("import_articles_csv", tmp_path / "table.csv")

    assert ArticlePage.objects.get().title == "Zip"
    assert "1 created, 1 refused" in said
    assert "refused: line 3: the table is damaged here" in said


WORDS = {
    "en": "Café “five” €",
    "es": "¿Señal? ¡Más!",
    "fi": "Älä säilö märkänä",
    "pl": "Zażółć gęślą jaźń, są łóżka",
}


@pytest.mark.parametrize(
    ("codec", "language", "said"),
    [
        ("utf-8", "pl", ""),
        ("utf-8-sig", "pl", ""),
        ("utf-16", "pl", "was read as UTF-16"),
        ("utf-16-le", "fi", "was read as UTF-16; look whether its letters are right"),
        ("utf-16-be", "en", "was read as UTF-16; look whether its letters are right"),
        ("cp1250", "pl", "was read as Windows-1250; look whether its letters are right"),
        *[("cp1252", code, "was read as Windows-1252; look") for code in ("en", "es", "fi")],
    ],
)
@pytest.mark.parametrize("sign", [";", "\t"])
def test_tables_come_in_the_encodings_that_spreadsheets_write(
    codec: str, language: str, said: str, sign: str, admin_user: User, tmp_path: Path
) -> None:
    lines = ["title;section;body", f"{WORDS[language]};Tents;Word {WORDS[language]} word"]
    write(tmp_path, {"table.csv": "\r\n".join(lines).replace(";", sign).encode(codec)})

    out = run_command("import_articles_csv", tmp_path / "table.csv")

    page = ArticlePage.objects.get()
    assert page.title == WORDS[language]
    assert page.body[0].value.source == f"<p>Word {WORDS[language]} word</p>"
    assert said in out
    assert ("not UTF-8" in out) is bool(said)


def test_the_language_of_an_import_says_which_old_encoding_is_meant(
    admin_user: User, tmp_path: Path
) -> None:
    table = "title;section;body\nPalatka;Tents;Сушите палатку".encode("cp1251")
    write(tmp_path, {"table.csv": table})
    run_command("import_articles_csv", tmp_path / "table.csv", "--language", "ru", "--dry-run")
    from transfer.sources.encodings import encoding_of  # noqa: PLC0415 - only here

    assert encoding_of(tmp_path / "table.csv", "ru").codec == "cp1251"


def test_a_row_with_broken_letters_is_refused_and_the_others_come(
    admin_user: User, tmp_path: Path
) -> None:
    rows = "title,section,body\nZażółć,Tents,są\nŁóżko,Tents,ok\n".encode()
    write(tmp_path, {"table.csv": rows + b"Caf\xe9,Tents,broken\n"})

    said = run_command("import_articles_csv", tmp_path / "table.csv")

    assert "2 created, 1 refused" in said
    assert "refused: line 4: some of its letters are not UTF-8" in said


def test_the_line_that_tells_excel_the_sign_between_cells_is_no_head(
    admin_user: User, tmp_path: Path
) -> None:
    write(tmp_path, {"table.csv": "sep=;\r\ntitle;section;body\r\nZip;Tents;Wax\r\n;Tents;x"})
    said = run_command("import_articles_csv", tmp_path / "table.csv")
    assert ArticlePage.objects.get().title == "Zip"
    assert "refused: line 4: title is empty" in said
