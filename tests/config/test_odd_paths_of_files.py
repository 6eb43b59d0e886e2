"""Paths of files that lead elsewhere are not found, quietly, however they are written."""

import logging

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

FOLDERS = ("media", "media/images", "media/original_images", "static", "documents", "documents/1")
UP = ("..", "%2e%2e", ".%2E", "..%2f..", "..%5c..", "%5c..%5c..", "%252e%252e", "....//..")
ODD = (
    *(f"{up}/{name}" for up in UP for name in ("x", "db.sqlite3", "%2e%2e/etc/passwd")),
    *("..", "../", "../..", "x/../../..", "./.", "//", "//etc/passwd", "/%2e%2e", "\\\\host\\x"),
    *(
        "%00",
        "a%00b.png",
        "..%00/x",
        "C:%5cx",
        "%ff",
        "%c0%ae%c0%ae/x",
        "~",
        "a" * 300,
        "%0a",
        "%u",
    ),
)


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_path_that_leads_elsewhere_is_not_found_without_an_error(
    folder: str, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    for odd in ODD:
        with caplog.at_level(logging.INFO):
            reply = client.get(f"/{folder}/{odd}", follow=True)
        assert reply.status_code in {400, 404}, odd
        loud = [row for row in caplog.records if row.levelno >= logging.ERROR or row.exc_info]
        assert not loud, (odd, loud[0].getMessage())
        caplog.clear()
