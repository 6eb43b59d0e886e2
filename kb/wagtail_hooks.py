"""The CMS, made for help content: menu, listing of articles, and what waits on its front page."""

from collections.abc import Iterator
from typing import Any, Final

from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from kb.cms import (  # noqa: F401 - they register
    dashboard,
    library,
    link_handler,
    translating,
)
from kb.cms.article_listing import ArticleListing
from kb.cms.menu import GuardedMenuItem
from kb.cms.reports import menu  # noqa: F401 - as above
from kb.cms.snippets import ArticleTemplateViewSet, SharedTextViewSet
from kb.models import ArticlePage
from kb.permissions import can_decide_promotions, can_see_drafts, can_write_articles
from kb.views.files import refuse_download
from kb.views.new_article import NewArticleView, choose_section, choose_template

NEW_ORDER: Final = 95
PROPOSALS_ORDER: Final = 110
REVIEWS_ORDER: Final = 120


@hooks.register("register_admin_menu_item")
def register_proposals() -> MenuItem:
    return GuardedMenuItem(
        _("Proposals"),
        reverse("kb:promotion-list"),
        name="kb-proposals",
        icon_name="tick-inverse",
        order=PROPOSALS_ORDER,
        may_use=can_decide_promotions,
    )


@hooks.register("register_admin_menu_item")
def register_new_article_item() -> MenuItem:
    return GuardedMenuItem(
        _("New article"),
        reverse("kb_choose_template"),
        name="kb-new-article",
        icon_name="plus",
        order=NEW_ORDER,
        may_use=can_write_articles,
    )


@hooks.register("register_admin_menu_item")
def register_reviews() -> MenuItem:
    return GuardedMenuItem(
        _("Reviews"),
        reverse("kb:review-list"),
        name="kb-reviews",
        icon_name="glasses",
        order=REVIEWS_ORDER,
        may_use=can_see_drafts,
    )


hooks.register("before_serve_document", refuse_download)


article_listing: Final = ArticleListing("articles")


@hooks.register("register_admin_urls")
def register_new_article() -> list[URLPattern]:
    return [
        path("articles/templates/", choose_template, name="kb_choose_template"),
        path("articles/new/", choose_section, name="kb_choose_section"),
        path("articles/new/<int:section_id>/", NewArticleView.as_view(), name="kb_new_article"),
    ]


@hooks.register("register_admin_viewset")
def register_article_listing() -> ArticleListing:
    return article_listing


register_snippet(SharedTextViewSet)
register_snippet(ArticleTemplateViewSet)


@hooks.register("insert_global_admin_css")
def fit_lists_to_phones() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("css/cms/listing.css"))


@hooks.register("insert_editor_js")
def keep_headings_of_pasted_text() -> str:
    """What Wagtail's text editor drops of a text from elsewhere is kept, or said."""
    return format_html(
        '<script type="module" src="{}" data-paste-tables="{}"></script>',
        static("js/cms-paste.js"),
        _(
            "A table in the pasted text became lines. To keep it, use “Paste from Word, Markdown "
            "or HTML” in the menu beside the title."
        ),
    )


@hooks.register("register_page_header_buttons")
def offer_pasting(
    page: Page, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    """Let editors paste Markdown or HTML into the draft they are working on."""
    if page.specific_class is ArticlePage and can_write_articles(user):
        yield Button(
            _("Paste from Word, Markdown or HTML"),
            reverse("kb:article-paste", args=[page.pk]),
            icon_name="clipboard-list",
            priority=60,
        )
