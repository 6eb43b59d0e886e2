"""The two steps of the review workflow: an editor's look at the content, and an expert's."""

import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.forms import TaskStateCommentForm
from wagtail.models import Task, TaskState, WorkflowState

from core.time_zones import site_today
from kb import signals
from kb.models.authorship import draft_author_ids, draft_editor_ids
from kb.models.pages import ArticlePage
from kb.models.reviewers import (
    CONTENT_PERMISSION,
    REVIEW_PERMISSION,
    changes_section,
    has_other_editors,
    is_in_field,
    is_small_fix,
    words_come_from_others,
)
from kb.models.shared import SharedText
from kb.models.ticket import ReviewTicket

if TYPE_CHECKING:
    from accounts.models import User
    from kb.models.authorship import Draft

REVIEWED: Final = (ArticlePage, SharedText)
"""What gives advice, and so needs somebody to check it."""

DAYS_ALLOWED: Final = 3
DAYS_ALLOWED_MAX: Final = 60


class ReasonForm(TaskStateCommentForm):
    """What has to change."""

    comment = forms.CharField(label=_("What has to change?"), widget=forms.Textarea({"rows": 2}))


class CheckTask(Task):
    """Somebody with a permission, but nobody who wrote the draft, approves it or sends it back.

    Wagtail asks a task before it offers an action and again before it performs one; both answers
    come from `may_check`, so no way through the CMS lets an author approve their own text.
    """

    days_allowed = models.PositiveSmallIntegerField(
        _("days allowed"),
        default=DAYS_ALLOWED,
        validators=[MinValueValidator(1), MaxValueValidator(DAYS_ALLOWED_MAX)],
        help_text=_("After so many days those who may check are reminded."),
    )

    permission: ClassVar[str]
    passing_comment: ClassVar[Any] = ""
    admin_form_fields: ClassVar = [*Task.admin_form_fields, "days_allowed"]

    class Meta:
        abstract = True

    @classmethod
    def may_check(cls, draft: "Draft", user: "User") -> bool:
        """Whether the person may judge this draft in this step, whoever has claimed it."""
        return user.has_perm(cls.permission) and user.pk not in draft_author_ids(draft)

    @classmethod
    def passes_at_once(cls, task_state: TaskState) -> bool:
        """Whether the step has nothing left to find out."""
        return False

    @classmethod
    def lets_section_pass(cls, section: Any) -> bool:
        """Whether a change of a section or of the index needs no look of this step's people."""
        return True

    def start(self, workflow_state: WorkflowState, user: "User | None" = None) -> TaskState:
        """Begin the step; sections and the index hold no advice, and most pass at once."""
        task_state: TaskState = super().start(workflow_state, user=user)
        if workflow_state.content_type.model_class() not in REVIEWED:
            if self.lets_section_pass(workflow_state.content_object):
                task_state.approve(user=user, update=False)
                return task_state
        elif self.passes_at_once(task_state):
            task_state.approve(user=user, update=False, comment=str(self.passing_comment))
            return task_state
        due_on = site_today() + datetime.timedelta(days=self.days_allowed)
        ReviewTicket.objects.create(task_state=task_state, due_on=due_on)
        signals.draft_submitted.send(
            sender=TaskState, task_state_id=task_state.pk, actor_id=user.pk if user else None
        )
        return task_state

    @transaction.atomic
    def on_action(
        self, task_state: TaskState, user: "User", action_name: str, **kwargs: Any
    ) -> None:
        draft = task_state.workflow_state.content_object
        editors = draft_editor_ids(draft)
        if not self.may_check(draft, user):
            raise PermissionDenied(str(_("Somebody who did not write this must check it.")))
        if ReviewTicket.holder_of(task_state, other_than=user) is not None:
            raise PermissionDenied(str(_("Somebody else is checking this draft right now.")))
        super().on_action(task_state, user, action_name, **kwargs)
        state = WorkflowState.objects.get(pk=task_state.workflow_state_id)
        if state.status != WorkflowState.STATUS_IN_PROGRESS:
            signals.draft_reviewed.send(
                sender=TaskState,
                task_state_id=task_state.pk,
                actor_id=user.pk,
                action=action_name,
                comment=kwargs.get("comment", ""),
                editor_ids=sorted(editors),
            )

    def get_form_for_action(self, action: str) -> type[TaskStateCommentForm]:
        """Sending a draft back without a reason helps nobody."""
        return ReasonForm if action == "reject" else TaskStateCommentForm

    def user_can_access_editor(self, obj: "Draft", user: "User") -> bool:
        return user.has_perm(self.permission)

    def locked_for_user(self, obj: "Draft", user: "User") -> bool:
        """While a draft is judged only its judges may touch it; authors can withdraw it."""
        return not user.has_perm(self.permission)

    def get_actions(self, obj: "Draft", user: "User") -> list[tuple[str, Any, bool]]:
        task_state = obj.current_workflow_task_state
        if not self.may_check(obj, user) or (
            task_state is not None and ReviewTicket.holder_of(task_state, other_than=user)
        ):
            return []
        return [
            ("reject", _("Ask for changes"), True),
            ("approve", _("Approve"), False),
            ("approve", _("Approve with comment"), True),
        ]

    def get_task_states_user_can_moderate(
        self, user: "User", **kwargs: Any
    ) -> "QuerySet[TaskState]":
        if not user.has_perm(self.permission):
            return TaskState.objects.none()
        waiting = TaskState.objects.filter(
            task_id=self.pk, status=TaskState.STATUS_IN_PROGRESS
        ).select_related("workflow_state")
        return TaskState.objects.filter(
            pk__in=[
                state.pk
                for state in waiting
                if self.may_check(state.workflow_state.content_object, user)
            ]
        )


class ContentCheckTask(CheckTask):
    """An editor who did not write the draft looks whether it says one thing, clearly, in our way.

    Who hands in what others wrote, be it an editor or somebody in the community, has looked
    already. So has everybody there is, where a shop has one editor only.
    """

    permission: ClassVar[str] = CONTENT_PERMISSION

    class Meta:
        verbose_name = _("content check")
        verbose_name_plural = _("content checks")

    @classmethod
    def get_description(cls) -> str:
        return str(_("An editor who did not write the draft approves it or asks for changes."))

    @classmethod
    def passes_at_once(cls, task_state: TaskState) -> bool:
        draft = task_state.workflow_state.content_object
        requester = task_state.workflow_state.requested_by
        if requester is None or not requester.has_perm(cls.permission):
            return False
        if cls.may_check(draft, requester) or words_come_from_others(draft, requester):
            return True
        return not has_other_editors(draft_author_ids(draft))


class ExpertReviewTask(CheckTask):
    """An expert of the article's field, who did not write the draft, judges whether it is right.

    Not of a small change that its editor calls small, once an editor who did not write it has
    checked it; the history of the review says so.
    """

    permission: ClassVar[str] = REVIEW_PERMISSION
    passing_comment: ClassVar[Any] = _("A small change: checked by an editor, no expert was asked.")

    class Meta:
        verbose_name = _("expert review")
        verbose_name_plural = _("expert reviews")

    @classmethod
    def get_description(cls) -> str:
        return str(_("An expert who did not write the draft approves it or asks for changes."))

    @classmethod
    def may_check(cls, draft: "Draft", user: "User") -> bool:
        return super().may_check(draft, user) and is_in_field(user, draft)

    @classmethod
    def lets_section_pass(cls, section: Any) -> bool:
        """Who may read a section, who judges in it, and the front page are no editor's alone."""
        return not changes_section(section)

    @classmethod
    def passes_at_once(cls, task_state: TaskState) -> bool:
        article = getattr(task_state.workflow_state.content_object, "specific", None)
        if not isinstance(article, ArticlePage) or not is_small_fix(article):
            return False
        checked = task_state.workflow_state.task_states.filter(
            status=TaskState.STATUS_APPROVED,
            task__content_type__model=ContentCheckTask._meta.model_name,
        )
        return checked.exclude(finished_by__in=draft_author_ids(article)).exists()
