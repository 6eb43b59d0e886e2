"""What search engines are told about the knowledge base."""

from collections.abc import Collection, Sequence
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from core.sitemaps import QuerySetSitemap
from core.structured_data import absolute_url
from kb.models import ArticlePage, ArticleTranslation, SectionPage
from kb.models.querysets import ArticleQuerySet
from kb.selectors.translations import translations_of


class _ArticleSitemap(QuerySetSitemap[ArticlePage]):
    """Articles that everybody may read, each with its URLs in other languages."""

    date_field = "last_published_at"

    def get_urls(
        self, page: int | str = 1, site: Any = None, protocol: str | None = None
    ) -> list[Any]:
        """What Django lists; one query more, and another where something is translated."""
        urls: list[Any] = super().get_urls(page, site, protocol)
        others = _alternates([url["item"] for url in urls])
        for url in urls:
            url["alternates"] = others.get(url["item"].pk, [])
        return urls


class ArticleSitemap(_ArticleSitemap):
    """Those in one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def items(self) -> ArticleQuerySet:
        """In the order in which they were made."""
        found = ArticlePage.objects.visible_to(AnonymousUser()).filter(
            language=self.language, alias_of=None
        )
        ordered: ArticleQuerySet = found.order_by("pk").as_cards()
        return ordered


class OtherArticleSitemap(_ArticleSitemap):
    """Those in languages that were switched off since: they stay readable."""

    def __init__(self, known: Collection[str]) -> None:
        self.known = known

    def items(self) -> ArticleQuerySet:
        """In the order in which they were made."""
        found = (
            ArticlePage.objects.visible_to(AnonymousUser())
            .filter(alias_of=None)
            .exclude(language__in=self.known)
        )
        ordered: ArticleQuerySet = found.order_by("pk").as_cards()
        return ordered


def _alternates(articles: Sequence[ArticlePage]) -> dict[int, list[dict[str, str]]]:
    """By article: where it stands in each of its languages, as Django's template writes it."""
    shown = {article.pk: article for article in articles}
    tied = ArticleTranslation.objects.filter(Q(article__in=shown) | Q(source__in=shown))
    sources = dict(tied.values_list("article", "source"))
    translated = shown.keys() & (sources.keys() | set(sources.values()))
    groups = translations_of([shown[key] for key in translated], AnonymousUser())
    return {
        key: [
            *({"lang_code": link.language, "location": absolute_url(link.url)} for link in links),
            *(
                {"lang_code": "x-default", "location": absolute_url(link.url)}
                for link in links
                if link.id == sources.get(key, key)
            ),
        ]
        for key, links in groups.items()
    }


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
