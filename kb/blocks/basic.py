"""Blocks of text, instructions and pictures."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.images.blocks import ImageChooserBlock

from community.text.foreign_images import is_own_file
from community.text.urls import is_allowed_image
from kb.blocks.bounded import BoundedCharBlock
from kb.blocks.features import INLINE_FEATURES, SIMPLE_FEATURES
from kb.blocks.groups import BY_THE_SITE, FILES
from kb.text.code import LANGUAGES, highlight_code


class StepBlock(blocks.StructBlock):
    """One thing the reader does."""

    text = blocks.RichTextBlock(label=_("What to do"), features=SIMPLE_FEATURES)
    code = blocks.TextBlock(label=_("What to type"), required=False, rows=3)
    image = ImageChooserBlock(label=_("Picture"), required=False)
    image_alt = BoundedCharBlock(
        label=_("What the picture shows"),
        required=False,
        max_length=200,
        help_text=_("For readers who cannot see it."),
    )


class StepsBlock(blocks.StructBlock):
    """Numbered instructions."""

    title = BoundedCharBlock(label=_("Title"), required=False, max_length=150)
    steps = blocks.ListBlock(StepBlock(), label=_("Steps"), min_num=1)

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        template = "kb/blocks/steps.html"


class CalloutBlock(blocks.StructBlock):
    """Text that stands out, because it helps, matters or protects."""

    kind = blocks.ChoiceBlock(
        label=_("Kind"),
        choices=[("note", _("Note")), ("tip", _("Tip")), ("warning", _("Warning"))],
        default="note",
        search_index=False,
    )
    text = blocks.RichTextBlock(label=_("Text"), features=SIMPLE_FEATURES)

    class Meta:
        icon = "warning"
        label = _("Note, tip or warning")
        template = "kb/blocks/callout.html"


class CodeBlock(blocks.StructBlock):
    """Text that a machine reads, shown as it is."""

    language = blocks.ChoiceBlock(
        label=_("Language"), choices=LANGUAGES, required=False, search_index=False
    )
    code = blocks.TextBlock(label=_("Code"))

    def get_context(
        self, value: Any, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        context["highlighted"] = highlight_code(value["code"], value["language"])
        return context

    class Meta:
        icon = "code"
        label = _("Code")
        template = "kb/blocks/code.html"


class TableBlock(TypedTableBlock):
    """Rows and columns; cells may hold links and code."""

    text = blocks.RichTextBlock(label=_("Text"), features=INLINE_FEATURES)

    def get_context(
        self, value: Any, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        context["has_head"] = any(column["heading"] for column in value.columns)
        return context

    class Meta:
        icon = "table"
        label = _("Table")
        template = "kb/blocks/table.html"


class QuestionBlock(blocks.StructBlock):
    question = BoundedCharBlock(label=_("Question"), max_length=250)
    answer = blocks.RichTextBlock(label=_("Answer"), features=SIMPLE_FEATURES)


class FaqBlock(blocks.StructBlock):
    """Short questions with answers that open on demand."""

    title = BoundedCharBlock(label=_("Title"), required=False, max_length=150)
    questions = blocks.ListBlock(QuestionBlock(), label=_("Questions"), min_num=1)

    class Meta:
        icon = "help"
        label = _("Questions and answers")
        template = "kb/blocks/faq.html"


class PictureBlock(blocks.StructBlock):
    """A picture from the library or, in text taken over from the community, a URL."""

    image = ImageChooserBlock(label=_("Picture"), required=False)
    address = BoundedCharBlock(
        label=_("URL of a picture elsewhere"),
        required=False,
        max_length=2000,
        search_index=False,
        help_text=_("Only for pictures that came with a community answer; prefer the library."),
    )
    alt = BoundedCharBlock(label=_("What the picture shows"), required=False, max_length=200)
    caption = BoundedCharBlock(label=_("Caption"), required=False, max_length=250)
    credit = BoundedCharBlock(label=_("Credit"), required=False, max_length=150)

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        errors = {}
        if not cleaned["image"] and not cleaned["address"]:
            if not self.is_deferred_validation:
                errors["image"] = ValidationError(_("Choose a picture."))
        elif cleaned["address"] and not is_allowed_image(cleaned["address"]):
            errors["address"] = ValidationError(_("The URL must begin with https:// ."))
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)
        return cleaned

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Tell a picture of our own, which is shown, from one elsewhere, which is linked."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        url = value["address"] or ""
        context["own_file"] = is_own_file(url)
        context["is_safe"] = is_allowed_image(url)
        return context

    class Meta:
        icon = "image"
        label = _("Picture")
        group = FILES
        template = "kb/blocks/picture.html"


class CitationBlock(blocks.StructBlock):
    """Somebody's words, with their name."""

    text = blocks.RichTextBlock(label=_("Quote"), features=SIMPLE_FEATURES)
    credit = BoundedCharBlock(label=_("Who said it"), required=False, max_length=150)
    address = blocks.URLBlock(label=_("Where"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "kb/blocks/quote.html"


class SourceMarkBlock(blocks.StructBlock):
    """Tells the editor from which answer the blocks below came; readers never see it."""

    post = blocks.IntegerBlock(label=_("Answer number"))
    author = BoundedCharBlock(label=_("Written by"), max_length=200)
    address = BoundedCharBlock(label=_("Where"), max_length=300)
    note = BoundedCharBlock(label=_("Why it was proposed"), required=False, max_length=1000)

    def get_searchable_content(self, value: Any) -> list[str]:
        return []

    class Meta:
        icon = "comment"
        label = _("From the community (only editors see this)")
        group = BY_THE_SITE
        template = "kb/blocks/source_mark.html"
