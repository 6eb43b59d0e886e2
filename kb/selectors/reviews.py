"""What an expert needs to judge a draft, and who may."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from wagtail.models import TaskState, WorkflowState

from community.text.diff import DiffLine
from kb.enums import CheckReason
from kb.models import (
    ArticleCheck,
    ArticlePage,
    ArticleSource,
    ContentCheckTask,
    ExpertReviewTask,
    ReviewTicket,
)
from kb.models.authorship import draft_author_ids
from kb.models.reviewers import MODEL_BACKEND, field_expert_ids
from kb.models.workflow import CheckTask
from kb.permissions import can_review_article, step_of
from kb.selectors.comparison import ComparedSource, compare_source, compare_versions
from kb.selectors.review_queue import tickets_of
from kb.selectors.shared import body_in_language
from kb.selectors.translations import original_of
from kb.text.body import RenderedBody, render_body

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class ReviewView:
    """A draft beside the answers it stands on."""

    article: ArticlePage
    draft: ArticlePage
    body: RenderedBody
    live_body: RenderedBody | None
    original: ArticlePage | None
    original_body: RenderedBody | None
    changes: tuple[DiffLine, ...]
    sources: tuple[ComparedSource, ...]
    checks: tuple[ArticleCheck, ...]
    state: WorkflowState | None
    step: str
    is_content_check: bool
    ticket: ReviewTicket | None
    last_comment: str
    may_review: bool
    is_author: bool

    @property
    def has_changes(self) -> bool:
        is_changed = not self.article.live or self.article.has_unpublished_changes
        return is_changed and self.goes_live_at is None

    @property
    def goes_live_at(self) -> datetime.datetime | None:
        """When the draft, which is approved, goes live by itself."""
        revision = self.article.latest_revision
        return revision.approved_go_live_at if revision else None

    @property
    def is_submitted(self) -> bool:
        return self.state is not None and self.state.status == WorkflowState.STATUS_IN_PROGRESS


def get_review(article: ArticlePage, reviewer: "User") -> ReviewView:
    """The draft, what is live, and the answers that went or want to go into it."""
    draft: ArticlePage = article.get_latest_revision_as_object()
    state = article.current_workflow_state
    sources = ArticleSource.objects.filter(article=article).select_related(
        "post__question", "post__author"
    )
    checks = ArticleCheck.objects.filter(article=article, closed_at=None).select_related(
        "promotion__answer__author", "promotion__answer__question"
    )
    step = step_of(article)
    original = original_of(article)
    may_review = can_review_article(reviewer, article)
    return ReviewView(
        article=article,
        draft=draft,
        body=render_body(body_in_language(draft), for_editors=True),
        live_body=render_body(body_in_language(article)) if article.live else None,
        original=original,
        original_body=render_body(body_in_language(original)) if original else None,
        changes=compare_versions(article, draft) if article.live else (),
        sources=tuple(
            compare_source(source, draft.body) for source in sources.order_by("created_at", "pk")
        ),
        checks=tuple(checks.exclude(reason=CheckReason.OVERDUE)),
        state=state,
        step=str(step._meta.verbose_name),
        is_content_check=step is ContentCheckTask,
        ticket=next(iter(tickets_of([state] if state else []).values()), None),
        last_comment=_last_comment(state),
        may_review=may_review,
        is_author=not may_review and reviewer.pk in draft_author_ids(article),
    )


def _last_comment(state: WorkflowState | None) -> str:
    """What a reviewer asked for when they sent the draft back last."""
    if state is None:
        return ""
    rejected = state.task_states.filter(status="rejected").order_by("-finished_at").first()
    return rejected.comment if rejected else ""


def checker_ids(task_state: TaskState) -> list[int]:
    """The people who may do a check that waits; administrators where nobody else may."""
    step = type(task_state.task.specific)
    if not issubclass(step, CheckTask):
        return []
    draft = task_state.workflow_state.content_object
    authors = draft_author_ids(draft)
    named = field_expert_ids(draft) if step is ExpertReviewTask else set()
    people = get_user_model().objects.with_perm(
        step.permission, include_superusers=False, backend=MODEL_BACKEND
    )
    others = set(people.values_list("pk", flat=True)) - authors
    if able := others & named if named else others:
        return sorted(able)
    administrators = get_user_model().objects.filter(is_superuser=True, is_active=True)
    return sorted(set(administrators.values_list("pk", flat=True)) - authors)


def expert_of(state: WorkflowState) -> "User | None":
    """The expert who approved the draft in this review; None where no expert was asked."""
    approved = state.task_states.filter(
        status=TaskState.STATUS_APPROVED,
        review_ticket__isnull=False,
        task__content_type__model=ExpertReviewTask._meta.model_name,
    )
    last = approved.select_related("finished_by").order_by("-finished_at", "-pk").first()
    return last.finished_by if last else None
