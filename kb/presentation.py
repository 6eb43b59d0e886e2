"""What the public pages show: the context of each page type."""

import json
from typing import Any, Final

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString

from kb.body import render_body
from kb.models import ArticleCheck, ArticlePage, KBIndexPage, SectionPage
from kb.permissions import can_review_articles, can_write_articles
from kb.selectors.articles import (
    Crumb,
    article_cards,
    breadcrumbs,
    latest_articles,
    list_sections,
    section_articles,
    tags_of_article,
)
from kb.selectors.sources import SourceLine, contributors_of, sources_of_articles
from kb.variants import read_choices

LATEST_COUNT: Final = 8
ARTICLES_PER_PAGE: Final = 50
_SCRIPT_ESCAPES: Final = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def index_context(page: KBIndexPage, request: HttpRequest) -> dict[str, Any]:
    return {
        "sections": list_sections(page, request.user),
        "latest": latest_articles(request.user, LATEST_COUNT),
        "canonical_url": absolute_url(page.get_url(request) or ""),
    }


def section_context(page: SectionPage, request: HttpRequest) -> dict[str, Any]:
    pages = Paginator(section_articles(page, request.user), ARTICLES_PER_PAGE)
    shown = pages.get_page(request.GET.get("page"))
    crumbs = breadcrumbs(page)
    url = page.get_url(request) or ""
    return {
        "crumbs": crumbs,
        "sections": list_sections(page, request.user) if page.numchild else [],
        "shown": shown,
        "articles": article_cards(shown.object_list, page),
        "canonical_url": absolute_url(url),
        "structured_data": as_script([_breadcrumb_data([*crumbs, Crumb(page.title, url)])]),
    }


def article_context(page: ArticlePage, request: HttpRequest) -> dict[str, Any]:
    """Everything of an article; the same for all anonymous readers."""
    crumbs = breadcrumbs(page)
    sources = sources_of_articles([page.pk]).get(page.pk, []) if page.pk else []
    body = render_body(
        page.body, reader=request.user, choices=read_choices(request), article_id=page.pk
    )
    checks = list(ArticleCheck.objects.filter(article=page.pk, closed_at=None).order_by("pk"))
    url = page.get_url(request) or ""
    return {
        "crumbs": crumbs,
        "body": body,
        "sources": sources,
        "contributors": contributors_of(sources),
        "tags": list(tags_of_article(page)),
        "checks": checks,
        "is_overdue": page.review_due is not None and page.review_due < timezone.localdate(),
        "may_edit": can_write_articles(request.user),
        "may_check": can_review_articles(request.user) and request.user.pk != page.owner_id,
        "canonical_url": absolute_url(url),
        "structured_data": as_script(
            [_article_data(page, url, sources), _breadcrumb_data([*crumbs, Crumb(page.title, url)])]
        ),
    }


def absolute_url(path: str) -> str:
    """The one address of a page, whatever host it was asked for under."""
    return f"{settings.STOA_BASE_URL.rstrip('/')}{path}"


def as_script(data: list[dict[str, Any]]) -> SafeString:
    """JSON that may stand inside a script element."""
    return SafeString(json.dumps(data, ensure_ascii=False).translate(_SCRIPT_ESCAPES))


def _article_data(page: ArticlePage, url: str, sources: list[SourceLine]) -> dict[str, Any]:
    """schema.org's view of an article, with the people and answers it stands on."""
    publisher = {"@type": "Organization", "name": settings.SITE_NAME, "url": absolute_url("/")}
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": page.title,
        "description": page.summary,
        "inLanguage": page.language,
        "url": absolute_url(url),
        "mainEntityOfPage": absolute_url(url),
        "publisher": publisher,
        "author": [publisher],
    }
    if page.first_published_at:
        data["datePublished"] = page.first_published_at.isoformat()
    if page.last_published_at:
        data["dateModified"] = page.last_published_at.isoformat()
    if people := contributors_of(sources):
        data["contributor"] = [
            {"@type": "Person", "name": person.name, "url": absolute_url(person.url)}
            for person in people
        ]
    if sources:
        data["isBasedOn"] = [absolute_url(line.url) for line in sources]
    return data


def _breadcrumb_data(crumbs: list[Crumb]) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": crumb.title,
                "item": absolute_url(crumb.url),
            }
            for position, crumb in enumerate(crumbs, start=1)
        ],
    }
