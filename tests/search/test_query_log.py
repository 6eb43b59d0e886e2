"""What people look for: counted, without anything that tells who."""

import html
import re
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone

from search.models import QueryClick, QueryLog
from search.services.query_log import (
    forget_old_queries,
    normalise_query,
    record_click,
    record_query,
    view_token,
)
from tests.factories import community as forum
from tests.factories.search import build_index

pytestmark = pytest.mark.django_db


def row(**fields) -> QueryLog:
    return QueryLog.objects.get(**fields)


@pytest.fixture
def question():
    question = forum.ask(title="The zip of my tent is stuck")
    build_index()
    return question


def test_the_same_query_is_one_row_a_day(client, question):
    for text in ("Tent Zip", "tent   zip", "TENT ZIP"):
        client.get(reverse("search:results"), {"q": text})
    entry = row()
    assert (entry.text, entry.language, entry.count, entry.zero_count) == ("tent zip", "en", 3, 0)
    assert entry.result_count == 1
    assert entry.day == timezone.localdate()


def test_queries_without_result_are_counted(client, question):
    client.get(reverse("search:results"), {"q": "kayak"})
    assert (row().count, row().zero_count, row().result_count) == (1, 1, 0)


def test_further_pages_are_not_counted_again(client, question):
    client.get(reverse("search:results"), {"q": "zip", "page": 2})
    assert QueryLog.objects.count() == 0


def test_suggestions_are_not_counted(client, question):
    client.get(reverse("search:suggest"), {"q": "zip"})
    assert QueryLog.objects.count() == 0


@pytest.mark.parametrize(
    "text",
    [
        "where is the order of Anna.Nowak@example.com",
        "order 1234 5678",
        "phone +358-40-123.4567",
        "thanks @anna",
        "https://shop.example/order?token=x",
    ],
)
def test_what_may_tell_who_asks_is_not_kept_at_all(client, question, text):
    client.get(reverse("search:results"), {"q": text})
    assert QueryLog.objects.count() == 0


def test_names_of_things_with_numbers_are_kept():
    assert normalise_query("Tent 3000 for 4 people") == "tent 3000 for 4 people"


def test_no_column_says_who_asked():
    names = {field.name for field in QueryLog._meta.get_fields()}
    assert names == {
        "id", "day", "text", "language", "count", "zero_count", "result_count", "clicks",
        "click_positions",
    }  # fmt: skip


def links_of(page, question) -> list[str]:
    """The links to a hit on a page of results, as a reader follows them."""
    url = reverse("search:click", args=["question", question.pk])
    return [html.unescape(link) for link in re.findall(rf'href="({url}[^"]*)"', page)]


def test_opening_a_hit_counts_its_position_and_leads_there(client, question):
    answered = forum.answer(question, body="Rub the zip with a candle, then it runs again.")
    forum.ask(title="Which zip is it?")
    build_index()
    page = client.get(reverse("search:results"), {"q": "zip"}).content.decode()
    to_thread, to_answer = links_of(page, question)
    position = int(to_thread.rpartition("p=")[2])
    opened = client.get(to_answer)
    assert opened.status_code == 302
    assert opened.url == f"{question.get_absolute_url()}#answer-{answered.pk}"
    assert client.get(to_thread).url == question.get_absolute_url()
    assert (row().clicks, row().click_positions) == (1, position)


def test_a_view_of_results_counts_one_click_however_often_its_links_are_followed(client, question):
    for _ in range(2):
        page = client.get(reverse("search:results"), {"q": "zip"}).content.decode()
        for _ in range(3):
            client.get(links_of(page, question)[0])
    assert (row().count, row().clicks) == (2, 2)


def test_links_of_yesterday_lead_there_and_count_nothing(client, question, monkeypatch):
    page = client.get(reverse("search:results"), {"q": "zip"}).content.decode()
    monkeypatch.setattr("search.services.query_log.COUNTED_FOR", timedelta(seconds=-1))
    assert client.get(links_of(page, question)[0]).status_code == 302
    assert row().clicks == 0


@pytest.mark.parametrize("position", ["", "0", "-3", "99999999", "x"])
def test_a_position_that_cannot_be_is_no_error(client, question, position):
    token = view_token(record_query(text="zip", language="en", results=1))
    url = reverse("search:click", args=["question", question.pk])
    assert client.get(url, {"t": token, "p": position}).status_code == 302
    assert (row().clicks, row().click_positions) == (1, 1)


def test_a_busy_database_does_not_keep_a_reader_from_the_hit(client, question, monkeypatch):
    page = client.get(reverse("search:results"), {"q": "zip"}).content.decode()

    def busy(**fields):
        raise DatabaseError("locked")

    monkeypatch.setattr("search.services.query_log.QueryClick.objects.get_or_create", busy)
    response = client.get(links_of(page, question)[0])
    assert (response.status_code, response["Location"]) == (302, question.get_absolute_url())


def test_made_up_clicks_count_nothing(client, question):
    log_id = record_query(text="zip", language="en", results=1)
    url = reverse("search:click", args=["question", question.pk])
    assert client.get(url, {"t": f"{log_id}.1:forged"}).status_code == 400
    assert not record_click("nonsense", 1)
    assert row().clicks == 0


def test_views_are_forgotten_when_their_links_have_ceased_to_count():
    today = timezone.localdate()
    for days in (0, 1, 2, 3):
        QueryClick.objects.create(view=f"v{days}", day=today - timedelta(days=days))
    forget_old_queries()
    assert set(QueryClick.objects.values_list("view", flat=True)) == {"v0", "v1", "v2"}


@pytest.mark.parametrize("path", ["question/999999", "article/1", "person/1"])
def test_a_hit_that_is_not_there_is_not_found(client, question, path):
    assert client.get(f"/search/open/{path}/").status_code == 404


def test_old_queries_are_forgotten_after_a_year():
    today = timezone.localdate()
    for days in (0, 365, 366):
        QueryLog.objects.create(day=today - timedelta(days=days), text="zip", count=1)
    assert forget_old_queries() == 1
    assert QueryLog.objects.count() == 2


def test_of_too_many_queries_the_oldest_days_are_deleted(monkeypatch):
    monkeypatch.setattr("search.services.query_log.LOG_MAX_ROWS", 3)
    today = timezone.localdate()
    for days in (0, 1, 1, 2, 2, 3):
        number = QueryLog.objects.count()
        QueryLog.objects.create(day=today - timedelta(days=days), text=f"zip {number}", count=1)
    assert forget_old_queries() == 1
    assert forget_old_queries() == 0
    assert QueryLog.objects.count() == 5
