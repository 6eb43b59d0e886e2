"""A new shop's first article: the sections are made on the way."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from kb.models import SectionPage
from tests.factories import kb

pytestmark = pytest.mark.django_db


def test_new_article_on_an_empty_site_makes_the_sections_first(
    editor: User, client_of: Callable[[User], Client]
) -> None:
    kb.kb_site()
    client = client_of(editor)
    page = client.get(reverse("kb_choose_section"), {"title": "Washing a tent"})
    assert page.status_code == 200
    assert "Orders and delivery" in page.content.decode()

    titles = "Orders\n\n  Products  and care \nOrders\n"
    response = client.post(f"{reverse('kb_choose_section')}?title=Washing", {"sections": titles})
    assert response.status_code == 302
    assert list(SectionPage.objects.order_by("path").values_list("title", flat=True)) == [
        "Orders",
        "Products and care",
    ]
    choice = client.get(response["Location"]).content.decode()
    assert "Orders" in choice
    assert "title=Washing" in choice


@pytest.mark.parametrize("sections", ["", "x" * 256, "\n".join(map(str, range(31)))])
def test_sections_that_cannot_be_are_refused_with_what_was_typed(
    sections: str, editor: User, client_of: Callable[[User], Client]
) -> None:
    kb.kb_site()
    response = client_of(editor).post(reverse("kb_choose_section"), {"sections": sections})
    assert response.status_code == 422
    assert sections in response.content.decode()
    assert not SectionPage.objects.exists()


def test_whoever_does_not_write_articles_makes_no_sections(
    expert: User, client_of: Callable[[User], Client]
) -> None:
    kb.kb_site()
    response = client_of(expert).post(reverse("kb_choose_section"), {"sections": "Orders"})
    assert response.status_code == 403
    assert not SectionPage.objects.exists()
