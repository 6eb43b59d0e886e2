"""Drafts of every kind that wait for a judgement, and articles that are still in work."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.urls import reverse
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page, TaskState, WorkflowState

from kb.models import ArticlePage, ContentCheckTask, ExpertReviewTask, ReviewTicket, SectionPage
from kb.models.authorship import draft_authors
from kb.models.reviewers import (
    CONTENT_PERMISSION,
    experts_by_section,
    nearest_experts,
    sections_above,
)
from kb.models.tree import parent_path
from kb.models.workflow import CheckTask

if TYPE_CHECKING:
    from accounts.models import User
    from kb.models.authorship import Draft

DRAFTS_MAX: Final = 100
Key: TypeAlias = tuple[int, str]
"""The base content type of a draft and its number, as reviews have them."""


@dataclass(frozen=True)
class DraftLine:
    """A draft in the list; `ticket` is None while its editor is still at work.

    `article_id` is None for anything but an article: `kind` names what that is, and `url` leads to
    where it is edited and judged, "" for those who may not open it.
    """

    article_id: int | None
    kind: str
    title: str
    url: str
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
class _Queue:
    """What the lines of the list have in common, read once for all of them."""

    reviewer: "User"
    states: dict[Key, WorkflowState]
    tickets: dict[int, ReviewTicket]
    authors: dict[Key, set[int]]
    experts: dict[str, set[int]]
    titles: dict[str, str]


def list_drafts(reviewer: "User") -> list[DraftLine]:
    """Drafts: those handed in by the day they are due, then the rest.

    Of articles all with unpublished changes, of sections, the front page and shared texts those in
    review or sent back.
    """
    articles = list(
        ArticlePage.objects.filter(Q(live=False, expired=False) | Q(has_unpublished_changes=True))
        .filter(latest_revision__isnull=False)
        .select_related("owner", "latest_revision__user")
        .defer("body", "latest_revision__content")
        .order_by("latest_revision_created_at")[:DRAFTS_MAX]
    )
    states = _active_states(articles)
    pages, snippets = _other_drafts(states.values())
    drafts: list[Draft] = [*articles, *pages, *(text for texts in snippets for text in texts)]
    above = {path for page in (*articles, *pages) for path in sections_above(page.path)}
    queue = _Queue(
        reviewer=reviewer,
        states=states,
        tickets=tickets_of(states.values()),
        authors={
            key: authors
            for group in ([*articles, *pages], *snippets)
            for key, authors in _authors(group).items()
        },
        experts=experts_by_section(above),
        titles=dict(SectionPage.objects.filter(path__in=above).values_list("path", "title")),
    )
    return sorted((_draft_line(draft, queue) for draft in drafts), key=_urgency)


def _urgency(line: DraftLine) -> tuple[bool, datetime.date]:
    return line.ticket is None, line.ticket.due_on if line.ticket else datetime.date.max


def _key(draft: "Draft") -> Key:
    return draft.get_base_content_type().pk, str(draft.pk)


def _authors(drafts: "Sequence[Draft]") -> dict[Key, set[int]]:
    """Who wrote each draft; the drafts are of one kind, where all pages are one."""
    authors = draft_authors(drafts)
    return {_key(draft): authors[draft.pk] for draft in drafts}


def _active_states(articles: Iterable[ArticlePage]) -> dict[Key, WorkflowState]:
    """The reviews of these articles and of everything else; one query."""
    article_type = ContentType.objects.get_for_model(ArticlePage)
    listed = Q(content_type=article_type, object_id__in=[str(page.pk) for page in articles])
    states = WorkflowState.objects.active().filter(listed | ~Q(content_type=article_type))
    states = states.select_related("content_type", "current_task_state__task__content_type")
    return {(state.base_content_type_id, state.object_id): state for state in states}


def _other_drafts(states: Iterable[WorkflowState]) -> "tuple[list[Page], list[list[Draft]]]":
    """The pages in review that are no articles, and the snippets, each kind for itself."""
    page_type = ContentType.objects.get_for_model(Page)
    wanted: dict[int, list[str]] = {}
    for state in states:
        if state.content_type.model_class() is not ArticlePage:
            wanted.setdefault(state.base_content_type_id, []).append(state.object_id)
    found: dict[int, list[Any]] = {}
    for kind, keys in wanted.items():
        model: Any = ContentType.objects.get_for_id(kind).model_class()
        users = ["owner"] if model is Page else []
        rows = model._default_manager.filter(pk__in=keys[:DRAFTS_MAX])
        rows = rows.select_related("latest_revision__user", *users)
        found[kind] = list(rows.defer("latest_revision__content"))
    return found.pop(page_type.pk, []), list(found.values())


def tickets_of(states: Iterable[WorkflowState]) -> dict[int, ReviewTicket]:
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


def _draft_line(draft: "Draft", queue: _Queue) -> DraftLine:
    key = _key(draft)
    state = queue.states.get(key)
    in_review = state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS
    revision = draft.latest_revision
    step = _step_class(state)
    authors = queue.authors[key]
    task_state_id = state.current_task_state_id if state is not None else None
    is_article = isinstance(draft, ArticlePage)
    return DraftLine(
        article_id=draft.pk if is_article else None,
        kind="" if is_article or state is None else _kind(state),
        title=getattr(draft, "draft_title", "") or str(draft),
        url=_url(draft, step, queue.reviewer),
        section=queue.titles.get(parent_path(getattr(draft, "path", "")), ""),
        editor=(revision.user if revision else None) or getattr(draft, "owner", None),
        changed_at=revision.created_at if revision else None,
        submitted_at=state.created_at if state is not None and in_review else None,
        sent_back=state is not None and not in_review,
        is_update=draft.live,
        may_review=_may_review(draft, step, queue),
        is_author=queue.reviewer.pk in authors,
        step=str(step._meta.verbose_name),
        ticket=queue.tickets.get(task_state_id) if task_state_id and in_review else None,
        goes_live_at=revision.approved_go_live_at if revision else None,
    )


def _kind(state: WorkflowState) -> str:
    model = state.content_type.model_class()
    return str(model._meta.verbose_name) if model else ""


def _url(draft: "Draft", step: type[CheckTask], reader: "User") -> str:
    """Where the draft is judged: an article beside its sources, anything else in the CMS."""
    if isinstance(draft, ArticlePage):
        return reverse("kb:review-detail", args=[draft.pk])
    if reader.has_perm(step.permission) or reader.has_perm(CONTENT_PERMISSION):
        return str(AdminURLFinder().get_edit_url(draft) or "")
    return ""


def _may_review(draft: "Draft", step: type[CheckTask], queue: _Queue) -> bool:
    """The same as `step.may_check`, from what was read for all lines."""
    reviewer, authors = queue.reviewer, queue.authors[_key(draft)]
    if not reviewer.has_perm(step.permission) or reviewer.pk in authors:
        return False
    named = nearest_experts(getattr(draft, "path", ""), queue.experts) - authors
    return step is ContentCheckTask or reviewer.is_superuser or not named or reviewer.pk in named
