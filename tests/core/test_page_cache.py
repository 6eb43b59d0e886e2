"""Whole pages are kept for readers who are not signed in, and never older than the data."""

from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from community.models import Question
from community.services.reading import flush_views
from search.models import ArticleText, QueryClick
from tests.factories import kb
from tests.factories.community import ask
from transfer.enums import TransferStep
from transfer.models import KnowledgeTransfer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page_cache(settings: Any, tmp_path: Any) -> None:
    settings.STOA_PAGE_CACHE_SECONDS = 60
    settings.DATA_DIR = tmp_path
    caches["pages"].clear()


def _queries(client: Client, url: str, **headers: Any) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url, **headers).status_code == 200
    return len(queries)


def test_the_second_reader_gets_the_same_bytes_without_a_query(page_cache: None) -> None:
    url = ask().get_absolute_url()
    first = Client().get(url)
    with CaptureQueriesContext(connection) as queries:
        second = Client().get(url)
    assert len(queries) == 0
    assert second.content == first.content
    assert second.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]


def test_any_committed_write_makes_the_next_page_fresh(page_cache: None) -> None:
    question = ask()
    url = question.get_absolute_url()
    assert b"Freed at last" not in Client().get(url).content
    Question.objects.filter(pk=question.pk).update(title="Freed at last, with candle wax")
    assert b"Freed at last" in Client().get(url).content


def test_signed_in_people_neither_get_nor_leave_kept_pages(
    page_cache: None, user: User, client_of: Any
) -> None:
    url = ask().get_absolute_url()
    reader = client_of(user)
    page = reader.get(url)
    assert user.username.encode() in page.content or user.name.encode() in page.content
    assert user.name.encode() not in Client().get(url).content
    assert _queries(reader, url) > 0


def test_each_language_has_its_own_page(page_cache: None) -> None:
    ask()
    english = Client().get("/questions/", headers={"accept-language": "en"})
    finnish = Client().get("/questions/", headers={"accept-language": "fi"})
    assert b'lang="en"' in english.content
    assert b'lang="fi"' in finnish.content


def test_a_page_kept_for_https_does_not_answer_who_is_to_be_sent_there(
    page_cache: None, settings: Any
) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get("/questions/", secure=True).status_code == 200
    assert Client().get("/questions/")["Location"] == "https://testserver/questions/"


def test_pages_with_a_form_to_send_are_not_kept(page_cache: None) -> None:
    Client().get("/accounts/login/")
    assert _queries(Client(), "/questions/") > 0
    tokens = {Client().get("/accounts/login/").cookies["csrftoken"].value for _ in range(2)}
    assert len(tokens) == 2


def test_readers_of_kept_pages_are_counted_and_counting_keeps_the_pages(page_cache: None) -> None:
    flush_views()
    question = ask()
    url = question.get_absolute_url()
    for _reader in range(3):
        Client().get(url)
    flush_views()
    question.refresh_from_db()
    assert question.view_count == 3
    assert _queries(Client(), url) == 0


def test_what_editors_and_the_search_write_for_themselves_keeps_the_pages(
    page_cache: None, user: User
) -> None:
    article = kb.article()
    url = ask().get_absolute_url()
    now = timezone.now()
    Client().get(url)

    transfer = KnowledgeTransfer.objects.create(
        step=TransferStep.EXPORT, started_by=user, heartbeat_at=now
    )
    KnowledgeTransfer.objects.filter(pk=transfer.pk).update(done=1, heartbeat_at=now)
    transfer.delete()
    ArticleText.objects.create(article=article, text="Wax it.")
    QueryClick.objects.create(view="abc", day=now.date())

    assert _queries(Client(), url) == 0
