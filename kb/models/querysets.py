"""Filters that read as adjectives; the only place that says which articles a person may read."""

import datetime
from typing import TYPE_CHECKING, Final, Self, TypeAlias

from django.apps import apps
from django.conf import settings
from django.db.models import (
    Case,
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import Rank
from wagtail.models import Page, PageViewRestriction
from wagtail.query import PageQuerySet

from core.numbers import KEY_MAX
from kb.models.audiences import ReaderContext, reader_context, refused_pages

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from accounts.models import User

    Reader: TypeAlias = User | AnonymousUser

UNKNOWN_RANK: Final = 1000
CARD_FIELDS: Final = (
    "title",
    "summary",
    "language",
    "verified_on",
    "path",
    "depth",
    "url_path",
    "translation_key",
    "first_published_at",
    "last_published_at",
)
"""What lists show of an article, and what its URL and its place follow from."""


def language_rank(wanted: str, code: str) -> int:
    """How well a language serves readers of another: itself best, then as the site names them."""
    if code == wanted:
        return 0
    known = list(settings.STOA_CONTENT_LANGUAGES)
    return 1 + known.index(code) if code in known else UNKNOWN_RANK


def overdue_on(today: datetime.date) -> Q:
    """Published articles whose date of the next check has passed.

    `ArticlePage.is_overdue` is its twin for one article; a test proves them equal.
    """
    return Q(live=True, review_due__lt=today)


class AudienceQuerySet(PageQuerySet):
    """Pages with an audience of their own, below sections that have one, too."""

    def published(self) -> Self:
        """Live, and neither itself nor anything above it behind a page restriction."""
        shown: Self = self.live().filter(~Exists(_restrictions_above()))
        return shown

    def visible_to(self, reader: "Reader") -> Self:
        """Published, not behind a page restriction, and meant for this reader.

        `kb.permissions.can_read` is its twin for one page; a test proves them equal.
        """
        context = reader_context(reader)
        published = self.published()
        if context.maintainer:
            return published
        return published.exclude(refused_pages(context, self.model)).filter(
            ~Exists(_sections_above(context))
        )


class SectionQuerySet(AudienceQuerySet):
    """Sections."""


class ArticleQuerySet(AudienceQuerySet):
    """Articles."""

    def one_per_translation(self, language: str) -> Self:
        """Of articles that say the same in several languages one: in this language, else the first.

        Those left out are compared with what is in this queryset, so narrow it first; order it and
        add to it afterwards. Each is ranked once, so the cost hangs on no statistics of tables.
        """
        codes = {language, *settings.STOA_CONTENT_LANGUAGES}
        whens = [When(language=code, then=Value(language_rank(language, code))) for code in codes]
        rank = Case(*whens, default=Value(UNKNOWN_RANK), output_field=IntegerField())
        among = Window(Rank(), partition_by="translation_key", order_by=rank)
        best = self.order_by().annotate(rank_among=among).filter(rank_among=1)
        chosen: Self = self.model._default_manager.using(self.db).filter(pk__in=best.values("pk"))
        return chosen

    def as_cards(self) -> Self:
        """Only what lists show: half the work of whole rows."""
        return self.only(*CARD_FIELDS)

    def numbered(self, *numbers: int) -> Self:
        """Articles by their keys; numbers that no key can be find nothing instead of failing."""
        return self.filter(pk__in=[number for number in numbers if 0 < number <= KEY_MAX])

    def tagged(self, slug: str) -> Self:
        return self.filter(article_tags__tag__slug=slug)

    def overdue(self, today: datetime.date) -> Self:
        return self.filter(overdue_on(today))

    def in_section(self, section_path: str) -> Self:
        """Articles anywhere below the tree path of a section."""
        return self.filter(path__startswith=section_path).exclude(path=section_path)


def _restrictions_above() -> "QuerySet[PageViewRestriction]":
    """The restrictions on a page or on anything above it in the tree.

    Paths are got for each restriction: joined, SQLite may go through all pages for each article.
    """
    own_path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    restricted = Page.objects.filter(pk=OuterRef("page_id")).order_by().values("path")
    return PageViewRestriction.objects.annotate(
        own_path=own_path, restricted_path=Subquery(restricted)
    ).filter(own_path__startswith=F("restricted_path"))


def _sections_above(context: ReaderContext) -> "QuerySet[Page]":
    """Sections above a page (and itself, if it is one) that do not let this reader in."""
    model = apps.get_model("kb", "SectionPage")
    own_path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    refusing: QuerySet[Page] = model._default_manager.filter(refused_pages(context, model))
    return refusing.annotate(own_path=own_path).filter(own_path__startswith=F("path"))
