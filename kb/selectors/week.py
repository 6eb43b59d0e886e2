"""What articles did in the last seven days: opened, helped or not, asked about all the same."""

import datetime
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from core.time_zones import site_today, start_of_day
from kb.models import ArticleFeedback, ArticlePage, ArticleViews, FailedDeflection

if TYPE_CHECKING:
    from accounts.models import User

DAYS: Final = 7
ARTICLES_MAX: Final = 5


@dataclass(frozen=True)
class Measure:
    """One number a day; `before` is the sum of the seven days before these."""

    days: tuple[datetime.date, ...]
    values: tuple[int, ...]
    before: int

    @property
    def total(self) -> int:
        return sum(self.values)


@dataclass(frozen=True)
class ArticleWeek:
    """One article's week."""

    id: int
    title: str
    views: int
    helped: int
    failed: int
    deflections: int


@dataclass(frozen=True)
class Week:
    """A maintainer's articles, or all where the person keeps none."""

    is_own: bool
    article_count: int
    views: Measure
    helped: Measure
    failed: Measure
    deflections: Measure
    articles: tuple[ArticleWeek, ...]

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to draw."""
        parts = (self.views, self.helped, self.failed, self.deflections)
        return not any(part.total or part.before for part in parts)


def week_of(user: "User", today: datetime.date | None = None) -> Week:
    """The last seven days in the site's time zone; eight queries whatever the person keeps."""
    today = today or site_today()
    counts = ArticlePage.objects.live().aggregate(
        own=Count("pk", filter=Q(owner=user)), all=Count("pk")
    )
    is_own = counts["own"] > 0
    whose = Q(article__owner=user) if is_own else Q()
    whose &= Q(article__live=True)
    since = today - timedelta(days=2 * DAYS - 1)
    views = ArticleViews.objects.filter(whose, day__gte=since)
    said = ArticleFeedback.objects.filter(whose, created_at__gte=start_of_day(since))
    deflections = FailedDeflection.objects.filter(whose, created_at__gte=start_of_day(since))
    by_day = views.values_list("day").annotate(Sum("views"))
    return Week(
        is_own=is_own,
        article_count=counts["own"] if is_own else counts["all"],
        views=_measure(Counter(dict(by_day.order_by())), today),
        helped=_measure(_per_day(said.filter(helpful=True)), today),
        failed=_measure(_per_day(said.filter(helpful=False)), today),
        deflections=_measure(_per_day(deflections), today),
        articles=_busiest(views, said, deflections, today - timedelta(days=DAYS - 1)),
    )


def _per_day(
    rows: "QuerySet[ArticleFeedback] | QuerySet[FailedDeflection]",
) -> Counter[datetime.date]:
    days = (
        rows.annotate(on_day=TruncDate("created_at", tzinfo=timezone.get_default_timezone()))
        .order_by()
        .values_list("on_day")
    )
    return Counter(dict(days.annotate(Count("pk"))))


def _measure(found: Counter[datetime.date], today: datetime.date) -> Measure:
    days = tuple(today - timedelta(days=DAYS - 1 - number) for number in range(DAYS))
    values = tuple(found[day] for day in days)
    return Measure(days=days, values=values, before=found.total() - sum(values))


def _busiest(
    views: QuerySet[ArticleViews],
    said: QuerySet[ArticleFeedback],
    deflections: QuerySet[FailedDeflection],
    since: datetime.date,
) -> tuple[ArticleWeek, ...]:
    """The articles opened most often since a day; three queries."""
    opened = (
        views.filter(day__gte=since)
        .values_list("article", "article__title")
        .annotate(total=Sum("views"))
        .order_by("-total", "article")[:ARTICLES_MAX]
    )
    rows = list(opened)
    ids = [article_id for article_id, _title, _total in rows]
    of_these = Q(article__in=ids, created_at__gte=start_of_day(since))
    verdicts: Counter[tuple[int, bool]] = Counter()
    for article_id, helpful, count in (
        said.filter(of_these).order_by().values_list("article", "helpful").annotate(Count("pk"))
    ):
        verdicts[article_id, helpful] = count
    questions = Counter(
        dict(deflections.filter(of_these).order_by().values_list("article").annotate(Count("pk")))
    )
    return tuple(
        ArticleWeek(
            id=article_id,
            title=title,
            views=total,
            helped=verdicts[article_id, True],
            failed=verdicts[article_id, False],
            deflections=questions[article_id],
        )
        for article_id, title, total in rows
    )
