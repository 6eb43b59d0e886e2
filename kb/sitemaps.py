"""What search engines are told about the knowledge base."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, QuerySet

from accounts.sitemaps import QuerySetSitemap
from kb.models import ArticlePage, SectionPage
from kb.querysets import ArticleQuerySet


class ArticleSitemap(QuerySetSitemap[ArticlePage]):
    """Articles of one language that everybody may read."""

    date_field = "last_published_at"

    def __init__(self, language: str) -> None:
        self.language = language

    def items(self) -> ArticleQuerySet:
        """In the order in which they were made."""
        found = ArticlePage.objects.visible_to(AnonymousUser()).filter(language=self.language)
        ordered: ArticleQuerySet = found.order_by("pk").defer_streamfields()
        return ordered


class SectionSitemap(QuerySetSitemap[SectionPage]):
    """Sections in which everybody finds something."""

    date_field = "last_published_at"

    def items(self) -> QuerySet[SectionPage]:
        """In the order of the tree."""
        inside = ArticlePage.objects.visible_to(AnonymousUser()).filter(
            path__startswith=OuterRef("path")
        )
        sections = SectionPage.objects.visible_to(AnonymousUser()).filter(Exists(inside))
        ordered: QuerySet[SectionPage] = sections.order_by("path")
        return ordered

    def location(self, item: SectionPage) -> str:
        """Where the section is served."""
        return item.get_url() or ""
