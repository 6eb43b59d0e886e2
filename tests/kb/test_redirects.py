"""Old URLs keep working when articles and sections move or are renamed."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect

from kb.models import ArticlePage, SectionPage
from tests.factories.accounts import UserFactory
from tests.factories.kb import article, section

pytestmark = pytest.mark.django_db


Committed = Callable[[], AbstractContextManager[object]]


@pytest.fixture
def rename(run_tasks: Committed) -> Callable[..., None]:
    """Publish a page under another name; Wagtail tells of it when the change is committed."""

    def rename_page(page: ArticlePage | SectionPage, slug: str) -> None:
        fresh = type(page).objects.get(pk=page.pk)
        fresh.slug = slug
        with run_tasks():
            fresh.save_revision().publish()

    return rename_page


def current(page: ArticlePage | SectionPage) -> ArticlePage | SectionPage:
    return type(page).objects.get(pk=page.pk)


def leads(client: Client, old: str) -> str:
    """Where a permanent redirect ends, which is a page that is there."""
    response = client.get(old)
    assert response.status_code == 301, old
    assert client.get(response["Location"]).status_code == 200
    return str(response["Location"])


def test_a_renamed_article_is_found_under_every_name_it_had(
    client: Client, rename: Callable[..., None]
) -> None:
    page = article(slug="zip")
    first = page.url
    rename(page, "zipper")
    second = current(page).url
    rename(page, "zamek-błyskawiczny")

    last = current(page).url
    assert leads(client, first) == leads(client, second) == last


def test_a_moved_article_is_found_at_its_old_place(client: Client) -> None:
    page = article(slug="zip")
    old = page.url
    target = section("Repairs")

    page.move(target, pos="last-child")

    assert leads(client, old) == "/kb/repairs/zip/"


def test_a_renamed_or_moved_section_takes_the_urls_of_its_articles_along(
    client: Client, rename: Callable[..., None]
) -> None:
    inner = section("Zips", parent=section("Tents"))
    page = article(section=inner, slug="wax")
    target = section("Repairs")
    assert page.url == "/kb/tents/zips/wax/"

    current(inner).move(current(target), "last-child")
    assert leads(client, "/kb/tents/zips/wax/") == "/kb/repairs/zips/wax/"
    assert leads(client, "/kb/tents/zips/") == "/kb/repairs/zips/"

    rename(target, "mending")
    for old in ("/kb/tents/zips/wax/", "/kb/repairs/zips/wax/", "/kb/repairs/zips/"):
        assert leads(client, old).startswith("/kb/mending/zips/")


def test_an_article_that_moves_back_is_at_its_old_url_and_new_ones_may_take_it(
    client: Client, rename: Callable[..., None]
) -> None:
    page = article(slug="zip")
    home, old = SectionPage.objects.parent_of(page).get(), page.url
    page.move(section("Repairs"), pos="last-child")
    current(page).move(current(home), pos="last-child")
    assert client.get(old).status_code == 200
    assert leads(client, "/kb/repairs/zip/") == old

    rename(page, "old-zip")
    article(section=current(home), slug="zip", title="Another zip")
    assert "Another zip" in client.get(old).content.decode()


def test_a_deleted_article_takes_its_redirects_along(
    client: Client, rename: Callable[..., None]
) -> None:
    page = article(slug="zip")
    old = page.url
    rename(page, "zipper")
    current(page).delete()

    assert client.get(old).status_code == 404
    assert not Redirect.objects.exists()


def test_an_editor_renames_an_article_in_the_cms_and_the_old_url_leads_on(
    client: Client, run_tasks: Committed
) -> None:
    from wagtail.test.utils.form_data import nested_form_data, streamfield  # noqa: PLC0415

    page = article(slug="zip")
    old = page.url
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    form = nested_form_data(
        {
            "title": page.title,
            "slug": "zipper",
            "summary": page.summary,
            "language": "en",
            "audience": "public",
            "body": streamfield([]),
            "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0},
            "action-publish": "1",
        }
    )
    with run_tasks():
        response = client.post(f"/cms/pages/{page.pk}/edit/", form)

    assert response.status_code == 302, response.content[:300]
    assert leads(client, old).endswith("/zipper/")
