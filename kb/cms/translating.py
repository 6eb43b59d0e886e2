"""The places of translations in the CMS: URLs, menu, buttons."""

from collections.abc import Iterator
from typing import Any, Final

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from kb.cms.menu import GuardedMenuItem
from kb.models import ArticlePage
from kb.permissions import can_see_drafts, can_write_articles
from kb.views import translations

MENU_ORDER: Final = 160
BUTTON_PRIORITY: Final = 25


@hooks.register("register_admin_menu_item")
def register_translations() -> MenuItem:
    return GuardedMenuItem(
        _("Translations"),
        reverse("kb_translations"),
        name="kb-translations",
        icon_name="globe",
        order=MENU_ORDER,
        may_use=can_see_drafts,
    )


@hooks.register("register_admin_urls")
def register_translation_urls() -> list[URLPattern]:
    one = "translations/<int:article_id>/"
    return [
        path("translations/", translations.list_translations, name="kb_translations"),
        path(one, translations.show_translation, name="kb_translation"),
        path(f"{one}start/", translations.start_translation_page, name="kb_translation_start"),
        path(f"{one}take-in/", translations.mark_synced_page, name="kb_translation_take_in"),
        path(f"{one}link/", translations.link_translation_page, name="kb_translation_link"),
    ]


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def translation_buttons(page: Page, user: Any, *args: Any, **kwargs: Any) -> Iterator[Button]:
    if issubclass(page.specific_class or Page, ArticlePage) and can_write_articles(user):
        yield Button(
            _("Translations"),
            reverse("kb_translation", args=[page.pk]),
            icon_name="globe",
            priority=BUTTON_PRIORITY,
        )


@hooks.register("before_publish_page")
def refuse_language(request: HttpRequest, page: Page) -> Any:
    """An administrator's own "publish": the draft is saved, the reason is said."""
    return translations.refuse_publication(request, page)
