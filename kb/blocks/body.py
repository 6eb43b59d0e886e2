"""The stream that is an article's body."""

from kb.blocks.basic import CitationBlock, FaqBlock, SourceMarkBlock
from kb.blocks.linked import AskBlock, RelatedLinksBlock, SharedTextBlock
from kb.blocks.parts import PartsBlock
from kb.blocks.variants import VariantsBlock


class ArticleBodyBlock(PartsBlock):
    """The blocks an article may hold, in any order."""

    faq = FaqBlock()
    quote = CitationBlock()
    variants = VariantsBlock()
    snippet = SharedTextBlock("kb.SharedText")
    related = RelatedLinksBlock()
    ask = AskBlock()
    source_mark = SourceMarkBlock()

    class Meta:
        block_counts = {"source_mark": {"max_num": 50}}
