"""What tests of the import share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Model

from accounts.models import ExternalIdentity, User
from community.models import (
    Comment,
    Follow,
    LegacyAddress,
    Post,
    Question,
    QuestionLink,
    QuestionTag,
    Revision,
    Tag,
    Vote,
)
from tests.transfer.stackexchange.dumps import write_dump
from transfer.models import ImportedRow
from transfer.stackexchange import import_dump
from transfer.stackexchange.runner import Report

SOURCE = "old-forum"
TABLES: tuple[type[Model], ...] = (
    *(User, ExternalIdentity, Question, Post, Comment, Vote, Revision, Tag, QuestionTag),
    *(Follow, QuestionLink, LegacyAddress, ImportedRow),
)
_VOLATILE = {"id", "password"}

Importer = Callable[..., Report]


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    """Return the folder of the small dump."""
    return write_dump(tmp_path / "dump")


@pytest.fixture
def run_import(db: None) -> Importer:
    """Return a function that imports a folder."""

    def run(folder: Path, **options: Any) -> Report:
        return import_dump(folder, source=SOURCE, language="en", **options)

    return run


def snapshot() -> dict[str, list[dict[str, Any]]]:
    """Return what all tables hold, without what may differ between two imports of one dump."""
    return {
        model.__name__: sorted(
            (
                {key: value for key, value in row.items() if key not in _VOLATILE}
                for row in model._default_manager.values()
            ),
            key=repr,
        )
        for model in TABLES
    }


def question_of(old_id: int) -> Question:
    """Return the question that had this number."""
    return LegacyAddress.objects.get(source=SOURCE, old_id=old_id).question


def post_of(old_id: int) -> Post:
    """Return the question's or answer's text that had this number."""
    return LegacyAddress.objects.get(source=SOURCE, old_id=old_id).post


def person_of(external_id: str) -> User:
    """Return the account of somebody who had this number."""
    return ExternalIdentity.objects.get(source=SOURCE, external_id=external_id).user
