"""What people read and hear: one word for one thing, and names that can be said aloud."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.conf import settings

from tests.app_names import APPS

TEMPLATES: Final = ("*.html", "*.txt")
WORDS_IN_CODE: Final = re.compile(r"_\(\s*\"([^\"]+)\"")
HIDDEN_MARK: Final = re.compile(r"(?:visually-hidden|w-sr-only)\"[^>]*>\s*[:;,.][^<]*")
OTHER_WORDS: Final = {"user name": "username", "user names": "usernames"}


def texts() -> Iterator[tuple[Path, str]]:
    for folder in settings.TEMPLATES[0]["DIRS"]:
        for pattern in TEMPLATES:
            yield from ((path, path.read_text()) for path in Path(folder).rglob(pattern))
    for app in APPS:
        for path in (settings.BASE_DIR / app).rglob("*.py"):
            if "migrations" not in path.parts:
                yield path, "\n".join(WORDS_IN_CODE.findall(path.read_text()))


def test_one_word_stands_for_one_thing() -> None:
    other = re.compile(rf"\b(?:{'|'.join(OTHER_WORDS)})\b", re.IGNORECASE)
    found = {path.name: other.findall(text) for path, text in texts() if other.search(text)}
    assert found == {}


def test_no_hidden_part_of_a_name_begins_with_a_mark() -> None:
    found = {path.name: HIDDEN_MARK.findall(text) for path, text in texts()}
    assert {name: parts for name, parts in found.items() if parts} == {}
