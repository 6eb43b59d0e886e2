"""The CMS, made for help content: menu, listing of articles, and what waits on its front page."""

from collections.abc import Iterator
from typing import Any, Final

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.ui.tables.pages import PageStatusColumn, PageTitleColumn
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from kb import dashboard, reports, translating  # noqa: F401 - they register hooks by being imported
from kb.downloads import refuse_download
from kb.models import ArticlePage
from kb.permissions import can_decide_promotions, can_review_articles, can_write_articles
from kb.querysets import ArticleQuerySet
from kb.snippets import SharedTextViewSet
from kb.views.new_article import NewArticleView, choose_section

PROPOSALS_ORDER: Final = 110
REVIEWS_ORDER: Final = 120


class ProposalsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return can_decide_promotions(request.user)


class ReviewsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return can_review_articles(request.user) or can_write_articles(request.user)


@hooks.register("register_admin_menu_item")
def register_proposals() -> MenuItem:
    return ProposalsMenuItem(
        _("Proposals"),
        reverse("kb:promotion-list"),
        name="kb-proposals",
        icon_name="tick-inverse",
        order=PROPOSALS_ORDER,
    )


@hooks.register("register_admin_menu_item")
def register_reviews() -> MenuItem:
    return ReviewsMenuItem(
        _("Reviews"),
        reverse("kb:review-list"),
        name="kb-reviews",
        icon_name="glasses",
        order=REVIEWS_ORDER,
    )


hooks.register("before_serve_document", refuse_download)


class DayColumn(Column):
    """A date as such; Wagtail's own column says "just now" of days to come."""

    def get_value(self, instance: Any) -> str:
        day = super().get_value(instance)
        return date_format(day, "SHORT_DATE_FORMAT") if day else ""


class ArticleIndexView(IndexView):
    """The listing with the owners' names in the same query."""

    def get_base_queryset(self) -> ArticleQuerySet:
        found: ArticleQuerySet = super().get_base_queryset().select_related("owner")
        return found


class ArticleListing(PageListingViewSet):
    """All articles, whatever their section, with what an editor asks about them."""

    model = ArticlePage
    index_view_class = ArticleIndexView
    icon = "doc-full"
    menu_label = _("Articles")
    menu_order = 100
    add_to_admin_menu = True
    columns: Final = [
        PageTitleColumn("title", label=_("Title"), sort_key="title", classname="title"),
        Column("language", label=_("Language"), accessor="get_language_display"),
        Column("owner", label=_("Owner"), accessor="owner.name"),
        DayColumn("verified_on", label=_("Checked on"), sort_key="verified_on", width="12%"),
        DayColumn("review_due", label=_("Next check"), sort_key="review_due", width="12%"),
        DateColumn(
            "latest_revision_created_at",
            label=_("Changed"),
            sort_key="latest_revision_created_at",
            width="12%",
        ),
        PageStatusColumn("status", label=_("Status"), sort_key="live", width="12%"),
    ]


article_listing: Final = ArticleListing("articles")


@hooks.register("register_admin_urls")
def register_new_article() -> list[URLPattern]:
    return [
        path("articles/new/", choose_section, name="kb_choose_section"),
        path("articles/new/<int:section_id>/", NewArticleView.as_view(), name="kb_new_article"),
    ]


@hooks.register("register_admin_viewset")
def register_article_listing() -> ArticleListing:
    return article_listing


register_snippet(SharedTextViewSet)


@hooks.register("register_page_header_buttons")
def offer_pasting(
    page: Page, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    """Let editors paste Markdown or HTML into the draft they are working on."""
    if page.specific_class is ArticlePage and can_write_articles(user):
        yield Button(
            _("Paste Markdown or HTML"),
            reverse("kb:article-paste", args=[page.pk]),
            icon_name="clipboard-list",
            priority=60,
        )
