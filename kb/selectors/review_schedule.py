"""How long an article stays checked."""

import datetime
from datetime import timedelta
from typing import Final

from django.conf import settings

from kb.models import ArticlePage, SectionPage
from kb.models.tree import ancestor_paths

POLICY_REVIEW_INTERVAL_DAYS: Final = 90
"""For sections about prices and policies; an editor sets it on the section."""


def review_days(article: ArticlePage) -> int:
    """The days of the nearest section above that says any, else the site's; one query."""
    said = (
        SectionPage.objects.filter(path__in=ancestor_paths(article.path))
        .exclude(review_days=None)
        .order_by("-depth")
        .values_list("review_days", flat=True)
        .first()
    )
    return int(said or settings.STOA_REVIEW_INTERVAL_DAYS)


def next_review(article: ArticlePage, today: datetime.date) -> datetime.date:
    """When an article checked today is to be checked again."""
    return today + timedelta(days=review_days(article))
