"""The demo shop, loaded once for all tests of a module that look at it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings


@pytest.fixture(scope="module")
def shop(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Load everything, and take it back at the end."""
    folder = tmp_path_factory.mktemp("search")
    with (
        django_db_blocker.unblock(),
        override_settings(STOA_SEARCH_DIR=folder),
        transaction.atomic(),
    ):
        call_command("load_demo", verbosity=0)
        yield
        transaction.set_rollback(True)
