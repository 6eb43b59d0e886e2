"""Finding articles whose date for the next check has passed."""

import datetime

from django.db import transaction
from django.utils import timezone

from core.time_zones import site_today
from kb import signals
from kb.enums import CheckReason
from kb.models import ArticleCheck, ArticlePage


@transaction.atomic
def mark_stale_articles(*, today: datetime.date | None = None) -> int:
    """Open a check for each overdue article that has none, and return how many; safe to repeat."""
    overdue = (
        ArticlePage.objects.due_for_review(today or site_today())
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
