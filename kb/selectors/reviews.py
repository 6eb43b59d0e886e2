"""Drafts that wait for an expert, and what an expert needs to judge one."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import Q
from wagtail.models import WorkflowState

from kb.authorship import draft_authors
from kb.body import RenderedBody, render_body
from kb.enums import CheckReason
from kb.models import ArticleCheck, ArticlePage, ArticleSource, ExpertReviewTask, SectionPage
from kb.permissions import can_review_article, can_review_articles

if TYPE_CHECKING:
    from accounts.models import User

DRAFTS_MAX: Final = 100


@dataclass(frozen=True)
class DraftLine:
    """A draft in the list; `submitted_at` is None while its editor is still at work."""

    article_id: int
    title: str
    section: str
    editor: "User | None"
    changed_at: datetime.datetime | None
    submitted_at: datetime.datetime | None
    sent_back: bool
    is_update: bool
    may_review: bool


@dataclass(frozen=True)
class ReviewView:
    """A draft beside the answers it stands on."""

    article: ArticlePage
    draft: ArticlePage
    body: RenderedBody
    live_body: RenderedBody | None
    sources: tuple[ArticleSource, ...]
    checks: tuple[ArticleCheck, ...]
    state: WorkflowState | None
    last_comment: str
    may_review: bool

    @property
    def has_changes(self) -> bool:
        return not self.article.live or self.article.has_unpublished_changes

    @property
    def is_submitted(self) -> bool:
        return self.state is not None and self.state.status == WorkflowState.STATUS_IN_PROGRESS


def list_drafts(reviewer: "User") -> list[DraftLine]:
    """Drafts with unpublished changes, those handed in first, the longest waiting on top."""
    drafts = list(
        ArticlePage.objects.filter(Q(live=False, expired=False) | Q(has_unpublished_changes=True))
        .filter(latest_revision__isnull=False)
        .select_related("owner", "latest_revision__user")
        .defer("body", "latest_revision__content")
        .order_by("latest_revision_created_at")[:DRAFTS_MAX]
    )
    states = _active_states([draft.pk for draft in drafts])
    authors = draft_authors(drafts)
    reviews = can_review_articles(reviewer)
    parents = {draft.path[: -draft.steplen] for draft in drafts}
    titles = dict(SectionPage.objects.filter(path__in=parents).values_list("path", "title"))
    lines = [
        _draft_line(
            draft,
            states.get(draft.pk),
            titles,
            may_review=reviews and reviewer.pk not in authors[draft.pk],
        )
        for draft in drafts
    ]
    return sorted(lines, key=lambda line: line.submitted_at is None)


def count_waiting_reviews() -> int:
    """How many drafts have been handed in and not yet judged; one query."""
    return WorkflowState.objects.filter(
        status=WorkflowState.STATUS_IN_PROGRESS,
        current_task_state__task__content_type__model=ExpertReviewTask._meta.model_name,
    ).count()


def _active_states(article_ids: list[int]) -> dict[int, WorkflowState]:
    states = WorkflowState.objects.active().filter(
        object_id__in=[str(article_id) for article_id in article_ids],
        content_type__app_label="kb",
        content_type__model="articlepage",
    )
    return {int(state.object_id): state for state in states}


def _draft_line(
    draft: ArticlePage, state: WorkflowState | None, titles: dict[str, str], *, may_review: bool
) -> DraftLine:
    in_review = state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS
    revision = draft.latest_revision
    return DraftLine(
        article_id=draft.pk,
        title=draft.draft_title,
        section=titles.get(draft.path[: -draft.steplen], ""),
        editor=(revision.user if revision else None) or draft.owner,
        changed_at=draft.latest_revision_created_at,
        submitted_at=state.created_at if state is not None and in_review else None,
        sent_back=state is not None and not in_review,
        is_update=draft.live,
        may_review=may_review,
    )


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
    return ReviewView(
        article=article,
        draft=draft,
        body=render_body(draft.body, for_editors=True),
        live_body=render_body(article.body) if article.live else None,
        sources=tuple(sources.order_by("created_at", "pk")),
        checks=tuple(checks.exclude(reason=CheckReason.OVERDUE)),
        state=state,
        last_comment=_last_comment(state),
        may_review=can_review_article(reviewer, article),
    )


def _last_comment(state: WorkflowState | None) -> str:
    """What a reviewer asked for when they sent the draft back last."""
    if state is None:
        return ""
    rejected = state.task_states.filter(status="rejected").order_by("-finished_at").first()
    return rejected.comment if rejected else ""
