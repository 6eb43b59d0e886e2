"""Who reaches what search adds to the CMS: editors and administrators."""

import pytest
from django.urls import reverse

from search.models import QueryMark, SynonymRule
from search.services.query_log import record_query
from search.services.synonyms import save_synonyms

pytestmark = pytest.mark.django_db

PLACES = {
    "report": ("get", "search_report", {}),
    "export": ("get", "search_report", {"export": "csv"}),
    "mark": ("post", "search_deal_with", {"text": "kayak", "language": "en"}),
    "list": ("get", "synonyms:index", {}),
    "add": ("get", "synonyms:add", {}),
    "save": ("post", "synonyms:add", {"text": "bivvy, shelter", "language": "en"}),
    "preview": ("post", "synonyms:add", {"text": "a1, b1", "language": "en", "preview": "yes"}),
    "change": ("post", "synonyms:edit", {"text": "wellies, boots", "language": "en"}),
    "history": ("get", "synonyms:history", {}),
    "delete": ("post", "synonyms:delete", {}),
}
WITH_ROW = ("synonyms:edit", "synonyms:history", "synonyms:delete")


@pytest.fixture
def row(admin):
    record_query(text="kayak", language="en", results=0)
    return save_synonyms(actor=admin, language="en", text="wellies, gumboots")


def visit(client, place: str, row: SynonymRule):
    method, name, sent = PLACES[place]
    url = reverse(name, args=[row.pk] if name in WITH_ROW else [])
    return getattr(client, method)(url, sent)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("role", ["editor", "admin"])
def test_editors_and_administrators_may(request, client_of, row, place, role):
    answer = visit(client_of(request.getfixturevalue(role)), place, row)
    assert answer.status_code in {200, 302}
    assert "/login/" not in getattr(answer, "url", "")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("role", ["user", "expert", "moderator"])
def test_others_may_not_and_nothing_changes(request, client_of, row, place, role):
    answer = visit(client_of(request.getfixturevalue(role)), place, row)
    assert answer.status_code in {302, 403}
    assert list(SynonymRule.objects.values_list("text", flat=True)) == ["wellies, gumboots"]
    assert not QueryMark.objects.exists()
    assert "kayak" not in answer.content.decode()


@pytest.mark.parametrize("place", PLACES)
def test_visitors_are_asked_to_sign_in(client, row, place):
    answer = visit(client, place, row)
    assert answer.status_code == 302
    assert "login" in answer.url


@pytest.mark.parametrize("role", ["expert", "moderator"])
def test_the_menu_and_the_front_page_show_others_nothing_of_it(request, client_of, row, role):
    page = client_of(request.getfixturevalue(role)).get(reverse("wagtailadmin_home"))
    text = page.content.decode()
    assert reverse("synonyms:index") not in text
    assert reverse("search_report") not in text
    assert "kayak" not in text
