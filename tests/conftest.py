"""Fixtures every test may use."""

import gc
import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Any, Final
from unittest import mock

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import DataError, connection, models
from django.test import Client
from hypothesis import settings as hypothesis_settings

from accounts.models import User
from accounts.services.tokens import issue_token
from core import counters
from kb.services.setup import setup_knowledge_base
from tests.cluster.fixtures import cluster, running_cluster
from tests.factories.accounts import UserFactory

# How long one example takes says nothing on a busy machine; failures are printed to be repeated.
# `.ci/run` looks for more examples with `--hypothesis-profile=thorough`.
hypothesis_settings.register_profile("quick", deadline=None, print_blob=True, max_examples=15)
hypothesis_settings.register_profile("thorough", deadline=None, print_blob=True, max_examples=60)
hypothesis_settings.load_profile("quick")

__all__ = ["cluster", "running_cluster"]

ROOT: Final = Path(__file__).resolve().parent.parent
SHARED_DATA = ROOT.parent / "shared" / "data"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, saying so, what needs real data where there is none."""
    if SHARED_DATA.is_dir():
        return
    reason = "no real data sets beside the checkout (../shared/data)"
    for item in items:
        if item.get_closest_marker("shared_data"):
            item.add_marker(pytest.mark.skip(reason=reason))


def pytest_collection_finish() -> None:
    """Keep the garbage collector from reading all modules and tests again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    pytestconfig: pytest.Config, django_db_modify_db_settings_parallel_suffix: None
) -> Any:
    """Migrate SQLite once for each state of the migrations; later runs start from a copy."""
    template = pytestconfig.cache.mkdir("migrated") / f"{_state_of_migrations()}.sqlite3"

    def migrate(command: str, *args: Any, **options: Any) -> None:
        if command != "migrate":
            call_command(command, *args, **options)
        elif template.exists():
            connection.ensure_connection()
            with closing(sqlite3.connect(template)) as source:
                source.backup(connection.connection)
            emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)
        else:
            call_command(command, *args, **options)
            _save_database(template)

    patch = mock.patch("django.core.management.call_command", migrate)
    if connection.vendor == "sqlite":
        patch.start()
    return patch


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_modify_db_settings: Any, django_db_blocker: Any
) -> None:
    """Start every test from a database that is set up; commands that tests call run as they are."""
    django_db_modify_db_settings.stop()
    with django_db_blocker.unblock():
        setup_knowledge_base()


def _state_of_migrations() -> str:
    files = sorted([*ROOT.glob("*/migrations/*.py"), ROOT / "requirements-dev.txt"])
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in files))
    return digest.hexdigest()[:16]


def _save_database(path: Path) -> None:
    unfinished = path.with_suffix(f".{os.getpid()}")
    with closing(sqlite3.connect(unfinished)) as target:
        connection.connection.backup(target)
    unfinished.replace(path)


@pytest.fixture(autouse=True)
def _clean_environment(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Give each test its own search index, media folder and an empty cache."""
    settings.STOA_SEARCH_DIR = tmp_path / "search"
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(counters, "FILE_NAME", str(tmp_path / counters.FILE_NAME))
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True, scope="session")
def _lengths_as_postgresql_checks_them() -> Iterator[None]:
    """Refuse on SQLite too what is longer than its column: PostgreSQL does, for our users.

    The path of a redirect is no exception there: a migration makes its column longer.
    """
    prepare = models.CharField.get_db_prep_save

    def get_db_prep_save(self: models.CharField[Any, Any], value: Any, connection: Any) -> Any:
        stored = prepare(self, value, connection)
        limit = self.max_length
        is_longer_there = str(self) == "wagtailredirects.Redirect.old_path"
        if isinstance(stored, str) and limit and len(stored) > limit and not is_longer_there:
            message = f"value too long for {self} ({len(stored)} > {limit})"
            raise DataError(message)
        return stored

    with mock.patch.object(models.CharField, "get_db_prep_save", get_db_prep_save):
        yield


@pytest.fixture
def shared_data() -> Path:
    """Return the folder of real data sets (use with the marker `shared_data`)."""
    return SHARED_DATA


@pytest.fixture
def run_tasks(
    django_capture_on_commit_callbacks: Any,
) -> Callable[[], AbstractContextManager[list[Any]]]:
    """Run background work at the end of a block: `with run_tasks(): ...`.

    In a test's transaction nothing commits, so tasks wait; the block's end stands for the commit.
    """
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def rate_limits(db: None, settings: Any) -> None:
    """Switch rate limits on, with the limits of the product (counted in the database)."""
    settings.STOA_RATE_LIMITS = "on"


@pytest.fixture
def user(db: None) -> User:
    """Return an ordinary member."""
    return UserFactory(username="mira", display_name="Mira Lehto")


@pytest.fixture
def expert(db: None) -> User:
    """Return a member of the role experts."""
    return UserFactory(username="expert", groups=["experts"])


@pytest.fixture
def moderator(db: None) -> User:
    """Return a member of the role moderators."""
    return UserFactory(username="moderator", groups=["moderators"])


@pytest.fixture
def editor(db: None) -> User:
    """Return a member of the role editors."""
    return UserFactory(username="editor", groups=["editors"])


@pytest.fixture
def admin(db: None) -> User:
    """Return a superuser."""
    return UserFactory(username="admin", is_staff=True, is_superuser=True)


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """Return a function that gives a browser in which somebody is signed in."""

    def make(person: User) -> Client:
        client = Client()
        client.force_login(person, backend=django_settings.AUTHENTICATION_BACKENDS[0])
        return client

    return make


@pytest.fixture
def api_of() -> Callable[[User], Client]:
    """Return a function that gives an API client carrying somebody's token (JSON both ways)."""

    def make(person: User) -> Client:
        _, secret = issue_token(actor=person, user=person)
        return Client(headers={"Authorization": f"Bearer {secret}"})

    return make
