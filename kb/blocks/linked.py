"""Blocks that stand on something else: a shared text, other articles, the community."""

from typing import Any

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from community.text.urls import is_allowed_link
from kb.blocks.bounded import BoundedCharBlock
from kb.blocks.features import SIMPLE_FEATURES
from kb.blocks.groups import LEADING_ON


class SharedTextBlock(SnippetChooserBlock):
    """A text that is written once and stands in many articles."""

    def get_searchable_content(self, value: Any) -> list[str]:
        """The words of the shared text, as if they stood here; none while it is a draft."""
        if value is None or not value.live:
            return []
        found: list[str] = value.content.stream_block.get_searchable_content(value.content)
        return found

    class Meta:
        icon = "copy"
        label = _("Shared text")
        group = LEADING_ON
        template = "kb/blocks/snippet.html"


class LinkBlock(blocks.StructBlock):
    """A page of the knowledge base or a URL elsewhere."""

    page = blocks.PageChooserBlock(
        label=_("Article or section"),
        page_type=["kb.ArticlePage", "kb.SectionPage"],
        required=False,
    )
    address = blocks.URLBlock(label=_("URL elsewhere"), required=False)
    text = BoundedCharBlock(
        label=_("Words of the link"),
        required=False,
        max_length=200,
        help_text=_("Left empty, the title of the page."),
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        errors = {}
        is_draft = self.is_deferred_validation
        has_page, has_url = bool(cleaned["page"]), bool(cleaned["address"])
        if has_page == has_url and (has_page or not is_draft):
            errors["page"] = ValidationError(_("Choose a page or give a URL: one of the two."))
        elif has_url and not cleaned["text"] and not is_draft:
            errors["text"] = ValidationError(_("Say where the link leads."))
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)
        return cleaned


class RelatedLinksBlock(blocks.StructBlock):
    """Where to read on."""

    title = BoundedCharBlock(label=_("Title"), required=False, max_length=150)
    links = blocks.ListBlock(LinkBlock(), label=_("Links"), min_num=1)

    def get_context(
        self, value: Any, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Leave out what is not published or not for this reader; nobody is told a title."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        pages = [link["page"].pk for link in value["links"] if link["page"] is not None]
        readable = _readable(pages, context.get("reader") or AnonymousUser()) if pages else {}
        links = (_link(link, readable) for link in value["links"])
        context["links"] = [link for link in links if link is not None]
        return context

    class Meta:
        icon = "link"
        label = _("Related links")
        group = LEADING_ON
        template = "kb/blocks/related.html"


def _readable(page_ids: list[int], reader: Any) -> dict[int, Any]:
    """The pages among these that the reader may open; two queries."""
    articles = apps.get_model("kb", "ArticlePage").objects.visible_to(reader)
    sections = apps.get_model("kb", "SectionPage").objects.visible_to(reader)
    found = {page.pk: page for page in sections.filter(pk__in=page_ids)}
    found.update(articles.filter(pk__in=page_ids).as_cards().in_bulk())
    return found


def _link(link: Any, readable: dict[int, Any]) -> dict[str, str] | None:
    if link["page"] is None:
        is_safe = bool(link["address"]) and is_allowed_link(link["address"])
        return {"url": link["address"], "text": link["text"]} if is_safe else None
    page = readable.get(link["page"].pk)
    if page is None:
        return None
    return {"url": page.get_url() or "", "text": link["text"] or page.title}


class AskBlock(blocks.StructBlock):
    """An invitation to ask the community, which takes the article along."""

    title = BoundedCharBlock(label=_("Title"), required=False, max_length=150)
    text = blocks.RichTextBlock(label=_("Text"), features=SIMPLE_FEATURES, required=False)

    def get_searchable_content(self, value: Any) -> list[str]:
        return []

    class Meta:
        icon = "help"
        label = _("Ask the community")
        group = LEADING_ON
        template = "kb/blocks/ask.html"
