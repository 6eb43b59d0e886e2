"""Beginning an article from elsewhere: who may, and where."""

import pytest
from django.urls import reverse

from kb.models import ArticlePage
from tests.factories import kb

pytestmark = pytest.mark.django_db


def test_an_editor_begins_an_article_in_the_section_of_choice(client_of, editor):
    boats, tents = kb.section("Boats"), kb.section("Tents")
    choice = client_of(editor).get(reverse("kb_choose_section"), {"title": "Kayak"})
    assert [section for section, _ in choice.context["choices"]] == [boats, tents]
    form = client_of(editor).get(choice.context["choices"][1][1])
    assert form.context["form"].instance.title == "Kayak"
    assert form.context["parent_page"].pk == tents.pk
    assert not ArticlePage.objects.exists()


@pytest.mark.parametrize("role", ["user", "expert", "moderator"])
def test_who_writes_no_articles_begins_none(request, client_of, role):
    section = kb.section("Boats")
    browser = client_of(request.getfixturevalue(role))
    for url in (
        reverse("kb_choose_section"),
        reverse("kb_new_article", args=[section.pk]),
    ):
        answer = browser.get(url, {"title": "Kayak"})
        assert answer.status_code in {302, 403}
        assert "Kayak" not in answer.content.decode()


def test_visitors_sign_in_first(client):
    assert "login" in client.get(reverse("kb_choose_section")).url


def test_there_is_no_article_outside_a_section(client_of, editor):
    index = kb.kb_site()
    browser = client_of(editor)
    assert browser.get(reverse("kb_choose_section")).status_code == 200  # it asks for sections
    answer = browser.get(reverse("kb_new_article", args=[index.pk]))
    assert answer.status_code in {302, 403}
    assert browser.get(reverse("kb_new_article", args=[999_999])).status_code == 404
