"""Doubts that the site itself finds in published articles."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils import timezone

from kb import signals
from kb.enums import CheckReason
from kb.models import ArticleCheck, ArticleFeedback, ArticlePage, FailedDeflection

WINDOW: Final = timedelta(days=7)
VOTES_MIN: Final = 10
DEFLECTIONS_MIN: Final = 3


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


def doubt_by_votes(*, article: ArticlePage) -> ArticleCheck | None:
    """Doubt an article whose published version got more No than Yes in a week, of ten or more."""
    votes = ArticleFeedback.objects.filter(
        article=article,
        revision_number=article.live_revision_id or 0,
        updated_at__gte=_since(article.pk, CheckReason.UNHELPFUL),
    ).aggregate(yes=Count("pk", filter=Q(helpful=True)), no=Count("pk", filter=Q(helpful=False)))
    if votes["yes"] + votes["no"] < VOTES_MIN or votes["no"] <= votes["yes"]:
        return None
    return open_check(article_id=article.pk, reason=CheckReason.UNHELPFUL)


def doubt_by_deflections(*, article_id: int) -> ArticleCheck | None:
    """Doubt an article after which three or more readers in a week had to ask."""
    failed = FailedDeflection.objects.filter(
        article=article_id, created_at__gte=_since(article_id, CheckReason.DEFLECTION)
    )
    if failed.count() < DEFLECTIONS_MIN:
        return None
    return open_check(article_id=article_id, reason=CheckReason.DEFLECTION)


def _since(article_id: int, reason: CheckReason) -> datetime:
    """From when on to count: a week, but nothing of before somebody checked for that reason."""
    start = timezone.now() - WINDOW
    closed = ArticleCheck.objects.filter(article=article_id, reason=reason).aggregate(
        latest=Max("closed_at")
    )["latest"]
    return max(start, closed) if closed else start
