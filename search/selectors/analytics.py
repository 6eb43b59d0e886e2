"""What the query log tells editors: what is asked often, what is not found, what is not opened."""

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery, Sum, TextChoices
from django.utils.translation import gettext_lazy as _

from core.time_zones import site_today
from search.models import QueryLog, QueryMark

SELDOM_OPENED_MIN_SHOWN: Final = 5
"""A query has to be shown results this often before anything is said about its hits."""
SELDOM_OPENED_SHARE: Final = 0.2
"""Fewer than this share of the times somebody opened one of them."""
MAX_BARS: Final = 30
TREND_BARS: Final = 12
WAITING_DAYS: Final = 7
WAITING_SHOWN: Final = 5


class Concern(TextChoices):
    """What a list of queries is about."""

    FREQUENT = "frequent", _("Asked most")
    NOT_FOUND = "not-found", _("Nothing found")
    SELDOM_OPENED = "seldom-opened", _("Seldom opened")


@dataclass(frozen=True, slots=True)
class Bar:
    """Searches of some days in a row; `missed` found nothing."""

    first_day: datetime.date
    last_day: datetime.date
    searches: int = 0
    missed: int = 0


@dataclass(frozen=True, slots=True)
class Overview:
    """A period in numbers."""

    searches: int
    missed: int
    opened: int
    bars: tuple[Bar, ...]

    @property
    def missed_share(self) -> int:
        """In per cent."""
        return round(100 * self.missed / self.searches) if self.searches else 0

    @property
    def opened_share(self) -> int:
        """How often a result was opened where there were some, in per cent."""
        shown = self.searches - self.missed
        return min(100, round(100 * self.opened / shown)) if shown else 0


def list_queries(
    *, concern: Concern, since: datetime.date, language: str = ""
) -> QuerySet[Any, Any]:
    """Queries since a day, those that concern most first.

    Each has text, language, searches, missed, opened, shown (times with results), found_last (the
    number of results, the last time) and last_day. What found something the last time is not
    among those not found; what editors have dealt with waits only under FREQUENT.
    """
    same = {"text": OuterRef("text"), "language": OuterRef("language")}
    latest = QueryLog.objects.filter(**same).order_by("-day").values("result_count")[:1]
    marks = QueryMark.objects.filter(**same).values("marked_on")[:1]
    rows: QuerySet[Any, Any] = (
        _rows(since, language)
        .values("text", "language")
        .annotate(
            searches=Sum("count"),
            missed=Sum("zero_count"),
            opened=Sum("clicks"),
            last_day=Max("day"),
            shown=F("searches") - F("missed"),
            found_last=Subquery(latest),
            dealt_with=Subquery(marks),
        )
    )
    if concern == Concern.FREQUENT:
        return rows.order_by("-searches", "text", "language")
    waiting = rows.filter(Q(dealt_with=None) | Q(dealt_with__lt=F("last_day")))
    if concern == Concern.NOT_FOUND:
        missing = waiting.filter(missed__gt=0, found_last=0)
        return missing.order_by("-missed", "text", "language")
    shown = waiting.filter(shown__gte=SELDOM_OPENED_MIN_SHOWN)
    return shown.filter(opened__lt=F("shown") * SELDOM_OPENED_SHARE).order_by(
        "-shown", "text", "language"
    )


def list_missed_lately(*, limit: int = WAITING_SHOWN) -> list[dict[str, Any]]:
    """What was looked for in the last days and is still not found."""
    since = first_day(WAITING_DAYS)
    return list(list_queries(concern=Concern.NOT_FOUND, since=since)[:limit])


def describe_period(*, since: datetime.date, language: str = "") -> Overview:
    """Totals and bars of a period, from one query."""
    days = {
        row["day"]: row
        for row in _rows(since, language)
        .values("day")
        .annotate(searches=Sum("count"), missed=Sum("zero_count"), opened=Sum("clicks"))
    }
    bars = tuple(
        Bar(
            first_day=span[0],
            last_day=span[-1],
            searches=sum(days[day]["searches"] for day in span if day in days),
            missed=sum(days[day]["missed"] for day in span if day in days),
        )
        for span in _spans(since, MAX_BARS)
    )
    opened = sum(row["opened"] for row in days.values())
    return Overview(
        searches=sum(bar.searches for bar in bars),
        missed=sum(bar.missed for bar in bars),
        opened=opened,
        bars=bars,
    )


def trends(
    rows: Sequence[Mapping[str, Any]], *, since: datetime.date
) -> dict[tuple[str, str], tuple[int, ...]]:
    """How often each of these queries was asked, in equal parts of the period; one query."""
    counts: dict[tuple[str, str], dict[datetime.date, int]] = defaultdict(dict)
    texts = {row["text"] for row in rows}
    found = _rows(since, "").filter(text__in=texts).values_list("text", "language", "day", "count")
    for text, language, day, count in found:
        counts[text, language][day] = count
    spans = _spans(since, TREND_BARS)
    return {
        key: tuple(sum(by_day.get(day, 0) for day in span) for span in spans)
        for key, by_day in counts.items()
    }


def first_day(days: int) -> datetime.date:
    """The first day of a period of so many days that ends today."""
    return site_today() - datetime.timedelta(days=days - 1)


def _rows(since: datetime.date, language: str) -> QuerySet[QueryLog]:
    rows = QueryLog.objects.filter(day__gte=since)
    return rows.filter(language=language) if language else rows


def _spans(since: datetime.date, most: int) -> list[Sequence[datetime.date]]:
    """The days until today, in at most so many parts of equal length; the first may be shorter."""
    length = (site_today() - since).days + 1
    days = [since + datetime.timedelta(days=number) for number in range(length)]
    size = -(-length // most)
    return list(reversed([days[max(0, end - size) : end] for end in range(length, 0, -size)]))
