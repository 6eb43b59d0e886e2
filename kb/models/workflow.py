"""The step of the review workflow in which an expert judges a draft."""

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.forms import TaskStateCommentForm
from wagtail.models import Page, Task, TaskState, WorkflowState

from kb import signals
from kb.authorship import draft_author_ids
from kb.models.pages import ArticlePage
from kb.models.shared import SharedText

if TYPE_CHECKING:
    from accounts.models import User

REVIEW_PERMISSION = "kb.review_article"
REVIEWED: Final = (ArticlePage, SharedText)
"""What gives advice, and so needs somebody to check it."""


class ReasonForm(TaskStateCommentForm):
    """What has to change."""

    comment = forms.CharField(label=_("What has to change?"), widget=forms.Textarea({"rows": 2}))


class ExpertReviewTask(Task):
    """An expert or moderator, but nobody who wrote the draft, approves it or sends it back.

    Wagtail asks a task before it offers an action and again before it performs one; both answers
    come from `may_review`, so no way through the CMS lets an author approve their own text.
    """

    class Meta:
        verbose_name = _("expert review")
        verbose_name_plural = _("expert reviews")

    @classmethod
    def get_description(cls) -> str:
        return str(_("An expert who did not write the draft approves it or asks for changes."))

    def start(self, workflow_state: WorkflowState, user: "User | None" = None) -> TaskState:
        """Begin the step; shelves (sections, the index) hold no advice and pass at once."""
        task_state: TaskState = super().start(workflow_state, user=user)
        if workflow_state.content_type.model_class() not in REVIEWED:
            task_state.approve(user=user, update=False)
        return task_state

    @staticmethod
    def may_review(page: Page, user: "User") -> bool:
        return user.has_perm(REVIEW_PERMISSION) and user.pk not in draft_author_ids(page)

    @transaction.atomic
    def on_action(
        self, task_state: TaskState, user: "User", action_name: str, **kwargs: Any
    ) -> None:
        page = task_state.workflow_state.content_object
        authors = draft_author_ids(page)
        if not user.has_perm(REVIEW_PERMISSION) or user.pk in authors:
            raise PermissionDenied(str(_("Somebody who did not write this draft must review it.")))
        super().on_action(task_state, user, action_name, **kwargs)
        if isinstance(page, SharedText):
            return
        signals.article_reviewed.send(
            sender=ArticlePage,
            article_id=page.pk,
            actor_id=user.pk,
            action=action_name,
            comment=kwargs.get("comment", ""),
            editor_ids=sorted(authors),
        )

    def get_form_for_action(self, action: str) -> type[TaskStateCommentForm]:
        """Sending a draft back without a reason helps nobody."""
        return ReasonForm if action == "reject" else TaskStateCommentForm

    def user_can_access_editor(self, obj: Page, user: "User") -> bool:
        return user.has_perm(REVIEW_PERMISSION)

    def locked_for_user(self, obj: Page, user: "User") -> bool:
        """While a draft is judged only its judges may touch it; authors can withdraw it."""
        return not user.has_perm(REVIEW_PERMISSION)

    def get_actions(self, obj: Page, user: "User") -> list[tuple[str, Any, bool]]:
        if not self.may_review(obj, user):
            return []
        return [
            ("reject", _("Ask for changes"), True),
            ("approve", _("Approve"), False),
            ("approve", _("Approve with comment"), True),
        ]

    def get_task_states_user_can_moderate(
        self, user: "User", **kwargs: Any
    ) -> "QuerySet[TaskState]":
        if not user.has_perm(REVIEW_PERMISSION):
            return TaskState.objects.none()
        waiting = TaskState.objects.filter(
            task_id=self.pk, status=TaskState.STATUS_IN_PROGRESS
        ).select_related("workflow_state")
        return TaskState.objects.filter(
            pk__in=[
                state.pk
                for state in waiting
                if self.may_review(state.workflow_state.content_object, user)
            ]
        )
