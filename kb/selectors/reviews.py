"""Drafts that wait for an expert, and what an expert needs to judge one."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.contrib.auth import get_user_model
from django.db.models import Q
from wagtail.models import TaskState, WorkflowState

from community.text.diff import DiffLine
from kb.authorship import draft_author_ids, draft_authors
from kb.enums import CheckReason
from kb.models import (
    ArticleCheck,
    ArticlePage,
    ArticleSource,
    ContentCheckTask,
    ExpertReviewTask,
    ReviewTicket,
    SectionPage,
)
from kb.models.workflow import CheckTask
from kb.permissions import can_review_article, step_of
from kb.reviewers import (
    MODEL_BACKEND,
    experts_by_section,
    field_expert_ids,
    nearest_experts,
    sections_above,
)
from kb.selectors.comparison import ComparedSource, compare_source, compare_versions
from kb.selectors.shared import body_in_language
from kb.selectors.translations import original_of
from kb.text.body import RenderedBody, render_body
from kb.tree import parent_path

if TYPE_CHECKING:
    from accounts.models import User

DRAFTS_MAX: Final = 100


@dataclass(frozen=True)
class DraftLine:
    """A draft in the list; `ticket` is None while its editor is still at work."""

    article_id: int
    title: str
    section: str
    editor: "User | None"
    changed_at: datetime.datetime | None
    submitted_at: datetime.datetime | None
    sent_back: bool
    is_update: bool
    may_review: bool
    is_author: bool
    step: str
    ticket: ReviewTicket | None
    goes_live_at: datetime.datetime | None


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


@dataclass(frozen=True)
class _Queue:
    """What the lines of the list have in common, read once for all of them."""

    reviewer: "User"
    states: dict[int, WorkflowState]
    tickets: dict[int, ReviewTicket]
    authors: dict[int, set[int]]
    experts: dict[str, set[int]]
    titles: dict[str, str]


def list_drafts(reviewer: "User") -> list[DraftLine]:
    """Drafts with unpublished changes: those handed in by the day they are due, then the rest."""
    drafts = list(
        ArticlePage.objects.filter(Q(live=False, expired=False) | Q(has_unpublished_changes=True))
        .filter(latest_revision__isnull=False)
        .select_related("owner", "latest_revision__user")
        .defer("body", "latest_revision__content")
        .order_by("latest_revision_created_at")[:DRAFTS_MAX]
    )
    states = _active_states([draft.pk for draft in drafts])
    above = {path for draft in drafts for path in sections_above(draft.path)}
    queue = _Queue(
        reviewer=reviewer,
        states=states,
        tickets=_tickets(states.values()),
        authors=draft_authors(drafts),
        experts=experts_by_section(above),
        titles=dict(SectionPage.objects.filter(path__in=above).values_list("path", "title")),
    )
    lines = [_draft_line(draft, queue) for draft in drafts]
    return sorted(lines, key=_urgency)


def _urgency(line: DraftLine) -> tuple[bool, datetime.date]:
    return line.ticket is None, line.ticket.due_on if line.ticket else datetime.date.max


def _active_states(article_ids: list[int]) -> dict[int, WorkflowState]:
    states = WorkflowState.objects.active().filter(
        object_id__in=[str(article_id) for article_id in article_ids],
        content_type__app_label="kb",
        content_type__model="articlepage",
    )
    return {
        int(state.object_id): state
        for state in states.select_related("current_task_state__task__content_type")
    }


def _tickets(states: Iterable[WorkflowState]) -> dict[int, ReviewTicket]:
    """The ticket of each step in progress, by task state; one query."""
    wanted = [state.current_task_state_id for state in states]
    tickets = ReviewTicket.objects.filter(
        task_state__in=wanted, task_state__status=TaskState.STATUS_IN_PROGRESS
    )
    return {ticket.task_state_id: ticket for ticket in tickets.select_related("claimed_by")}


def _step_class(state: WorkflowState | None) -> type[CheckTask]:
    current = state.current_task_state if state is not None else None
    if current is not None and current.task.content_type.model == ContentCheckTask._meta.model_name:
        return ContentCheckTask
    return ExpertReviewTask


def _draft_line(draft: ArticlePage, queue: _Queue) -> DraftLine:
    state = queue.states.get(draft.pk)
    in_review = state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS
    revision = draft.latest_revision
    step = _step_class(state)
    authors = queue.authors[draft.pk]
    task_state_id = state.current_task_state_id if state is not None else None
    return DraftLine(
        article_id=draft.pk,
        title=draft.draft_title,
        section=queue.titles.get(parent_path(draft.path), ""),
        editor=(revision.user if revision else None) or draft.owner,
        changed_at=draft.latest_revision_created_at,
        submitted_at=state.created_at if state is not None and in_review else None,
        sent_back=state is not None and not in_review,
        is_update=draft.live,
        may_review=_may_review(draft, step, queue),
        is_author=queue.reviewer.pk in authors,
        step=str(step._meta.verbose_name),
        ticket=queue.tickets.get(task_state_id) if task_state_id and in_review else None,
        goes_live_at=revision.approved_go_live_at if revision else None,
    )


def _may_review(draft: ArticlePage, step: type[CheckTask], queue: _Queue) -> bool:
    """The same as `can_review_article`, from what was read for all lines."""
    reviewer, authors = queue.reviewer, queue.authors[draft.pk]
    if not reviewer.has_perm(step.permission) or reviewer.pk in authors:
        return False
    named = nearest_experts(draft.path, queue.experts) - authors
    return step is ContentCheckTask or reviewer.is_superuser or not named or reviewer.pk in named


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
        ticket=next(iter(_tickets([state] if state else []).values()), None),
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
