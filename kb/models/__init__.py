"""Pages, promotions, provenance, feedback, shared texts and the review task."""

from kb.models.change import ArticleChange
from kb.models.checks import ArticleCheck, ArticleVerification
from kb.models.deflection import FailedDeflection
from kb.models.drift import DriftTask
from kb.models.feedback import ArticleFeedback
from kb.models.links import LinkTarget, LinkUse
from kb.models.pages import ArticlePage, ArticleTag, KBIndexPage, SectionPage
from kb.models.promotion import Promotion
from kb.models.provenance import ArticleSource
from kb.models.readership import ArticleViews
from kb.models.shared import SharedText
from kb.models.template import ArticleTemplate
from kb.models.ticket import ReviewTicket
from kb.models.translations import ArticleTranslation, SectionName
from kb.models.workflow import ContentCheckTask, ExpertReviewTask

__all__ = [
    "ArticleChange",
    "ArticleCheck",
    "ArticleFeedback",
    "ArticlePage",
    "ArticleSource",
    "ArticleTag",
    "ArticleTemplate",
    "ArticleTranslation",
    "ArticleVerification",
    "ArticleViews",
    "ContentCheckTask",
    "DriftTask",
    "ExpertReviewTask",
    "FailedDeflection",
    "KBIndexPage",
    "LinkTarget",
    "LinkUse",
    "Promotion",
    "ReviewTicket",
    "SectionName",
    "SectionPage",
    "SharedText",
]
