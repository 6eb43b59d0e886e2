"""Fixtures every test may use."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.test import Client
from hypothesis import settings as hypothesis_settings

from accounts.models import User
from accounts.services.tokens import issue_token
from tests.cluster.fixtures import cluster, running_cluster
from tests.factories.accounts import UserFactory

# How long one example takes says nothing on a busy machine; failures are printed to be repeated.
hypothesis_settings.register_profile("stoa", deadline=None, print_blob=True)
hypothesis_settings.load_profile("stoa")

__all__ = ["cluster", "running_cluster"]

SHARED_DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, saying so, what needs real data where there is none."""
    if SHARED_DATA.is_dir():
        return
    reason = "no real data sets beside the checkout (../shared/data)"
    for item in items:
        if item.get_closest_marker("shared_data"):
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(autouse=True)
def _clean_surroundings(tmp_path: Path, settings: Any) -> Iterator[None]:
    """Give each test its own search index, media folder and an empty cache."""
    settings.STOA_SEARCH_DIR = tmp_path / "search"
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()
    yield
    cache.clear()


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
def rate_limits(settings: Any) -> None:
    """Switch rate limits on, with the limits of the product."""
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
