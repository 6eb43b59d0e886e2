"""`manage.py search_verify` and `manage.py search_sync`, on both engines."""

import io

import pytest
from django.core.management import CommandError, call_command

from search.documents.builders import next_version
from search.engines import get_engine
from search.query.requests import DocumentKey, Kind
from tests.factories import community as forum
from tests.factories import kb
from tests.factories.search import build_index, document

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["embedded", "elasticsearch"], autouse=True)
def _engine(request, settings) -> None:
    if request.param == "elasticsearch":
        settings.STOA_SEARCH_URL = request.getfixturevalue("search_url")


def run(command: str) -> str:
    out, bar = io.StringIO(), io.StringIO()
    call_command(command, stdout=out, stderr=bar)
    assert "documents" in bar.getvalue()
    return out.getvalue()


def test_nothing_to_say_when_they_are_equal():
    forum.ask()
    kb.article(title="Caring for a tent")
    build_index()
    assert run("search_verify").splitlines() == [
        "article: 0 missing, 0 outdated, 0 left over",
        "question: 0 missing, 0 outdated, 0 left over",
    ]


def test_a_sync_with_nothing_to_do_says_so():
    forum.ask()
    build_index()
    assert run("search_sync") == "Nothing to repair.\n"


def test_what_differs_is_named_and_left_alone_until_it_is_repaired():
    changed = forum.ask()
    build_index()
    missing = kb.article(title="Caring for a tent")
    key = DocumentKey(Kind.QUESTION, changed.pk)
    left_over = document("gone", number=9_999, version=next_version())
    get_engine().index([document("other", number=key.id, version=next_version()), left_over])
    out = io.StringIO()
    with pytest.raises(CommandError, match="search_sync"):
        call_command("search_verify", stdout=out)
    assert "article: 1 missing, 0 outdated, 0 left over" in out.getvalue()
    assert "question: 0 missing, 1 outdated, 1 left over" in out.getvalue()
    assert get_engine().versions([DocumentKey(Kind.ARTICLE, missing.pk)]) == {}

    assert run("search_sync")
    assert "1 missing" not in run("search_verify")


def test_a_missing_index_is_an_error_and_is_built():
    forum.ask()
    with pytest.raises(CommandError):
        call_command("search_verify")
    assert "1 missing" in run("search_sync")
    run("search_verify")
