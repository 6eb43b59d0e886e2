"""What an article leaves behind when it is deleted."""

from django.utils.translation import gettext as _

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
