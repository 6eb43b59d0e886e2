"""Shared texts and templates in the CMS."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, PublishingPanel
from wagtail.admin.ui.tables import UpdatedAtColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from kb.models import ArticleTemplate, SharedText


class SharedTextViewSet(SnippetViewSet):
    """Texts that stand in many articles; Wagtail's own "usage" page says in which."""

    model = SharedText
    icon = "copy"
    menu_label = _("Shared texts")
    menu_order = 105
    add_to_admin_menu = True
    list_display: Final = ["title", "slug", "language", "translates", UpdatedAtColumn()]
    list_filter: Final = ["language"]
    search_fields: Final = ["title", "slug"]
    panels: Final = [
        FieldPanel("title"),
        FieldPanel("slug"),
        FieldRowPanel([FieldPanel("language"), FieldPanel("translates")]),
        FieldPanel("content"),
        PublishingPanel(),
    ]


class ArticleTemplateViewSet(SnippetViewSet):
    """What new articles start from."""

    model = ArticleTemplate
    icon = "doc-empty"
    menu_label = _("Article templates")
    menu_order = 106
    add_to_admin_menu = True
    list_display: Final = ["title", "description"]
    search_fields: Final = ["title", "description"]
    panels: Final = [
        FieldPanel("title"),
        FieldPanel("description"),
        FieldPanel("body"),
        FieldPanel("position"),
    ]
