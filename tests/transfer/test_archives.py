"""Archives of all systems: every file is found by its name, or named in the report."""

import struct
import unicodedata
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import pytest

from accounts.models import User
from kb.models import ArticlePage
from tests.transfer.conftest import article, blocks, picture
from transfer.importing import ImportOptions, ImportReport, import_knowledge
from transfer.sources.archive import open_upload
from transfer.sources.archive_names import decode_names


def zipped(files: dict[bytes, bytes]) -> bytes:
    """An archive whose names are these very bytes, without the flag for UTF-8."""
    body = directory = b""
    for name, data in files.items():
        crc, size = zlib.crc32(data), len(data)
        sizes = struct.pack("<IIIHH", crc, size, size, len(name), 0)
        directory += struct.pack("<IHHHHHH", 0x02014B50, 20, 20, 0, 0, 0, 0) + sizes
        directory += struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + name
        body += struct.pack("<IHHHHH", 0x04034B50, 20, 0, 0, 0, 0) + sizes + name + data
    end = struct.pack(
        "<IHHHHIIH", 0x06054B50, 0, 0, len(files), len(files), len(directory), len(body), 0
    )
    return body + directory + end


NAMES = {
    "Finder": ("utf-8", "Größe.md", "Zelt grün.png"),
    "Polish Windows": ("cp852", "Zażółć gęślą.md", "zdjęcie.png"),
    "Polish, other program": ("cp1250", "Łódź.md", "święto.png"),
    "German Windows": ("cp850", "Übersicht.md", "Maß.png"),
    "Finnish": ("cp437", "Pää.md", "öljy.png"),
    "Russian Windows": ("cp866", "Палатка.md", "молния.png"),
    "Russian, other program": ("cp1251", "Палатка.md", "молния.png"),
    "Chinese Windows": ("gbk", "商品退货.md", "图片.png"),
    "Japanese Windows": ("cp932", "返品の方法.md", "表示.png"),
    "Korean Windows": ("cp949", "반품 방법.md", "그림.png"),
    "Greek Windows": ("cp737", "Σκηνή.md", "εικόνα.png"),
}


def with_locked(data: bytes, name: bytes) -> bytes:
    """The archive with the flag of a password at one of its members."""
    entry = data.rindex(name) - 46
    return data[: entry + 8] + b"\x01\x00" + data[entry + 10 :]


def encoded(name: str, encoding: str) -> bytes:
    if encoding == "utf-8":
        name = unicodedata.normalize("NFD", name)
    return name.encode(encoding)


def bring_in(data: bytes, temp_dir: Path, actor: User) -> ImportReport:
    file = temp_dir / "upload.zip"
    file.write_bytes(data)
    (temp_dir / "unpacked").mkdir()
    source = open_upload(file, temp_dir / "unpacked", name="zip", language="en")
    return import_knowledge(actor=actor, source=source, options=ImportOptions())


@pytest.mark.django_db
@pytest.mark.parametrize(("encoding", "page", "image"), NAMES.values(), ids=NAMES)
def test_links_and_pictures_are_found_whatever_system_wrote_the_names(
    encoding: str, page: str, image: str, admin_user: User, tmp_path: Path
) -> None:
    text = f"# Start\n\n[there](<sub/{page}>)\n\n![shown](<sub/{image}>)\n"
    files = {
        b"docs\\start.md": text.encode(),
        b"docs\\sub\\" + encoded(page, encoding): b"# There\n\nText.\n",
        b"docs\\sub\\" + encoded(image, encoding): picture(),
        b"__MACOSX\\docs\\._start.md": b"litter",
        b"docs\\.DS_Store": b"litter",
    }

    report = bring_in(zipped(files), tmp_path, admin_user)

    there = ArticlePage.objects.get(title="There")
    kinds = [kind for kind, _value in blocks(article("start"))]
    assert f'id="{there.pk}" linktype="page"' in str(blocks(article("start")))
    assert kinds == ["text", "picture"]
    assert report.losses == {}
    assert report.outcomes == {"created": 2, "part": 1, "unused": 2}


@pytest.mark.parametrize(("encoding", "page", "image"), NAMES.values(), ids=NAMES)
def test_names_that_no_text_mentions_have_the_letters_of_the_texts(
    encoding: str, page: str, image: str
) -> None:
    words = f"{page} {image}".replace(".", " ")
    files = {encoded(page, encoding): b"x", b"a.md": words.encode()}
    archive = zipfile.ZipFile(BytesIO(zipped(files)))
    assert decode_names(archive, archive.infolist())[0] == page


@pytest.mark.django_db
def test_one_damaged_file_of_an_archive_does_not_stop_the_others(
    admin_user: User, tmp_path: Path
) -> None:
    data = zipped(
        {
            b"docs/good.md": b"# Good\n\nText.\n",
            b"docs/locked.md": b"# Locked\n\nText.\n",
            b"docs/bad.md": b"# Bad\n\nMARK\n",
            b"docs/" + b"n" * 300 + b".md": b"# Long\n\nText.\n",
            b"docs/good.md/inside.md": b"# Inside\n\nText.\n",
            b"../out.md": b"# Out\n\nText.\n",
            b"/docs/out.md": b"# Out\n\nText.\n",
            b"C:\\docs\\out.md": b"# Out\n\nText.\n",
            b"docs/GOOD.md": b"# Capitals\n\nText.\n",
            b"docs/Step: one.markdown": b"# Step\n\nText.\n",
            b"docs/empty.md": b"",
            b"docs/folder/": b"",
            b"docs/inner.zip": b"PK",
            b"docs/table.csv": b"title,section,body\n",
            b"docs/_part.mdx": b"Part.\n",
            b"docs/notes.txt": b"Notes.\n",
            b"docs/page.htm": b"<p>Hi</p>",
            b"docs/page.html": b"<p>Hi</p>",
            b"docs/guide.rst": b"Guide\n=====\n",
            b"docs/unused.png": picture(),
        }
    ).replace(b"MARK", b"HARM", 1)
    data = with_locked(data, b"docs/locked.md")

    report = bring_in(data, tmp_path, admin_user)

    titles = sorted(page.title for page in ArticlePage.objects.all())
    assert titles == ["Capitals", "Good", "Step"]
    outcomes = {key: entry["outcome"] for key, entry in report.files.items()}
    assert outcomes == {
        "docs/bad.md": "refused",
        ("docs/" + "n" * 300 + ".md")[-200:]: "refused",
        "docs/good.md/inside.md": "refused",
        "../out.md": "refused",
        "/docs/out.md": "refused",
        "C:/docs/out.md": "refused",
        "docs/locked.md": "refused",
        "empty.md": "skipped",
        "inner.zip": "unread",
        "table.csv": "unread",
        "_part.mdx": "unread",
        "notes.txt": "unread",
        "page.htm": "unread",
        "page.html": "unread",
        "guide.rst": "unread",
        "unused.png": "unused",
    }
