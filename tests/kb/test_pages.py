"""What readers see, and what it costs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from accounts.models import User
from core.errors import Conflict
from kb.models import ArticleChange, ArticlePage, KBIndexPage, SectionPage
from kb.services.articles import create_section
from kb.services.setup import setup_knowledge_base
from tests.factories import community as forum
from tests.factories import kb

pytestmark = pytest.mark.django_db

INDEX_QUERIES = 8
SECTION_QUERIES = 12
ARTICLE_QUERIES = 13


def with_sources(number: int) -> ArticlePage:
    """A published article that stands on several answers."""
    article = kb.article(tags=[])
    for _ in range(number):
        promotion = kb.promotion(forum.answer(), kind="merge", article=article)
        kb.accept(promotion)
    if number:
        kb.approve(article)
    return ArticlePage.objects.get(pk=article.pk)


def test_urls_follow_the_tree() -> None:
    outer = kb.section("Tents and tarps")
    inner = create_section(actor=kb.editor(), title="Zips", parent=outer)
    article = kb.article(section=inner, title="Free a stuck zip")

    assert KBIndexPage.objects.get().get_url() == "/kb/"
    assert article.get_absolute_url() == "/kb/tents-and-tarps/zips/free-a-stuck-zip/"
    assert Client().get(article.get_absolute_url()).status_code == 200
    assert Client().get("/kb/tents-and-tarps/").status_code == 200
    assert Client().get("/kb/tents-and-tarps/nothing-here/").status_code == 404


def test_sections_nest_five_levels_and_articles_hold_nothing() -> None:
    index = kb.kb_site()
    levels = [kb.section("Tents")]
    for title in ("Zips", "Sliders", "Double", "Brass"):
        levels.append(create_section(actor=kb.editor(), title=title, parent=levels[-1]))
    with_inner = kb.section("Stoves")
    create_section(actor=kb.editor(), title="Gas", parent=with_inner)

    with pytest.raises(Conflict, match="at most 5 levels"):
        create_section(actor=kb.editor(), title="Worn", parent=levels[4])
    assert not SectionPage.can_create_at(levels[4])
    assert SectionPage.can_create_at(levels[3])
    assert not with_inner.can_move_to(levels[3])
    assert with_inner.can_move_to(levels[2])
    assert levels[1].can_move_to(index)
    assert ArticlePage.can_create_at(levels[4])
    assert not ArticlePage.can_create_at(index)
    assert ArticlePage.allowed_subpage_models() == []
    assert not KBIndexPage.can_create_at(Page.get_first_root_node())


def test_the_set_up_may_run_again() -> None:
    index = kb.kb_site()

    setup_knowledge_base()

    assert KBIndexPage.objects.get() == index
    assert index.get_workflow() is not None
    assert not Page.objects.filter(title__startswith="Welcome to your new").exists()


def test_the_article_page_says_what_a_reader_needs(expert: User) -> None:
    article = kb.article(
        section=kb.section("Tents"),
        title="Free a <stuck> zip",
        summary="Brush & wax.",
        reviewer=expert,
    )

    page = Client().get(article.get_absolute_url()).content.decode()

    assert "Free a &lt;stuck&gt; zip" in page
    assert "Free a <stuck> zip" not in page
    assert f'<link rel="canonical" href="http://testserver{article.get_absolute_url()}">' in page
    assert '<a href="#why-it-sticks">Why it sticks</a>' in page
    assert '<h2 id="why-it-sticks">' in page
    assert "Checked on" in page
    assert expert.name in page
    assert '"@type": "Article"' in page
    assert reverse("kb:article-feedback", args=[article.pk]) in page
    assert "Still not solved?" in page


def test_anonymous_readers_all_get_the_same_page() -> None:
    article = with_sources(1)

    first, second = (Client().get(article.get_absolute_url()) for _ in range(2))

    assert first.content == second.content
    assert "csrf" not in first.content.decode()
    assert not first.cookies


@pytest.mark.parametrize("number", [1, 4])
def test_an_article_costs_the_same_with_one_source_or_many(
    number: int, django_assert_num_queries: Any
) -> None:
    article = with_sources(number)
    client = Client()
    client.get(article.get_absolute_url())

    with django_assert_num_queries(ARTICLE_QUERIES):
        client.get(article.get_absolute_url())
    with django_assert_num_queries(ARTICLE_QUERIES):
        client.get(article.get_absolute_url(), headers={"Accept-Language": "pl"})


@pytest.mark.parametrize("number", [1, 4])
def test_lists_cost_the_same_with_one_article_or_many(
    number: int, django_assert_num_queries: Any
) -> None:
    section = kb.section("Tents")
    for _ in range(number):
        kb.article(section=section)
        kb.section(f"Section {number}")
    client = Client()
    client.get("/kb/")

    with django_assert_num_queries(INDEX_QUERIES):
        index = client.get("/kb/")
    with django_assert_num_queries(SECTION_QUERIES):
        client.get(section.get_url() or "")

    assert "Tents" in index.content.decode()


def test_a_section_counts_only_what_the_reader_finds() -> None:
    section = kb.section("Tents")
    kb.article(section=section)
    kb.article(section=section, audience="members")
    kb.draft(section=section)

    page = Client().get("/kb/").content.decode()

    assert "1 article" in page
    assert "2 articles" not in page


def test_drafts_and_unknown_urls_are_not_found() -> None:
    draft = kb.draft()

    assert Client().get(draft.get_absolute_url()).status_code == 404


def test_articles_for_members_ask_visitors_to_sign_in(
    client_of: Callable[[User], Client], user: User
) -> None:
    article = kb.article(audience="members")

    visit = Client().get(article.get_absolute_url())

    assert visit.status_code == 302
    assert visit["Location"].startswith(reverse("account_login"))
    assert client_of(user).get(article.get_absolute_url()).status_code == 200
    assert not ArticlePage.objects.visible_to(AnonymousUser()).exists()
    assert ArticlePage.objects.visible_to(user).get() == article


def test_a_restricted_section_hides_its_articles_from_lists(user: User) -> None:
    section = kb.section("Staff")
    article = kb.article(section=section)
    PageViewRestriction.objects.create(page=section, restriction_type="login")

    assert not ArticlePage.objects.visible_to(user).exists()
    assert Client().get(f"/api/v1/articles/{article.pk}").status_code == 404
    assert set(ArticlePage.objects.live().public()) == set()


@pytest.mark.parametrize("restricted", ["article", "section"])
@pytest.mark.parametrize("route", ["changes", "change", "feedback"])
def test_an_article_behind_a_page_restriction_shows_no_changes_and_takes_no_feedback(
    restricted: str, route: str, user: User, client_of: Callable[[User], Client]
) -> None:
    section = kb.section("Staff")
    article = kb.article(section=section)
    change = ArticleChange.objects.filter(article=article).latest("pk")
    urls = {
        "changes": reverse("kb:article-changes", args=[article.pk]),
        "change": reverse("kb:article-change", args=[article.pk, change.pk]),
        "feedback": reverse("kb:article-feedback", args=[article.pk]),
    }
    assert Client().get(urls[route]).status_code == 200
    page = article if restricted == "article" else section
    PageViewRestriction.objects.create(page=page, restriction_type="login")

    for client in (Client(), client_of(user)):
        assert client.get(urls[route]).status_code == 404


def test_an_overdue_article_says_so() -> None:
    article = kb.article()
    ArticlePage.objects.filter(pk=article.pk).update(
        review_due=timezone.localdate() - timedelta(days=3)
    )

    page = Client().get(article.get_absolute_url()).content.decode()

    assert "It may be out of date." in page


def test_an_article_needs_a_summary() -> None:
    with pytest.raises(ValidationError):
        ArticlePage(title="No summary", slug="no-summary").full_clean()


def test_the_api_lists_articles_in_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.api.PAGE_SIZE", 2)
    section = kb.section("Tents")
    articles = [kb.article(section=section) for _ in range(3)]

    first = Client().get("/api/v1/articles").json()
    second = Client().get(f"/api/v1/articles?cursor={first['next']}").json()

    assert [item["id"] for item in first["items"]] == [articles[2].pk, articles[1].pk]
    assert [item["id"] for item in second["items"]] == [articles[0].pk]
    assert second["next"] is None
    assert Client().get("/api/v1/articles?cursor=x").status_code == 422


def test_the_api_shows_an_article_in_few_queries(django_assert_num_queries: Any) -> None:
    with_sources(3)
    Client().get("/api/v1/articles")

    with django_assert_num_queries(4):
        Client().get("/api/v1/articles")
