"""The report of what people search for: lists, numbers, exports, and what can be done."""

import datetime
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from kb.models import ArticlePage
from search.models import QueryLog, QueryMark
from tests.factories import kb

pytestmark = pytest.mark.django_db

REPORT = "search_report"


def log(text: str, *, days_ago: int = 0, **fields) -> QueryLog:
    day = timezone.localdate() - datetime.timedelta(days=days_ago)
    values = {"language": "en", "count": 1, "result_count": 3} | fields
    return QueryLog.objects.create(day=day, text=text, **values)


def missed(text: str, *, times: int = 1, **fields) -> QueryLog:
    return log(text, count=times, zero_count=times, result_count=0, **fields)


@pytest.fixture
def cms(client_of, editor):
    return client_of(editor)


def listed(cms, **params) -> list[str]:
    page = cms.get(reverse(REPORT), params)
    assert page.status_code == 200
    return [row.numbers["text"] for row in page.context["object_list"]]


def test_the_most_frequent_queries_come_first(cms):
    log("tent", count=2)
    log("tent", count=3, days_ago=3)
    log("stove", count=4)
    log("old", count=90, days_ago=40)
    assert listed(cms) == ["tent", "stove"]
    assert listed(cms, days=90) == ["old", "tent", "stove"]
    assert listed(cms, days=7, language="pl") == []


def test_queries_without_result_are_listed_until_they_find_something(cms):
    missed("kayak", times=2)
    missed("canoe", times=5)
    missed("tent", days_ago=2)
    log("tent")
    log("stove")
    assert listed(cms, show="not-found") == ["canoe", "kayak"]


def test_queries_are_seldom_opened_below_a_share_of_enough_searches(cms):
    log("never", count=5, clicks=0)
    log("sometimes", count=20, clicks=3)
    log("often", count=20, clicks=4)
    log("rare", count=4, clicks=0)
    log("mostly missed", count=9, zero_count=5)
    assert listed(cms, show="seldom-opened") == ["sometimes", "never"]


def test_the_period_in_numbers(cms):
    log("tent", count=6, clicks=2)
    missed("kayak", times=2, days_ago=1)
    page = cms.get(reverse(REPORT)).content.decode()
    assert "8 searches" in page
    assert "25 % found nothing" in page
    assert "33 % of those that found something" in page
    assert "<rect" in page


def test_nonsense_in_the_url_counts_as_nothing_chosen(cms):
    log("tent")
    assert listed(cms, show="x", days="-3", language="\x00'") == ["tent"]


def test_each_query_leads_to_an_article_a_synonym_and_its_results(cms):
    missed("kayak, red")
    page = cms.get(reverse(REPORT), {"show": "not-found"}).content.decode()
    assert "title=Kayak%2C+red&amp;keywords=kayak%2C+red&amp;language=en" in page
    assert f"{reverse('synonyms:add')}?text=kayak++red&amp;language=en" in page
    assert "/search/?q=kayak%2C+red" in page


def test_an_editor_begins_an_article_with_the_words_of_a_query(cms):
    section = kb.section(title="Boats")
    other = kb.section(title="Tents")
    params = {"title": "Kayak", "keywords": "kayak", "language": "pl"}
    choice = cms.get(reverse("kb_choose_section"), params)
    assert [found.title for found, _ in choice.context["choices"]] == ["Boats", "Tents"]
    form_url = {found.pk: url for found, url in choice.context["choices"]}[section.pk]
    form = cms.get(form_url).content.decode()
    assert 'value="Kayak"' in form
    assert 'value="kayak"' in form
    assert '<option value="pl" selected>' in form
    assert reverse("wagtailadmin_pages:add", args=["kb", "articlepage", section.pk]) in form
    assert not ArticlePage.objects.exists()
    other.delete()
    assert cms.get(reverse("kb_choose_section"), params).url == form_url


def test_values_that_do_not_fit_an_article_are_cut_or_left_out(cms):
    section = kb.section(title="Boats")
    url = reverse("kb_new_article", args=[section.pk])
    form = cms.get(url, {"title": "k" * 999, "language": "xx", "audience": "members"})
    assert form.status_code == 200
    page = form.context["form"].instance
    assert (page.title, page.language, page.audience) == ("k" * 255, "en", "public")


def test_what_is_dealt_with_waits_again_when_it_is_asked_again(cms, editor):
    missed("kayak", days_ago=1)
    sent = {"text": "kayak", "language": "en", "next": f"{reverse(REPORT)}?show=not-found"}
    assert cms.post(reverse("search_deal_with"), sent).url == sent["next"]
    assert QueryMark.objects.get().marked_by == editor
    assert listed(cms, show="not-found") == []
    assert listed(cms) == ["kayak"]
    QueryMark.objects.update(marked_on=timezone.localdate() - datetime.timedelta(days=1))
    missed("kayak")
    assert listed(cms, show="not-found") == ["kayak"]
    cms.post(reverse("search_deal_with"), sent)
    cms.post(reverse("search_deal_with"), {**sent, "undo": "yes"})
    assert listed(cms, show="not-found") == ["kayak"]


def test_only_what_was_asked_can_be_dealt_with_and_nobody_is_led_away(cms):
    assert cms.post(reverse("search_deal_with"), {"text": "x"}).status_code == 404
    missed("kayak")
    sent = {"text": "kayak", "language": "en", "next": "https://elsewhere.example/"}
    assert cms.post(reverse("search_deal_with"), sent).url == reverse(REPORT)
    assert cms.get(reverse("search_deal_with")).status_code == 405


def test_the_list_is_exported_without_formulas(cms):
    log('=hyperlink("http://evil")', count=9)
    log("tent", count=2, clicks=1)
    sheet = b"".join(cms.get(reverse(REPORT), {"export": "csv"}).streaming_content).decode()
    assert sheet.splitlines()[0].startswith("Query,language,Times searched") or "Query" in sheet
    assert "\"'=hyperlink" in sheet
    assert "tent,en,2,0,2,1,3" in sheet
    answer = cms.get(reverse(REPORT), {"export": "xlsx"})
    rows = list(load_workbook(BytesIO(b"".join(answer.streaming_content))).active.values)
    assert rows[1][0].startswith("'=hyperlink")
    assert rows[2][:3] == ("tent", "en", 2)


def test_the_report_takes_the_same_number_of_queries_however_long(cms, django_assert_num_queries):
    log("tent")
    cms.get(reverse(REPORT))
    with django_assert_num_queries(12):
        cms.get(reverse(REPORT))
    for number in range(30):
        log(f"tent {number}")
    with django_assert_num_queries(12):
        cms.get(reverse(REPORT))


def test_the_front_page_of_the_cms_shows_what_was_not_found_this_week(cms):
    missed("kayak", times=3)
    missed("old one", days_ago=20)
    page = cms.get(reverse("wagtailadmin_home")).content.decode()
    assert "Looked for this week and not found" in page
    assert "kayak" in page
    assert "old one" not in page
    QueryLog.objects.all().delete()
    assert (
        "Every search of this week found something"
        in cms.get(reverse("wagtailadmin_home")).content.decode()
    )
