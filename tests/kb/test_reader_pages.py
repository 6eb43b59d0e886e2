"""Finding the way: sections, neighbours, orders, paper, feeds, and how often articles are read."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from accounts.models import User
from community.services.states import delete_post
from core.memory import refresh_statistics
from kb.models import ArticleFeedback, ArticlePage, ArticleViews, SectionPage
from kb.services.articles import create_section
from kb.services.page_views import flush_views, record_view
from tests.factories import community as forum
from tests.factories import kb

pytestmark = pytest.mark.django_db

INDEX_QUERIES = 8
SECTION_QUERIES = 13
ARTICLE_QUERIES = 13
FAQ: dict[str, Any] = {
    "type": "faq",
    "value": {
        "title": "",
        "questions": [{"question": "Which wax?", "answer": '<p><a href="/tags/">Any.</a></p>'}],
    },
}


@pytest.fixture
def sections() -> list[SectionPage]:
    """A site of a thousand articles in sections of forty, some of them inside others."""
    editor = kb.editor()
    outer = [kb.section(f"Shelf {number}", actor=editor) for number in range(20)]
    inner = [
        create_section(actor=editor, title=f"Board {number}", parent=outer[0])
        for number in range(5)
    ]
    for section in [*outer, *inner]:
        kb.many_articles(section, 40)
    refresh_statistics()  # as after an import: PostgreSQL plans badly for tables it never looked at
    return outer


@pytest.fixture
def no_readers_yet() -> Iterator[None]:
    flush_views()
    ArticleViews.objects.all().delete()
    yield
    flush_views()


def html_of(url: str, client: Client | None = None) -> str:
    response = (client or Client()).get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_pages_cost_no_more_among_a_thousand_articles(
    sections: list[SectionPage], django_assert_num_queries: Any
) -> None:
    article = ArticlePage.objects.get(path__startswith=sections[1].path, slug__endswith="-17")
    assert ArticlePage.objects.live().count() == 1000
    html_of("/kb/")
    html_of(article.get_absolute_url())

    with django_assert_num_queries(INDEX_QUERIES):
        index = html_of("/kb/")
    with django_assert_num_queries(SECTION_QUERIES):
        section = html_of(sections[0].get_url() or "")
    with django_assert_num_queries(SECTION_QUERIES):
        html_of(f"{sections[0].get_url()}?page=2")
    with django_assert_num_queries(SECTION_QUERIES):
        html_of(f"{sections[0].get_url()}?sort=helpful")
    with django_assert_num_queries(ARTICLE_QUERIES):
        html_of(article.get_absolute_url())

    assert "240 articles" in index
    assert section.count("article-row__title") == 30
    assert "Page 1 of 2" in section


def test_a_section_leads_through_its_pages_and_inner_sections(sections: list[SectionPage]) -> None:
    last = html_of(f"{sections[0].get_url()}?page=2")
    beyond = html_of(f"{sections[0].get_url()}?page=99")

    assert last.count("article-row__title") == beyond.count("article-row__title") == 10
    assert "Board 4" in last
    assert f'rel="canonical" href="http://testserver{sections[0].get_url()}?page=2"' in last


def test_depth_costs_nothing_and_the_way_up_is_shown(django_assert_num_queries: Any) -> None:
    editor = kb.editor()
    levels = [kb.section("Level 1", actor=editor)]
    for number in range(2, 6):
        parent = levels[-1]
        levels.append(create_section(actor=editor, title=f"Level {number}", parent=parent))
    kb.many_articles(levels[4], 3)
    kb.article(section=levels[3])
    article = ArticlePage.objects.live().order_by("path")[1]
    html_of("/kb/")
    html_of(article.get_absolute_url())

    with django_assert_num_queries(SECTION_QUERIES):
        section = html_of(levels[3].get_url() or "")
    with django_assert_num_queries(ARTICLE_QUERIES):
        page = html_of(article.get_absolute_url())

    way = page.partition('class="breadcrumbs"')[2].partition("</nav>")[0]
    assert re.findall(r"Level \d", way) == [f"Level {number}" for number in range(1, 6)]
    assert "3 articles" in section


def test_any_number_of_linked_texts_costs_one_query(django_assert_num_queries: Any) -> None:
    section = kb.section("Tents")
    others = [kb.article(section=section) for _ in range(4)]
    texts = [f'<p><a id="{other.pk}" linktype="page">See</a></p>' for other in others]
    article = kb.article(section=section, blocks=[{"type": "text", "value": t} for t in texts])
    html_of("/kb/")
    html_of(article.get_absolute_url())

    with django_assert_num_queries(ARTICLE_QUERIES + 1):
        page = html_of(article.get_absolute_url())

    assert all(f'<a href="{other.get_absolute_url()}">See</a>' in page for other in others)


def test_a_card_of_a_section_shows_what_is_inside_that_the_reader_may_open() -> None:
    editor = kb.editor()
    outer, box = kb.section("Shelf", actor=editor), kb.section("Box", actor=editor)
    for number in range(7):
        create_section(actor=editor, title=f"Board {number}", parent=outer)
    create_section(actor=editor, title="Hidden board", parent=box, audience="members")
    for audience in ("members", "public", "public", "public", "public"):
        kb.article(section=box, audience=audience)
    shown = ArticlePage.objects.filter(audience="public").order_by("path")

    page = html_of("/kb/").partition("New and renewed")[0]

    assert "Board 4" in page
    assert "Board 5" not in page
    assert "and 2 more" in page
    assert "Hidden board" not in page
    assert [article.get_absolute_url() in page for article in shown] == [True, True, True, False]
    assert "4 articles" in page


def test_reading_goes_on_in_the_next_section_until_the_outermost_ends() -> None:
    editor = kb.editor()
    outer = kb.section("Tents", actor=editor)
    first = kb.article(section=outer)
    inner = create_section(actor=editor, title="Zips", parent=outer)
    second = kb.article(section=inner)
    kb.draft(section=inner)
    last = kb.article(section=outer)
    kb.article(section=kb.section("Stoves", actor=editor))

    middle = html_of(second.get_absolute_url())
    end = html_of(last.get_absolute_url())

    assert f'rel="prev" href="{first.get_absolute_url()}"' in middle
    assert f'rel="next" href="{last.get_absolute_url()}"' in middle
    assert f'rel="prev" href="{second.get_absolute_url()}"' in end
    assert 'rel="next"' not in end


def test_readers_may_see_what_helped_most_first() -> None:
    section = kb.section("Tents")
    plain, helpful, harmful = (kb.article(section=section) for _ in range(3))
    now = timezone.now()
    for article, verdict in ((helpful, True), (harmful, False)):
        ArticleFeedback.objects.create(
            article=article,
            revision_number=article.live_revision_id or 0,
            visitor="v",
            helpful=verdict,
            created_at=now,
            updated_at=now,
        )

    in_order = html_of("/kb/tents/")
    by_help = html_of("/kb/tents/?sort=helpful")
    odd = html_of("/kb/tents/?sort=nonsense")

    def order(page: str) -> list[int]:
        places = {a.pk: page.index(a.get_absolute_url()) for a in (plain, helpful, harmful)}
        return sorted(places, key=lambda pk: places[pk])

    assert order(in_order) == order(odd) == [plain.pk, helpful.pk, harmful.pk]
    assert order(by_help) == [helpful.pk, plain.pk, harmful.pk]
    assert 'name="robots" content="noindex' in by_help
    assert 'name="robots"' not in in_order
    assert 'rel="canonical" href="http://testserver/kb/tents/"' in by_help


def test_an_article_leads_to_its_neighbours_that_the_reader_may_open(
    client_of: Callable[[User], Client], user: User
) -> None:
    section = kb.section("Tents")
    first, members_only, third = (
        kb.article(section=section, audience=audience)
        for audience in ("public", "members", "public")
    )
    kb.draft(section=section)
    kb.article(section=kb.section("Stoves"))

    visitor = html_of(third.get_absolute_url())
    member = html_of(third.get_absolute_url(), client_of(user))
    start = html_of(first.get_absolute_url())

    assert f'rel="prev" href="{first.get_absolute_url()}"' in visitor
    assert f'rel="prev" href="{members_only.get_absolute_url()}"' in member
    assert 'rel="next"' not in visitor
    assert f'rel="next" href="{third.get_absolute_url()}"' in start
    assert 'rel="prev"' not in start


def test_each_heading_can_be_pointed_at_but_not_in_the_api() -> None:
    article = kb.article()

    page = html_of(article.get_absolute_url())
    data = Client().get(f"/api/v1/articles/{article.pk}").json()

    assert '<h2 id="why-it-sticks">Why it sticks</h2><a class="heading__link"' in page
    assert 'aria-label="Link to “Why it sticks”"' in page
    assert "heading__link" not in data["body_html"]


def test_the_view_for_paper_opens_everything_and_writes_urls_out() -> None:
    article = kb.article(blocks=[FAQ])

    screen = html_of(article.get_absolute_url())
    paper = html_of(f"{article.get_absolute_url()}?view=print")

    assert 'href="?view=print"' in screen
    assert '<details class="faq__item">' in screen
    assert '<details open class="faq__item">' in paper
    assert 'href="http://testserver/tags/"' in paper
    assert f"http://testserver{article.get_absolute_url()}" in paper
    assert '<meta name="robots" content="noindex">' in paper
    assert "Did this article help you?" not in paper


def test_an_article_can_be_shared_without_javascript() -> None:
    article = kb.article(title="Zips & sliders")

    page = html_of(article.get_absolute_url())

    assert "mailto:?subject=Zips%20%26%20sliders&amp;body=http%3A%2F%2Ftestserver%2Fkb%2F" in page


def test_an_article_names_who_keeps_it_and_whose_answers_it_holds() -> None:
    answer = forum.answer()
    promotion = kb.accept(kb.promotion(answer))
    assert promotion.article is not None
    article = kb.approve(promotion.article)

    page = html_of(article.get_absolute_url())
    delete_post(actor=answer.author, post=answer)
    after = html_of(article.get_absolute_url())

    assert "with thanks to" in page
    assert answer.author.get_absolute_url() in page
    assert article.owner.get_absolute_url() in page
    assert "Written from 1 answer of the community" in page
    assert "Written from" not in after


def test_what_readers_said_is_shown_from_the_third_verdict_on() -> None:
    article = kb.article()
    for number, helped in enumerate((True, True, False)):
        shown = html_of(article.get_absolute_url())
        assert "It helped" not in shown
        Client(REMOTE_ADDR=f"192.0.2.{number}").post(
            f"/api/v1/articles/{article.pk}/feedback",
            {"helpful": helped},
            content_type="application/json",
        )

    assert "67% found this helpful (3 votes)" in html_of(article.get_absolute_url())


@pytest.mark.usefixtures("no_readers_yet")
def test_readers_are_counted_by_day_and_robots_asking_for_heads_are_not() -> None:
    article = kb.article()
    for _reader in range(3):
        html_of(article.get_absolute_url())
    Client().head(article.get_absolute_url())
    record_view(987_654)
    flush_views()
    html_of(article.get_absolute_url())
    flush_views()

    counted = ArticleViews.objects.get()
    assert (counted.article, counted.day, counted.views) == (article, timezone.now().date(), 4)


def test_readers_of_kept_pages_count_and_counting_keeps_the_page(
    settings: Any, tmp_path: Any, django_assert_num_queries: Any
) -> None:
    article = kb.article()
    settings.STOA_PAGE_CACHE_SECONDS, settings.DATA_DIR = 60, tmp_path
    caches["pages"].clear()
    flush_views()
    url = article.get_absolute_url()
    for _reader in range(2):
        html_of(url)
    flush_views()

    assert ArticleViews.objects.get(article=article).views == 2
    with django_assert_num_queries(0):
        html_of(url)


def test_the_front_shows_what_is_read_most_of_what_the_reader_may_open() -> None:
    section = kb.section("Tents")
    articles = [kb.article(section=section) for _ in range(4)]
    hidden = kb.article(section=section, audience="members")
    today = timezone.now().date()
    for views, article in enumerate([*articles, hidden], start=1):
        ArticleViews.objects.create(article=article, day=today, views=views)
    ArticleViews.objects.create(article=articles[0], day=today - timedelta(days=28), views=99)

    page = html_of("/kb/")
    most = page[page.index("Read most") : page.index("New and renewed")]

    places = [most.index(article.get_absolute_url()) for article in reversed(articles)]
    assert places == sorted(places)
    assert hidden.title not in most


def test_feeds_tell_of_new_articles_of_all_and_of_a_section() -> None:
    outer = kb.section("Tents")
    inner = create_section(actor=kb.editor(), title="Zips", parent=outer)
    inside = kb.article(section=inner)
    elsewhere = kb.article(section=kb.section("Stoves"))
    hidden = kb.article(section=outer, audience="members")

    everything = html_of("/feeds/articles/")
    tents = html_of(f"/feeds/articles/{outer.pk}/")

    assert inside.get_absolute_url() in everything
    assert elsewhere.get_absolute_url() in everything
    assert inside.get_absolute_url() in tents
    assert elsewhere.get_absolute_url() not in tents
    assert hidden.title not in everything + tents
    assert Client().get("/feeds/articles/987654/").status_code == 404
