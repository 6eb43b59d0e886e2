"""Search for tests: documents made by hand, and an index of what the database holds."""

import datetime
from itertools import count
from typing import Any

from search.documents.builders import SearchDocument
from search.query.requests import DocumentKey, Kind
from search.services.indexing import rebuild_index

SOME_DAY = datetime.datetime(2024, 5, 1, tzinfo=datetime.UTC)
_numbers = count(1)


def document(title: str = "", **fields: Any) -> SearchDocument:
    """A question's document in English; `number` and `kind` name it."""
    kind = fields.pop("kind", Kind.QUESTION)
    number = fields.pop("number", None) or next(_numbers)
    values = {
        "version": 1,
        "language": "en",
        "body": "",
        "updated_at": SOME_DAY,
        "solved": False if kind is Kind.QUESTION else None,
    }
    return SearchDocument(key=DocumentKey(kind, number), title=title, **(values | fields))


def build_index() -> int:
    """Index all that the test has put into the database so far."""
    return rebuild_index()
