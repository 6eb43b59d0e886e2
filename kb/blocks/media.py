"""Blocks that point at a file or a film."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock

from kb.blocks.bounded import BoundedCharBlock
from kb.blocks.features import SIMPLE_FEATURES
from kb.blocks.groups import FILES
from kb.text.video import read_video


class VideoBlock(blocks.StructBlock):
    """A film: nothing is loaded from elsewhere before the reader asks for it."""

    address = blocks.URLBlock(
        label=_("URL of the video"),
        help_text=_("A page on YouTube or Vimeo, or a file that ends in .mp4 or .webm."),
    )
    title = BoundedCharBlock(label=_("What it shows"), max_length=200)
    transcript = blocks.RichTextBlock(
        label=_("What is said and shown, in words"),
        features=SIMPLE_FEATURES,
        required=False,
        help_text=_("For readers who cannot hear or see it, and for the search."),
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        is_left_for_later = self.is_deferred_validation and not cleaned["address"]
        if not is_left_for_later and read_video(cleaned["address"]) is None:
            message = _("This is not the URL of a video on YouTube or Vimeo, or of a video file.")
            raise blocks.StructBlockValidationError({"address": ValidationError(message)})
        return cleaned

    def get_context(
        self, value: Any, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        context["video"] = read_video(value["address"])
        return context

    class Meta:
        icon = "media"
        label = _("Video")
        group = FILES
        template = "kb/blocks/video.html"


class DownloadBlock(blocks.StructBlock):
    """A file to keep: a manual, a form, a list of parts."""

    document = DocumentChooserBlock(label=_("File"))
    title = BoundedCharBlock(
        label=_("Title"), required=False, max_length=200, help_text=_("Else the file's own.")
    )
    description = BoundedCharBlock(label=_("What it is for"), required=False, max_length=300)

    def get_searchable_content(self, value: Any) -> list[str]:
        """Find the file by its own title where the block gives it none."""
        document = value["document"]
        title = value["title"] or (document.title if document else "")
        return [text for text in (title, value["description"]) if text]

    class Meta:
        icon = "download"
        label = _("Download")
        group = FILES
        template = "kb/blocks/download.html"
