"""The map of everything worth finding, in parts by kind and language."""

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import index
from django.http import HttpRequest
from django.template.response import TemplateResponse

from community.sitemaps import OtherQuestionSitemap, QuestionSitemap, TagSitemap
from core.structured_data import absolute_url
from kb.sitemaps import ArticleSitemap, OtherArticleSitemap, SectionSitemap


def sitemap_index(request: HttpRequest, **options: Any) -> TemplateResponse:
    """List the parts under the site's own URL; Django takes the host it was asked under."""
    response = index(request, **options)
    for part in (response.context_data or {})["sitemaps"]:
        url = urlsplit(part.location)
        part.location = absolute_url(f"{url.path}?{url.query}" if url.query else url.path)
    return response


def make_sitemaps() -> dict[str, Callable[[], Sitemap[Any]]]:
    """What makes each part, under the name it has in its URL."""
    languages = list(settings.STOA_CONTENT_LANGUAGES)
    parts: dict[str, Callable[[], Sitemap[Any]]] = {"sections": SectionSitemap, "tags": TagSitemap}
    parts.update({f"articles-{code}": partial(ArticleSitemap, code) for code in languages})
    parts.update({f"questions-{code}": partial(QuestionSitemap, code) for code in languages})
    parts["articles-other"] = partial(OtherArticleSitemap, languages)
    parts["questions-other"] = partial(OtherQuestionSitemap, languages)
    return parts
