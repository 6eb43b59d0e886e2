"""What Wagtail does at the end of a review; named by WAGTAIL_FINISH_WORKFLOW_ACTION.

Wagtail imports this while its own models load, so nothing here imports a model.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wagtail.models import WorkflowState

    from accounts.models import User


def publish_reviewed(workflow_state: "WorkflowState", user: "User | None" = None) -> None:
    """Publish the reviewed version and record who checked it.

    Reviewers have no permission to publish: only what a workflow approved goes live through
    them, so Wagtail's own check is skipped here and nowhere else.
    """
    from kb.selectors.reviews import expert_of  # noqa: PLC0415 - the same
    from kb.services.publication import publish_approved  # noqa: PLC0415 - see the module's docstring

    publish_approved(
        draft=workflow_state.content_object, actor=user, checked_by=expert_of(workflow_state)
    )
