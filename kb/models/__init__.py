"""Pages, promotions, provenance, feedback, shared texts and the review task."""

from kb.models.care import ArticleCheck
from kb.models.feedback import ArticleFeedback
from kb.models.pages import ArticlePage, ArticleTag, KBIndexPage, SectionPage
from kb.models.promotion import Promotion
from kb.models.provenance import ArticleSource
from kb.models.shared import SharedText
from kb.models.workflow import ExpertReviewTask

__all__ = [
    "ArticleCheck",
    "ArticleFeedback",
    "ArticlePage",
    "ArticleSource",
    "ArticleTag",
    "ExpertReviewTask",
    "KBIndexPage",
    "Promotion",
    "SectionPage",
    "SharedText",
]
