"""The stream of blocks that may stand inside another block."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from kb.blocks.basic import CalloutBlock, CodeBlock, PictureBlock, StepsBlock, TableBlock
from kb.blocks.features import TEXT_FEATURES
from kb.blocks.media import DownloadBlock, VideoBlock


class PartsBlock(blocks.StreamBlock):
    """What an article, a variant and a shared text may hold: everything that explains."""

    text = blocks.RichTextBlock(
        label=_("Text"), features=TEXT_FEATURES, icon="pilcrow", template="kb/blocks/text.html"
    )
    steps = StepsBlock()
    callout = CalloutBlock()
    code = CodeBlock()
    table = TableBlock()
    picture = PictureBlock()
    video = VideoBlock()
    download = DownloadBlock()
