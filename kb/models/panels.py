"""Where each field is edited in the CMS."""

from typing import Final

from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    CommentPanel,
    FieldPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    PublishingPanel,
    TitleFieldPanel,
)
from wagtail.admin.widgets import AdminAutoHeightTextInput

index_content_panels: Final = [TitleFieldPanel("title"), FieldPanel("introduction")]

audience_panel: Final = MultiFieldPanel(
    [FieldPanel("audience"), FieldPanel("audience_groups", widget=CheckboxSelectMultiple)],
    heading=_("Who may read it"),
)

section_content_panels: Final = [
    TitleFieldPanel("title"),
    FieldPanel("summary"),
    InlinePanel("names", heading=_("Names in other languages"), label=_("Name")),
    FieldPanel("review_days"),
    audience_panel,
    FieldPanel("experts", widget=CheckboxSelectMultiple),
]

article_content_panels: Final = [
    TitleFieldPanel("title"),
    FieldPanel("summary", widget=AdminAutoHeightTextInput(attrs={"rows": 2})),
    FieldPanel("body"),
    MultiFieldPanel(
        [FieldPanel("edit_weight"), FieldPanel("edit_note")],
        heading=_("This change"),
        classname="collapsed",
    ),
]

article_promote_panels: Final = [
    MultiFieldPanel(
        [
            FieldPanel("tags"),
            FieldPanel("keywords"),
            FieldPanel("language"),
        ],
        heading=_("Found by"),
    ),
    audience_panel,
    MultiFieldPanel(
        [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")],
        heading=_("URL and search engines"),
    ),
]

article_settings_panels: Final = [
    MultiFieldPanel(
        [
            FieldPanel("valid_for"),
            FieldPanel("review_due"),
            HelpPanel(
                content=_(
                    "Readers see when an article was last checked, by whom, and when the next "
                    "check is due."
                )
            ),
        ],
        heading=_("Freshness"),
    ),
    PublishingPanel(),
    CommentPanel(),
]
