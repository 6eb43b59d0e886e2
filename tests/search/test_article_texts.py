"""The plain texts that passages of articles are cut from are those that are published."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from kb.models import ArticlePage, SharedText
from search.models import ArticleText
from search.services.indexing import reconcile_index
from tests.factories import kb
from tests.factories.search import build_index

pytestmark = pytest.mark.django_db


def passage(client) -> str:
    [card] = client.get(reverse("search:results"), {"q": "kettle care"}).context["page"].results
    return card.excerpt_html


def publish(article: ArticlePage, *blocks) -> None:
    article.body = list(blocks)
    article.save_revision().publish()


@pytest.fixture
def article() -> ArticlePage:
    article = kb.article(title="Kettle care", summary="All about it.")
    publish(article, ("text", "<p>Scrub the kettle with sand.</p>"))
    build_index()
    return article


def test_it_is_made_when_first_needed_and_kept(client, article, django_assert_num_queries):
    assert "with sand" in passage(client)
    assert ArticleText.objects.get().article == article
    with django_assert_num_queries(8):
        assert "with sand" in passage(client)


def test_a_new_edition_is_shown_at_once(client, article):
    assert "with sand" in passage(client)
    publish(article, ("text", "<p>Rinse the kettle with vinegar.</p>"))
    assert "with vinegar" in passage(client)


def test_a_draft_is_not_shown(client, article):
    passage(client)
    article.body = [("text", "<p>Throw the kettle away.</p>")]
    article.save_revision()
    assert "with sand" in passage(client)


def test_a_shared_text_is_shown_as_it_is_now(client, article):
    shared = SharedText.objects.create(
        title="Warning", slug="warning", content=[("text", "<p>The kettle is hot.</p>")]
    )
    publish(article, ("snippet", shared))
    assert "is hot" in passage(client)
    shared.content = [("text", "<p>The kettle is warm.</p>")]
    shared.save_revision().publish()
    assert "is warm" in passage(client)


def test_what_is_kept_of_a_deleted_article_goes_with_it(client, article):
    passage(client)
    Page.objects.get(pk=article.pk).delete()
    assert not ArticleText.objects.exists()


def test_the_daily_comparison_makes_all_of_them_anew(client, article):
    passage(client)
    ArticleText.objects.update(text="what nobody ever wrote")
    reconcile_index()
    assert "with sand" in passage(client)
