"""Keeping published articles true: issues, review dates and owners."""

import datetime
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import Conflict, InvalidInput
from core.notes import clean_note
from core.time_zones import site_today
from kb import signals
from kb.enums import CheckReason, PromotionKind, PromotionState
from kb.models import (
    ArticleCheck,
    ArticleFeedback,
    ArticlePage,
    ArticleSource,
    ArticleVerification,
    FailedDeflection,
    Promotion,
)
from kb.permissions import can_see_drafts, check_can_check_article, check_can_write_articles
from kb.selectors.review_schedule import next_review
from kb.services.drift import compare_articles

if TYPE_CHECKING:
    from accounts.models import User

WINDOW: Final = datetime.timedelta(days=7)
VOTES_MIN: Final = 10
DEFLECTIONS_MIN: Final = 3
CHECK_NOTE_MAX_LENGTH = 300


@transaction.atomic
def open_check(*, article_id: int, reason: CheckReason, note: str = "") -> ArticleCheck | None:
    """Doubt a published article for a reason; None where that doubt is open already."""
    article = ArticlePage.objects.select_for_update(no_key=True).get(pk=article_id)
    is_open = ArticleCheck.objects.filter(
        article=article, reason=reason, promotion=None, closed_at=None
    )
    if not article.live or is_open.exists():
        return None
    check = ArticleCheck.objects.create(
        article=article, reason=reason, note=note, opened_at=timezone.now()
    )
    signals.article_changed.send(sender=ArticlePage, article_id=article_id)
    signals.article_doubted.send(
        sender=ArticleCheck, check_id=check.pk, article_id=article_id, reason=reason.value
    )
    return check


def open_issue_by_votes(*, article: ArticlePage) -> ArticleCheck | None:
    """Doubt an article whose published version got more No than Yes in a week, of ten or more."""
    votes = ArticleFeedback.objects.filter(
        article=article,
        revision_number=article.live_revision_id or 0,
        updated_at__gte=_since(article.pk, CheckReason.UNHELPFUL),
    ).aggregate(yes=Count("pk", filter=Q(helpful=True)), no=Count("pk", filter=Q(helpful=False)))
    if votes["yes"] + votes["no"] < VOTES_MIN or votes["no"] <= votes["yes"]:
        return None
    return open_check(article_id=article.pk, reason=CheckReason.UNHELPFUL)


def open_issue_by_deflections(*, article_id: int) -> ArticleCheck | None:
    """Doubt an article after which three or more readers in a week had to ask."""
    failed = FailedDeflection.objects.filter(
        article=article_id, created_at__gte=_since(article_id, CheckReason.DEFLECTION)
    )
    if failed.count() < DEFLECTIONS_MIN:
        return None
    return open_check(article_id=article_id, reason=CheckReason.DEFLECTION)


def _since(article_id: int, reason: CheckReason) -> datetime.datetime:
    """From when on to count: a week, but nothing of before somebody checked for that reason."""
    start = timezone.now() - WINDOW
    closed = ArticleCheck.objects.filter(article=article_id, reason=reason).aggregate(
        latest=Max("closed_at")
    )["latest"]
    return max(start, closed) if closed else start


@transaction.atomic
def mark_stale_articles(*, today: datetime.date | None = None) -> int:
    """Open a check for each overdue article that has none, and return how many; safe to repeat."""
    overdue = (
        ArticlePage.objects.overdue(today or site_today())
        .exclude(checks__in=ArticleCheck.objects.filter(reason=CheckReason.OVERDUE, closed_at=None))
        .values_list("pk", flat=True)
    )
    now = timezone.now()
    article_ids = list(overdue)
    ArticleCheck.objects.bulk_create(
        [
            ArticleCheck(article_id=article_id, reason=CheckReason.OVERDUE, opened_at=now)
            for article_id in article_ids
        ],
        ignore_conflicts=True,
    )
    for article_id in article_ids:
        signals.article_changed.send(sender=ArticlePage, article_id=article_id)
    return len(article_ids)


@transaction.atomic
def assign_owner(*, actor: "User", article: ArticlePage, owner: "User") -> ArticlePage:
    """Hand an article over to somebody who writes or reviews; drafts keep their authors."""
    check_can_write_articles(actor)
    if not owner.is_active or not can_see_drafts(owner):
        raise InvalidInput(fields={"owner": [_("Choose somebody who writes or reviews articles.")]})
    article = ArticlePage.objects.select_for_update(no_key=True).get(pk=article.pk)
    if article.owner_id != owner.pk:
        ArticlePage.objects.filter(pk=article.pk).update(owner=owner)
        article.owner = owner
        signals.article_changed.send(sender=ArticlePage, article_id=article.pk)
    return article


def mark_verified(*, article_id: int, actor: "User", today: datetime.date, note: str = "") -> None:
    """Write down who checked an article today, and close what was open about it."""
    ArticlePage.objects.filter(pk=article_id).update(verified_on=today, verified_by=actor)
    ArticleVerification.objects.create(
        article_id=article_id, checked_by=actor, checked_on=today, note=note
    )
    close_checks(article_id=article_id, actor=actor)


def close_checks(*, article_id: int, actor: "User | None") -> None:
    """Close the open issues of an article."""
    ArticleCheck.objects.filter(article_id=article_id, closed_at=None).update(
        closed_at=timezone.now(), closed_by=actor
    )


@transaction.atomic
def confirm_article(*, actor: "User", article: ArticlePage, note: str = "") -> ArticlePage:
    """Confirm that a published article is correct: set the next check and close its issues.

    `note` says what was checked. It is stored with the closed issues.
    """
    article = ArticlePage.objects.select_for_update(no_key=True).get(pk=article.pk)
    check_can_check_article(actor, article)
    if not article.live:
        raise Conflict(_("This article is not published."))
    note = clean_note(note, field="note", maximum=CHECK_NOTE_MAX_LENGTH)
    today = site_today()
    mark_verified(article_id=article.pk, actor=actor, today=today, note=note)
    ArticlePage.objects.filter(pk=article.pk).update(review_due=next_review(article, today))
    _settle_contradictions(article.pk)
    compare_articles(article_ids=[article.pk])
    signals.article_changed.send(sender=ArticlePage, article_id=article.pk)
    return ArticlePage.objects.get(pk=article.pk)


def _settle_contradictions(article_id: int) -> None:
    """A contradiction that the check did not confirm leaves no proposal in work behind."""
    Promotion.objects.filter(
        article_id=article_id, kind=PromotionKind.CONTRADICT, state=PromotionState.ACCEPTED
    ).update(
        state=PromotionState.DECLINED,
        decision_note=_("The article was checked and found right."),
    )
    ArticleSource.objects.filter(article_id=article_id, role="contradicts", live=False).delete()
