"""What the public pages show: the context of each page type."""

from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpRequest
from wagtail.blocks import StreamValue

from community.cache_keys import person_key
from core.page_keys import names_all, shows
from core.structured_data import Crumb, absolute_url, breadcrumb_list, structured_data
from core.time_zones import site_today
from kb.cache_keys import article_key
from kb.conversion.summaries import repeats_summary
from kb.enums import SectionOrder
from kb.models import ArticleCheck, ArticlePage, KBIndexPage, SectionPage
from kb.models.pages import is_for_paper
from kb.models.serving import register_guard, register_page_view
from kb.permissions import can_check_article, can_write_articles
from kb.selectors.articles import (
    article_cards,
    breadcrumbs,
    feedback_counts,
    latest_articles,
    list_sections,
    neighbours,
    popular_articles,
    section_articles,
    tags_of_article,
)
from kb.selectors.shared import body_in_language
from kb.selectors.sources import SourceLine, contributors_of, sources_of_articles
from kb.selectors.translations import language_view, section_languages, section_words
from kb.text.body import render_body, render_body_for_paper
from kb.text.languages import reader_language
from kb.views.access import describe_audience, refuse_reader
from kb.views.structured_data import article_things
from kb.views.variants import read_choices

LISTED_COUNT: Final = 6
POPULAR_MIN: Final = 3
ARTICLES_PER_PAGE: Final = 30
VERDICTS_SHOWN_FROM: Final = 3


def index_context(page: KBIndexPage, request: HttpRequest) -> dict[str, Any]:
    names_all()
    popular = popular_articles(request.user, LISTED_COUNT)
    latest = list(latest_articles(request.user, LISTED_COUNT, language=reader_language()))
    cards = {card.id: card for card in article_cards([*popular, *latest])}
    url = page.get_url(request) or ""
    return {
        "is_indexable": True,
        "sections": list_sections(page, request.user),
        "popular": [cards[a.pk] for a in popular] if len(popular) >= POPULAR_MIN else [],
        "latest": [cards[article.pk] for article in latest],
        "canonical_url": absolute_url(url),
        "structured_data": structured_data([breadcrumb_list([Crumb(page.title, url)])]),
    }


def section_context(page: SectionPage, request: HttpRequest) -> dict[str, Any]:
    names_all()
    order = _order(request.GET.get("sort", ""))
    languages = section_languages(page, request.user, request.GET.get("lang", ""))
    name, about = section_words(page, languages.shown)
    pages = Paginator(
        section_articles(page, request.user, order, languages.shown), ARTICLES_PER_PAGE
    )
    shown = pages.get_page(request.GET.get("page"))
    sections = list_sections(page, request.user) if page.numchild else []
    crumbs = breadcrumbs(page)
    url = page.get_url(request) or ""
    return {
        "crumbs": crumbs,
        "sections": sections,
        "shown": shown,
        "articles": article_cards(shown.object_list, page),
        "name": name,
        "about": about,
        "languages": languages,
        "order": order,
        "orders": SectionOrder,
        "audience_note": describe_audience(page.requirements),
        "is_indexable": order == SectionOrder.TREE and bool(sections or shown.object_list),
        "canonical_url": absolute_url(f"{url}?page={shown.number}" if shown.number > 1 else url),
        "structured_data": structured_data([breadcrumb_list([*crumbs, Crumb(name, url)])]),
    }


def article_context(page: ArticlePage, request: HttpRequest) -> dict[str, Any]:
    """Everything of an article; the same for all anonymous readers."""
    names_all(article_key(page.pk))
    sources = sources_of_articles([page.pk]).get(page.pk, []) if page.pk else []
    shows(*(person_key(line.author.pk) for line in sources))
    url = page.get_url(request) or ""
    languages = language_view(page, request.user, reader_language())
    context = {
        "languages": languages,
        "alternates": [(link.language, absolute_url(link.url)) for link in languages.links],
        "original_url": absolute_url(languages.source.url if languages.source else url),
        "sources": sources,
        "contributors": contributors_of(sources),
        "checks": list(ArticleCheck.objects.filter(article=page.pk, closed_at=None).order_by("pk")),
        "is_overdue": page.is_overdue(site_today()),
        "canonical_url": absolute_url(known_url(page, url)),
        "audience_note": describe_audience(page.requirements),
        "summary": "" if repeats_summary(page.body.raw_data, page.summary) else page.summary,
    }
    text = body_in_language(page)
    if is_for_paper(request):
        return context | {"body_html": render_body_for_paper(text, reader=request.user)}
    return context | _screen_context(page, text, request, url, sources)


def _screen_context(
    page: ArticlePage,
    text: StreamValue,
    request: HttpRequest,
    url: str,
    sources: list[SourceLine],
) -> dict[str, Any]:
    """What only a screen shows: the way around the article and what to do after it."""
    is_public = page.pk is not None and page.live  # a preview may show what is not even saved
    crumbs = breadcrumbs(page)
    helped, failed = feedback_counts([page.pk]).get(page.pk, (0, 0))
    body = render_body(
        text,
        reader=request.user,
        choices=read_choices(request),
        article_id=page.pk,
        with_links=True,
    )
    way = breadcrumb_list([*crumbs, Crumb(page.title, url)])
    return {
        "is_indexable": True,
        "crumbs": crumbs,
        "body": body,
        "tags": list(tags_of_article(page)) if page.pk else [],
        "neighbours": neighbours(page, request.user),
        "helped": helped,
        "verdicts": helped + failed,
        "helpful_share": round(100 * helped / (helped + failed)) if helped else 0,
        "shows_verdicts": helped and helped + failed >= VERDICTS_SHOWN_FROM,
        "may_edit": page.pk is not None and can_write_articles(request.user),
        "may_check": is_public and can_check_article(request.user, page),
        "is_public": is_public,
        "structured_data": structured_data([*article_things(page, text, url, sources), way]),
    }


def known_url(page: ArticlePage, url: str) -> str:
    """The URL engines should know an article under: an alias is known as the page it repeats."""
    original = page.alias_of.specific if page.alias_of_id else None
    return (original.get_url() if original and original.live else None) or url


def _order(text: str) -> SectionOrder:
    return SectionOrder(text) if text in SectionOrder.values else SectionOrder.TREE


register_page_view(KBIndexPage, index_context)
register_page_view(SectionPage, section_context)
register_page_view(ArticlePage, article_context)
register_guard(refuse_reader)
