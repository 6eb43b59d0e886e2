"""Atom feeds of new and renewed articles: of all, and of one section with those inside it."""

from datetime import datetime
from typing import Any, Final

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.feeds import SiteFeed, stable_id
from core.numbers import KEY_MAX
from kb.models import ArticlePage, KBIndexPage, SectionPage
from kb.selectors.articles import latest_articles

ITEMS_MAX: Final = 30


class ArticleFeed(SiteFeed[ArticlePage, SectionPage]):
    """What was published last; the same for everybody, so only what everybody may read."""

    title: Any = gettext_lazy("New articles")
    subtitle: Any = gettext_lazy("New articles of the knowledge base")

    def page_path(self, obj: SectionPage | None) -> str:
        page = obj or KBIndexPage.objects.first()
        return (page.get_url() if page else "") or "/"

    def feed_path(self, obj: SectionPage | None) -> str:
        return reverse("section-feed", args=[obj.pk]) if obj else reverse("article-feed")

    def feed_guid(self, obj: SectionPage | None) -> str:
        return stable_id("sections", obj.pk) if obj else stable_id("articles")

    def items(self, obj: SectionPage | None) -> list[ArticlePage]:
        return list(latest_articles(AnonymousUser(), ITEMS_MAX, obj))

    def item_title(self, item: ArticlePage) -> str:
        return item.title

    def item_description(self, item: ArticlePage) -> str:
        return item.summary

    def item_path(self, item: ArticlePage) -> str:
        return item.get_url() or "/"

    def item_guid(self, item: ArticlePage) -> str:
        return stable_id("articles", item.pk)

    def item_language(self, item: ArticlePage) -> str:
        return item.language

    def item_pubdate(self, item: ArticlePage) -> datetime | None:
        return item.first_published_at

    def item_updateddate(self, item: ArticlePage) -> datetime | None:
        return item.last_published_at


class SectionFeed(ArticleFeed):
    """The same for one section."""

    def get_object(self, request: HttpRequest, section_id: int) -> SectionPage:
        found: SectionPage = get_object_or_404(
            SectionPage.objects.visible_to(AnonymousUser()), pk=min(section_id, KEY_MAX)
        )
        return found

    def title(self, obj: SectionPage) -> str:
        return _("New articles: %(section)s") % {"section": obj.title}

    def subtitle(self, obj: SectionPage) -> str:
        return obj.summary
