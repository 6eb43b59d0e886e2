"""The last ninety days of a person's points, as a line and as words."""

import datetime as dt
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from django.utils import timezone

from accounts.models import User
from core.charts import draw_line
from gamification.selectors.history import list_daily_points

DAYS: Final = 90
WIDTH: Final = 640
HEIGHT: Final = 160
MARGIN: Final = 6


@dataclass(frozen=True)
class Chart:
    """How points grew: `line` and `area` are SVG paths, the rest says the same in words."""

    line: str
    area: str
    width: int
    height: int
    first_day: dt.date
    last_day: dt.date
    gained: int
    active_days: int
    best_day: dt.date | None
    best_points: int


def get_chart(person: User) -> Chart:
    """Return the sum of points earned since the first of ninety days; one query."""
    today = timezone.now().astimezone(dt.UTC).date()
    first = today - dt.timedelta(days=DAYS - 1)
    daily = list_daily_points(person, first)
    days = [first + dt.timedelta(days=number) for number in range(DAYS)]
    sums = list(accumulate(daily.get(day, 0) for day in days))
    best = max(daily, key=lambda day: daily[day], default=None)
    line = draw_line(sums, width=WIDTH, height=HEIGHT, margin=MARGIN)
    return Chart(
        line=line,
        area=f"{line} V{HEIGHT} H0 Z",
        width=WIDTH,
        height=HEIGHT,
        first_day=first,
        last_day=today,
        gained=sums[-1],
        active_days=len(daily),
        best_day=best,
        best_points=daily[best] if best else 0,
    )
