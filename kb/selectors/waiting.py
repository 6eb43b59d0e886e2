"""What waits for the keepers of the knowledge base, as numbers."""

from dataclasses import dataclass

from kb.enums import CheckReason, PromotionState
from kb.models import ArticleCheck, Promotion
from kb.selectors.reviews import count_waiting_reviews


@dataclass(frozen=True)
class Waiting:
    """Counts for the front page of the CMS."""

    proposals: int
    reviews: int
    overdue: int
    contradicted: int


def count_waiting() -> Waiting:
    """Open work of all kinds; three queries."""
    reasons = list(
        ArticleCheck.objects.filter(closed_at=None, article__live=True).values_list(
            "reason", flat=True
        )
    )
    return Waiting(
        proposals=Promotion.objects.filter(state=PromotionState.PROPOSED).count(),
        reviews=count_waiting_reviews(),
        overdue=reasons.count(CheckReason.OVERDUE),
        contradicted=reasons.count(CheckReason.CONTRADICTED),
    )
