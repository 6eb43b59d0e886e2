"""Once a week each maintainer is told which articles wait for a check."""

import datetime
from datetime import timedelta
from typing import Any, Final

from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from accounts.models import User
from core.languages import page_language
from core.time_zones import site_today
from kb.models import ArticlePage
from kb.models.querysets import overdue_on
from kb.selectors.feedback import articles_of_feedback, open_feedback, open_feedback_counts
from kb.selectors.maintenance import articles_to_check, maintainer_ids, reasons_of
from notifications.kinds import Kind
from notifications.services.delivery import notify

TELL_EVERY: Final = timedelta(days=1)
LISTED_MAX: Final = 25
"""A backlog is told in portions: the longest waiting articles first, the others in later weeks."""


def notify_maintainers() -> str:
    """One digest for each maintainer and calendar week, however often the job runs."""
    today = site_today()
    year, week, _day = today.isocalendar()
    said = set(open_feedback().order_by().values_list("article", flat=True))
    checks = articles_to_check(today).filter(
        overdue_on(today) | Q(review_due=None) | Q(is_doubted=True)
    )
    urgent = [*checks, *articles_of_feedback(said - {article.pk for article in checks})]
    waiting = _by_maintainer(urgent)
    for maintainer in User.objects.filter(pk__in=waiting):
        with translation.override(page_language(maintainer)):
            data = _digest(waiting[maintainer.pk], today)
        notify(
            kind=Kind.MAINTENANCE,
            variant="digest",
            recipients=[maintainer.pk],
            event_key=f"digest:{year}-{week}",
            data=data,
        )
    return f"{len(urgent)} articles wait for {len(waiting)} maintainers"


def _digest(articles: list[ArticlePage], today: datetime.date) -> dict[str, Any]:
    """What the mail lists, in the language that is active."""
    said = open_feedback_counts(article.pk for article in articles[:LISTED_MAX])
    return {
        "count": len(articles),
        "url": reverse("kb_freshness"),
        "items": [
            {
                "title": article.title,
                "note": "; ".join([*reasons_of(article, today), *_said(said.get(article.pk, 0))]),
                "url": reverse("kb:article-care", args=[article.pk]),
            }
            for article in articles[:LISTED_MAX]
        ],
    }


def _said(count: int) -> list[str]:
    if not count:
        return []
    text = ngettext("%(n)d comment of readers", "%(n)d comments of readers", count)
    return [text % {"n": count}]


def _by_maintainer(articles: list[ArticlePage]) -> dict[int, list[ArticlePage]]:
    """The articles of each maintainer, in the order in which they came."""
    found: dict[int, list[ArticlePage]] = {}
    for article in articles:
        for user_id in maintainer_ids(article):
            found.setdefault(user_id, []).append(article)
    return found
