"""Where each field is edited in the CMS."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    MultiFieldPanel,
    PublishingPanel,
    TitleFieldPanel,
)

index_content_panels: Final = [TitleFieldPanel("title"), FieldPanel("introduction")]

section_content_panels: Final = [
    TitleFieldPanel("title"),
    FieldPanel("summary"),
    FieldPanel("review_days"),
]

article_content_panels: Final = [
    TitleFieldPanel("title"),
    FieldPanel("summary"),
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
            FieldRowPanel([FieldPanel("language"), FieldPanel("audience")]),
        ],
        heading=_("Found by"),
    ),
    MultiFieldPanel(
        [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")],
        heading=_("Address and search engines"),
    ),
]

article_settings_panels: Final = [
    MultiFieldPanel(
        [
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
]
