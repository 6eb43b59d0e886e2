"""What readers said about articles, for those who keep them."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, Q, QuerySet
from wagtail.models import Revision

from kb.enums import FeedbackReason, FeedbackState
from kb.models import ArticleFeedback, ArticlePage

VERSIONS_SHOWN: Final = 8
_HAS_REASON: Final = Q(helpful=False) & ~Q(reason="") | ~Q(comment="")


@dataclass(frozen=True)
class VersionVerdict:
    """What readers said about one published version; `reasons` are the most frequent first."""

    published_at: datetime | None
    helped: int
    failed: int
    reasons: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        return self.helped + self.failed

    @property
    def percent(self) -> int:
        """The share of readers it helped, rounded."""
        return round(100 * self.helped / self.total)


def feedback_inbox() -> QuerySet[ArticleFeedback]:
    """Verdicts that say why, or say more; a bare yes or no needs no answer."""
    return (
        ArticleFeedback.objects.filter(_HAS_REASON)
        .select_related("article__owner", "user", "handled_by")
        .defer("article__body")
    )


def open_feedback() -> QuerySet[ArticleFeedback]:
    """Those of published articles that nobody has dealt with yet."""
    return feedback_inbox().filter(state=FeedbackState.OPEN, article__live=True)


def open_feedback_counts(article_ids: Iterable[int]) -> dict[int, int]:
    """How many are open, by article; one query."""
    rows = open_feedback().filter(article__in=list(article_ids)).order_by()
    return dict(rows.values_list("article").annotate(Count("pk")))


def articles_of_feedback(article_ids: Iterable[int]) -> list[ArticlePage]:
    """Articles with what a digest says of them, by title."""
    found = ArticlePage.objects.filter(pk__in=list(article_ids)).select_related("owner")
    return list(found.defer_streamfields().order_by("title", "pk"))


def articles_with_feedback() -> QuerySet[ArticlePage]:
    """The articles that readers said something about, by title."""
    said = ArticleFeedback.objects.filter(_HAS_REASON).order_by()
    found: QuerySet[ArticlePage] = (
        ArticlePage.objects.filter(pk__in=said.values("article"))
        .defer_streamfields()
        .order_by("title", "pk")
    )
    return found


def verdicts_by_version(article: ArticlePage) -> tuple[VersionVerdict, ...]:
    """Yes, no and reasons for each of the latest published versions, the newest first.

    Two queries.
    """
    rows = ArticleFeedback.objects.filter(article=article).order_by()
    helped: Counter[int] = Counter()
    failed: Counter[int] = Counter()
    reasons: dict[int, Counter[str]] = defaultdict(Counter)
    for number, is_helpful, reason, count in rows.values_list(
        "revision_number", "helpful", "reason"
    ).annotate(Count("pk")):
        (helped if is_helpful else failed)[number] += count
        if reason:
            reasons[number][str(FeedbackReason(reason).label)] += count
    numbers = sorted(helped.keys() | failed.keys(), reverse=True)[:VERSIONS_SHOWN]
    days = dict(Revision.objects.filter(pk__in=numbers).values_list("pk", "created_at"))
    return tuple(
        VersionVerdict(
            published_at=days.get(number),
            helped=helped[number],
            failed=failed[number],
            reasons=tuple(reasons[number].most_common()),
        )
        for number in numbers
    )
