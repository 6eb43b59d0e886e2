"""Which function tells of which event, and who is told of the way into the knowledge base.

The forum's part is in `audience` (who) and `forum` (when). Each function reads the database as it
is now, so that a late or repeated call tells nothing wrong and nothing twice.
"""

from collections.abc import Callable
from typing import Final

from django.contrib.auth.backends import ModelBackend

from accounts.models import User
from kb.models import ArticlePage, DriftTask, Promotion
from kb.permissions import can_read
from kb.selectors.maintenance import maintainer_ids
from notifications.kinds import Kind
from notifications.services import forum
from notifications.services.articles import (
    notify_drift,
    notify_handled_feedback,
    notify_issue,
    notify_revision,
)
from notifications.services.delivery import Targets, notify
from notifications.services.reviews import notify_late_review, notify_review, notify_submission

MODEL_BACKEND: Final = f"{ModelBackend.__module__}.{ModelBackend.__qualname__}"


def notify_proposal(*, promotion_id: int) -> None:
    """Editors, and the author whose answer somebody else proposed.

    Whoever keeps an article that the answer contradicts hears of that as drift, and so not here.
    """
    promotion = Promotion.objects.select_related("answer", "article").get(pk=promotion_id)
    tasks = DriftTask.objects.filter(promotion=promotion).select_related("article__owner")
    maintainers = {maintainer for task in tasks for maintainer in maintainer_ids(task.article)}
    editors = User.objects.with_perm(
        "kb.decide_promotion", include_superusers=False, backend=MODEL_BACKEND
    )
    about: Targets = {
        "promotion_id": promotion_id,
        "post_id": promotion.answer_id,
        "question_id": promotion.answer.question_id,
    }
    notify(
        kind=Kind.PROPOSAL,
        recipients=set(editors.values_list("pk", flat=True)) - maintainers,
        actor_id=promotion.proposed_by_id,
        event_key=f"promotion:{promotion_id}:proposal",
        **about,
    )
    notify(
        kind=Kind.PROMOTION,
        variant="proposed",
        recipients=[promotion.answer.author_id],
        actor_id=promotion.proposed_by_id,
        event_key=f"promotion:{promotion_id}:proposed",
        **about,
    )


def notify_promotion(*, promotion_id: int) -> None:
    """The author of the answer and who proposed it, at each step of its way."""
    promotion = Promotion.objects.select_related("answer").get(pk=promotion_id)
    if promotion.decided_at is None:
        return
    told = {promotion.answer.author_id, promotion.proposed_by_id}
    readers = _readers_of(promotion.article, told)
    for recipients, article_id in ((readers, promotion.article_id), (told - readers, None)):
        notify(
            kind=Kind.PROMOTION,
            variant=promotion.state,
            recipients=recipients,
            actor_id=promotion.decided_by_id if promotion.published_at is None else None,
            event_key=f"promotion:{promotion_id}:{promotion.state}",
            promotion_id=promotion_id,
            post_id=promotion.answer_id,
            question_id=promotion.answer.question_id,
            article_id=article_id,
        )


def _readers_of(article: ArticlePage | None, user_ids: set[int]) -> set[int]:
    """Those whom the article may be named to: nobody else learns its title."""
    if article is None:
        return set()
    return {user.pk for user in User.objects.filter(pk__in=user_ids) if can_read(user, article)}


EVENTS: Final[dict[str, Callable[..., None]]] = {
    "question_asked": forum.notify_post,
    "answer_posted": forum.notify_post,
    "comment_posted": forum.notify_comment,
    "comment_changed": forum.notify_comment_state,
    "users_mentioned": forum.notify_added_mentions,
    "answer_accepted": forum.notify_acceptance,
    "post_edited": forum.notify_edit,
    "post_state_changed": forum.notify_post_state,
    "question_closed": forum.notify_closing,
    "question_reopened": forum.notify_reopening,
    "question_locked": forum.notify_locking,
    "question_unlocked": forum.notify_unlocking,
    "promotion_proposed": notify_proposal,
    "promotion_decided": notify_promotion,
    "promotion_published": notify_promotion,
    "draft_submitted": notify_submission,
    "draft_reviewed": notify_review,
    "review_overdue": notify_late_review,
    "article_drifted": notify_drift,
    "article_doubted": notify_issue,
    "article_revised": notify_revision,
    "article_feedback_handled": notify_handled_feedback,
}
