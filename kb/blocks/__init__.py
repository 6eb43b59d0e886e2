"""What an article's body is made of."""

from kb.blocks.body import ArticleBodyBlock
from kb.blocks.features import INLINE_FEATURES, SIMPLE_FEATURES, TEXT_FEATURES
from kb.blocks.parts import PartsBlock

__all__ = [
    "INLINE_FEATURES",
    "SIMPLE_FEATURES",
    "TEXT_FEATURES",
    "ArticleBodyBlock",
    "PartsBlock",
]
