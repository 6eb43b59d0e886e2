"""What search engines are told about the knowledge base."""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap

from kb.models import ArticlePage, SectionPage
from kb.querysets import ArticleQuerySet


class ArticleSitemap(Sitemap[ArticlePage]):
    """Articles that everybody may read."""

    changefreq = "weekly"
    limit = 10_000

    def items(self) -> ArticleQuerySet:
        found: ArticleQuerySet = (
            ArticlePage.objects.visible_to(AnonymousUser()).order_by("pk").defer_streamfields()
        )
        return found

    def location(self, item: ArticlePage) -> str:
        return item.get_absolute_url()

    def lastmod(self, item: ArticlePage) -> datetime | None:
        return item.last_published_at


class SectionSitemap(Sitemap[SectionPage]):
    """Sections, which lead to articles."""

    changefreq = "weekly"

    def items(self) -> list[SectionPage]:
        return list(SectionPage.objects.visible_to(AnonymousUser()).order_by("path"))

    def location(self, item: SectionPage) -> str:
        return item.get_url() or ""
