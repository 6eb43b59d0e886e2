"""Who is told of the review of a draft: those who may judge it, and those who wrote it.

A draft is of an article, a shared text, a section or the front page. As in `fanout`, each function
reads the database as it is now.
"""

from typing import Any

from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import TaskState

from kb.models import ArticlePage
from kb.selectors.reviews import checker_ids
from notifications.kinds import Kind
from notifications.services.delivery import notify


def notify_submission(*, task_state_id: int, actor_id: int | None) -> None:
    """Everybody who may do the check that the draft waits for now."""
    _ask_for_review(task_state_id=task_state_id, actor_id=actor_id, variant="requested")


def notify_late_review(*, task_state_id: int) -> None:
    """The same people, when the day has come by which somebody should have checked it."""
    _ask_for_review(task_state_id=task_state_id, actor_id=None, variant="overdue")


def _ask_for_review(*, task_state_id: int, actor_id: int | None, variant: str) -> None:
    step = _step(task_state_id)
    if step.status != TaskState.STATUS_IN_PROGRESS:
        return
    notify(
        kind=Kind.REVIEW,
        variant=variant,
        recipients=checker_ids(step),
        actor_id=actor_id,
        event_key=f"review:{task_state_id}:{variant}",
        **_about(step),
    )


def notify_review(
    *, task_state_id: int, actor_id: int | None, action: str, editor_ids: list[int]
) -> None:
    """Those who wrote the draft."""
    notify(
        kind=Kind.REVIEW,
        variant="approved" if action == "approve" else "rejected",
        recipients=editor_ids,
        actor_id=actor_id,
        event_key=f"reviewed:{task_state_id}:{action}",
        **_about(_step(task_state_id)),
    )


def _step(task_state_id: int) -> TaskState:
    steps = TaskState.objects.select_related("task", "workflow_state__content_type")
    step: TaskState = steps.get(pk=task_state_id)
    return step


def _about(step: TaskState) -> dict[str, Any]:
    """The article; of anything else that is reviewed its title, and where it is edited."""
    state = step.workflow_state
    if state.content_type.model_class() is ArticlePage:
        return {"article_id": int(state.object_id)}
    draft = state.content_object
    draft = getattr(draft, "specific", draft)
    title = getattr(draft, "draft_title", "") or str(draft)
    return {"data": {"title": title, "url": AdminURLFinder().get_edit_url(draft)}}
