"""What is left of proposals when their article or their answer is deleted."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from community.enums import PostState
from kb.enums import PromotionKind, PromotionState
from kb.models import Promotion


def release_promotions(*, article_id: int) -> None:
    """Give proposals in work back: a new article can be made again, the rest has no aim left."""
    waiting = Promotion.objects.filter(article_id=article_id)
    waiting.filter(kind=PromotionKind.CREATE, state=PromotionState.ACCEPTED).update(
        state=PromotionState.PROPOSED,
        decided_by=None,
        decided_at=None,
        decision_note=_("The draft was deleted."),
    )
    waiting.exclude(kind=PromotionKind.CREATE).filter(state=PromotionState.ACCEPTED).update(
        state=PromotionState.DECLINED, decision_note=_("The article was deleted.")
    )


def close_proposals(*, question_id: int) -> int:
    """Close what was proposed of answers that are deleted, themselves or with their thread.

    Nobody is told that a proposal was declined: whoever deleted the answer knows why.
    """
    gone = Q(answer__state=PostState.DELETED) | Q(answer__question__state=PostState.DELETED)
    return Promotion.objects.filter(
        gone, answer__question=question_id, state=PromotionState.PROPOSED
    ).update(
        state=PromotionState.DECLINED,
        decided_by=None,
        decided_at=timezone.now(),
        decision_note=_("The answer was deleted."),
    )
