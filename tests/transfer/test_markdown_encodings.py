"""Markdown in the encodings that editors have written: its words come in, and it is said."""

from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.models import ArticlePage
from tests.transfer.conftest import Importer, write
from transfer.sources.encodings import NotTextError, decode

TEXTS: Final = {
    "en": "Café “five” €",
    "fi": "Älä säilö märkänä",
    "pl": "Zażółć gęślą jaźń, są łóżka",
    "ru": "Сушите палатку в тени",
    "ja": "テントを乾かしてください",
}


@pytest.mark.parametrize(
    ("codec", "language", "said"),
    [
        ("utf-8", "pl", ""),
        ("utf-8-sig", "ja", ""),
        ("utf-16", "ru", "UTF-16"),
        ("utf-16-le", "fi", "UTF-16; look whether its letters are right"),
        ("utf-16-be", "en", "UTF-16; look whether its letters are right"),
        ("cp1250", "pl", "Windows-1250; look whether its letters are right"),
        ("cp1252", "en", "Windows-1252; look whether its letters are right"),
        ("cp1252", "fi", "Windows-1252; look whether its letters are right"),
    ],
)
def test_words_come_in_and_the_report_says_as_what_they_were_read(
    codec: str, language: str, said: str, tmp_path: Path, import_folder: Importer
) -> None:
    text = TEXTS[language]
    source = f"---\r\ntitle: {text}\r\n---\r\nWords: {text}.\r\n"
    folder = write(tmp_path / "site", {"a/text.md": source.encode(codec)})

    report = import_folder(folder)

    page = ArticlePage.objects.get()
    assert page.title == text
    assert text in page.body[0].value.source
    notices = [notice for notice in report.notices if notice.startswith("a/text.md")]
    assert notices == ([f"a/text.md is not UTF-8 and was read as {said}"] if said else [])


@pytest.mark.parametrize(("codec", "language"), [("cp1251", "ru"), ("cp932", "ja")])
def test_the_language_of_an_import_says_which_old_encoding_is_meant(
    codec: str, language: str
) -> None:
    text, encoding = decode(f"# {TEXTS[language]}".encode(codec), language)
    assert (text, encoding.codec) == (f"# {TEXTS[language]}", codec)


PRINTABLE: Final = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn"))


@given(st.text(PRINTABLE, min_size=1), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
def test_what_says_its_encoding_or_is_utf8_is_read_without_loss(text: str, codec: str) -> None:
    assert decode(text.encode(codec))[0].lstrip("\ufeff") == text.lstrip("\ufeff")


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\x00\x01\x02\xff",
        b"PK\x03\x04\x14\x00\xff\xfe",
        b"\xff\xd8\xff\xe0\x00\x10JFIF",
        b"%PDF-1.4\n\xe2\xe3\xcf\xd3\n\x00\x01",
        "Zażółć gęślą jaźń".encode() + b" \xff",
    ],
    ids=["png", "zip", "jpeg", "pdf", "damaged UTF-8"],
)
def test_what_is_no_text_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(NotTextError):
        decode(data)
