"""`manage.py rebuild_search`."""

import io
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from search.documents.builders import all_documents
from search.engines import get_engine
from search.engines.embedded.store import IndexStore
from search.query.requests import SearchRequest
from tests.factories import community as forum
from tests.factories.search import build_index

pytestmark = pytest.mark.django_db


def test_it_builds_the_index_and_says_how_much_is_in_it():
    forum.ask()
    forum.ask()
    out, bar = io.StringIO(), io.StringIO()
    call_command("rebuild_search", stdout=out, stderr=bar)
    assert "2 documents in the search index." in out.getvalue()
    assert "2/2" in bar.getvalue()
    assert bar.getvalue().count("\n") == 1
    assert get_engine().health().documents == 2


def test_it_is_quiet_when_asked():
    out, bar = io.StringIO(), io.StringIO()
    call_command("rebuild_search", verbosity=0, stdout=out, stderr=bar)
    assert (out.getvalue(), bar.getvalue()) == ("", "")


def test_it_can_leave_a_good_index_alone():
    call_command("rebuild_search", verbosity=0, if_needed=True)
    assert get_engine().health().documents == 0
    forum.ask()
    call_command("rebuild_search", verbosity=0, if_needed=True)
    assert get_engine().health().documents == 0


def test_two_at_once_end_with_one_clear_line(monkeypatch):
    monkeypatch.setattr("search.engines.embedded.store.REBUILD_LOCK_TIMEOUT_SECONDS", 0.05)
    lock = IndexStore(settings.STOA_SEARCH_DIR / "embedded").rebuild_lock()
    with lock, pytest.raises(CommandError, match="held by another process"):
        call_command("rebuild_search", verbosity=0)


@contextmanager
def hearing_interrupts() -> Iterator[None]:
    """As in a terminal: what a shell starts in the background ignores Ctrl-C."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("engine", ["embedded", "elasticsearch"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_that_is_interrupted_leaves_everything_as_it_was(
    request, settings, monkeypatch, engine, number
):
    if engine == "elasticsearch":
        settings.STOA_SEARCH_URL = request.getfixturevalue("search_url")
    forum.ask(title="The zip of my tent is stuck")
    build_index()

    begun = list(all_documents())

    def documents():
        yield from begun
        os.kill(os.getpid(), number)

    with monkeypatch.context() as patch, hearing_interrupts():
        patch.setattr("search.services.indexing.all_documents", documents)
        with pytest.raises(CommandError, match="as it was before") as caught:
            call_command("rebuild_search", verbosity=0)
    assert caught.value.returncode == 130
    assert get_engine().search(SearchRequest(text="tent")).total == 1
    call_command("rebuild_search", verbosity=0)
    call_command("search_verify", verbosity=0)
