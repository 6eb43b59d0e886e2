"""Keeping articles and the answers below them in step.

Nothing here reacts to an event by itself: after each event the tasks of the articles concerned
are made equal to the findings (`kb.selectors.findings`). The nightly job does the same for all
articles, so a lost event is found, and a repeated one changes nothing.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import Conflict, InvalidInput
from core.notes import clean_note
from core.page_keys import advance
from kb import signals
from kb.cache_keys import article_key
from kb.enums import DriftCause, DriftOutcome, PromotionState
from kb.models import ArticleCheck, ArticlePage, ArticleSource, DriftTask, Promotion
from kb.permissions import check_can_keep_article
from kb.selectors.findings import (
    Finding,
    contradictions_of,
    findings_about_source,
    posts_behind,
    sources_to_compare,
)

if TYPE_CHECKING:
    from accounts.models import User

NOTE_MAX_LENGTH = 1000


class DriftMoved(Conflict):
    """The task changed, or somebody else resolved it, after it was shown."""

    code = "drift_moved"


def compare_question(*, question_id: int) -> None:
    """Bring the tasks of every article in line that stands on an answer of the question."""
    compare_articles(
        article_ids=ArticleSource.objects.filter(post__question=question_id)
        .order_by()
        .values_list("article_id", flat=True)
        .distinct()
    )


@transaction.atomic
def compare_articles(
    *, article_ids: Iterable[int], outcome: DriftOutcome = DriftOutcome.AUTO_RESOLVED
) -> int:
    """Open, renew and close tasks until they say what the findings say; returns how many changed.

    `outcome` is written on the tasks whose finding is gone.
    """
    wanted = sorted(set(article_ids))
    if not wanted:
        return 0
    advance(*map(article_key, wanted))
    articles = (
        ArticlePage.objects.select_for_update(no_key=True)
        .filter(pk__in=wanted)
        .defer_streamfields()
        .order_by("pk")
    )
    return sum(_compare(article, outcome) for article in articles)


def _compare(article: ArticlePage, outcome: DriftOutcome) -> int:
    sources = sources_to_compare(article)
    behind = posts_behind(sources)
    findings: dict[tuple[str, int], Finding] = {}
    for source in sources:
        found = findings_about_source(source, behind)
        _forget_settled(source, found)
        for finding in found:
            if source.settled.get(finding.cause) != finding.key:
                findings[_subject(finding.cause), source.pk] = finding
    for promotion, finding in contradictions_of(article):
        findings[_subject(finding.cause), promotion.pk] = finding
    open_tasks = {
        (_subject(task.cause), task.source_id or task.promotion_id or 0): task
        for task in DriftTask.objects.filter(article=article, closed_at=None)
    }
    changed = 0
    for place, task in open_tasks.items():
        if place not in findings:
            _close(task, outcome=outcome)
            changed += 1
    for place, finding in findings.items():
        known = open_tasks.get(place)
        changed += _open(article, place, finding) if known is None else _renew(known, finding)
    return changed


def _subject(cause: str) -> str:
    """What the cause is about: an answer is lost as a source in one way at a time.

    So an accepted answer that is deleted, or that another one follows, makes one task, not two.
    """
    withdrawn = (DriftCause.GONE, DriftCause.UNACCEPTED, DriftCause.SUPERSEDED)
    return "withdrawn" if cause in withdrawn else cause


def _forget_settled(source: ArticleSource, findings: list[Finding]) -> None:
    """A finding that is over is forgotten, so that it counts as new when it comes back."""
    causes = {finding.cause.value for finding in findings}
    kept = {cause: key for cause, key in source.settled.items() if cause in causes}
    if kept != source.settled:
        source.settled = kept
        source.save(update_fields=["settled"])


def _open(article: ArticlePage, place: tuple[str, int], finding: Finding) -> int:
    now = timezone.now()
    by_proposal = finding.cause == DriftCause.CONTRADICTED
    task = DriftTask.objects.create(
        article=article,
        source_id=None if by_proposal else place[1],
        promotion_id=place[1] if by_proposal else None,
        cause=finding.cause.value,
        finding=finding.key,
        post_id=finding.post_id,
        from_revision=finding.from_revision,
        to_revision=finding.to_revision,
        opened_at=now,
        updated_at=now,
    )
    _announce(task)
    return 1


def _renew(task: DriftTask, finding: Finding) -> int:
    """Update a task to its finding; its maintainer is told again where the cause is another one."""
    if (task.cause, task.finding, task.from_revision) == (
        finding.cause,
        finding.key,
        finding.from_revision,
    ):
        return 0
    is_other_cause = task.cause != finding.cause
    task.cause, task.finding, task.post_id = finding.cause.value, finding.key, finding.post_id
    task.from_revision, task.to_revision = finding.from_revision, finding.to_revision
    task.updated_at = timezone.now()
    task.save(
        update_fields=["cause", "finding", "post", "from_revision", "to_revision", "updated_at"]
    )
    if is_other_cause:
        _announce(task)
    return 1


def _announce(task: DriftTask) -> None:
    signals.article_drifted.send(
        sender=DriftTask, task_id=task.pk, article_id=task.article_id, cause=str(task.cause)
    )


def _close(
    task: DriftTask, *, outcome: DriftOutcome, actor: "User | None" = None, note: str = ""
) -> None:
    task.closed_at, task.closed_by = timezone.now(), actor
    task.outcome, task.note = outcome, note
    task.save(update_fields=["closed_at", "closed_by", "outcome", "note"])


@transaction.atomic
def resolve_drift(
    *, actor: "User", task: DriftTask, outcome: str, finding: str, note: str = ""
) -> DriftTask:
    """Say that the article was updated, or, with a reason, that it needs no change.

    `finding` is the one that the maintainer read on the page. An article counts as updated only if
    a version of it went live since the task opened.
    """
    promotion = _lock_promotion(task)
    article = ArticlePage.objects.select_for_update(no_key=True).get(pk=task.article_id)
    task = DriftTask.objects.select_for_update(no_key=True, of=("self",)).get(pk=task.pk)
    check_can_keep_article(actor, article)
    note = _clean(outcome, note)
    if not task.is_open:
        raise DriftMoved(_("This task has been resolved in the meantime."))
    if task.finding != finding:
        raise DriftMoved(_("It has changed again. Please review it once more."))
    if outcome == DriftOutcome.UPDATED:
        _require_publication(article, task)
    if promotion is not None:
        _settle_contradiction(task, promotion, actor, note)
    else:
        _settle_source(task)
    _close(task, outcome=DriftOutcome(outcome), actor=actor, note=note)
    return task


def _clean(outcome: str, note: str) -> str:
    if outcome not in (DriftOutcome.UPDATED, DriftOutcome.NO_CHANGE):
        raise InvalidInput(fields={"outcome": [_("Choose how to resolve it.")]})
    note = clean_note(note, field="note", maximum=NOTE_MAX_LENGTH)
    if outcome == DriftOutcome.NO_CHANGE and not note:
        raise InvalidInput(fields={"note": [_("Say why the article stays as it is.")]})
    return note


def _require_publication(article: ArticlePage, task: DriftTask) -> None:
    if article.last_published_at is None or article.last_published_at < task.opened_at:
        raise Conflict(_("No new version of the article has been published since."))


def _settle_source(task: DriftTask) -> None:
    """Remember what was decided on, so that the same finding opens no second task."""
    source = ArticleSource.objects.select_for_update(no_key=True, of=("self",)).get(
        drift_tasks=task
    )
    if task.cause == DriftCause.EDITED:
        source.post_revision = task.to_revision
    else:
        source.settled = source.settled | {task.cause: task.finding}
    source.save(update_fields=["post_revision", "settled"])


def _lock_promotion(task: DriftTask) -> Promotion | None:
    """The proposal behind a contradiction, locked before the article as a decision locks it."""
    if task.promotion_id is None:
        return None
    return Promotion.objects.select_for_update(of=("self",), no_key=True).get(pk=task.promotion_id)


def _settle_contradiction(task: DriftTask, promotion: Promotion, actor: "User", note: str) -> None:
    """An accepted contradiction that nothing followed from is declined, its doubt closed."""
    if promotion.state != PromotionState.ACCEPTED:
        raise Conflict(_("An editor has to decide on the proposal first."))
    promotion.state = PromotionState.DECLINED
    promotion.decision_note = note
    promotion.save(update_fields=["state", "decision_note"])
    ArticleCheck.objects.filter(promotion=promotion, closed_at=None).update(
        closed_at=timezone.now(), closed_by=actor
    )
    ArticleSource.objects.filter(
        article=task.article_id, post=promotion.answer_id, role="contradicts", live=False
    ).delete()
    signals.article_changed.send(sender=ArticlePage, article_id=task.article_id)


@transaction.atomic
def settle_by_publication(*, source_ids: Iterable[int], actor: "User | None") -> None:
    """Close the tasks of the sources whose blocks a published version changed.

    A version that leaves those blocks as they were closes nothing: that it went live is no sign
    that anybody looked at the drift. Its maintainer is offered to say so on the task's page.
    """
    tasks = DriftTask.objects.select_for_update(no_key=True, of=("self",)).filter(
        source__in=list(source_ids), closed_at=None
    )
    for task in tasks:
        _settle_source(task)
        _close(task, outcome=DriftOutcome.UPDATED, actor=actor)


def reconcile_drift() -> str:
    """Compare every article that stands on answers; finds what a lost event left behind."""
    sources = ArticleSource.objects.order_by().values_list("article_id", flat=True)
    accused = DriftTask.objects.filter(closed_at=None).values_list("article_id", flat=True)
    contradicted = Promotion.objects.filter(kind="contradict", article__isnull=False)
    article_ids = {*sources, *accused, *contradicted.values_list("article_id", flat=True)}
    changed = sum(compare_articles(article_ids=[article_id]) for article_id in sorted(article_ids))
    return f"{changed} drift tasks changed in {len(article_ids)} articles"
