"""What visitors looked for in the last weeks, and the words that search takes for each other."""

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from demo.loading.content import SearchText
from demo.loading.run import Run
from search.models import QueryLog
from search.services.synonyms import save_synonyms

WEEKS: Final = 9
BUSY_DAYS: Final = {0: 1.3, 5: 0.7, 6: 1.2}
"""Weekdays (Monday is 0) on which more, or fewer, people shop than on others."""


def load_synonyms(run: Run) -> None:
    """Rules of the demo's editor."""
    for language, text in run.content.synonyms:
        save_synonyms(actor=run.person("editor"), language=language, text=text)


def load_searches(run: Run) -> None:
    """Counts by day, the same each time but for the day that counts as today."""
    QueryLog.objects.bulk_create(row for text in run.content.searches for row in _days(run, text))


def _days(run: Run, search: SearchText) -> Iterator[QueryLog]:
    dice = random.Random(search.text)  # noqa: S311 (demo data, not secrets)
    for number in range(7 * WEEKS):
        day = (run.today - timedelta(days=number)).date()
        expected = search.a_week / 7 * BUSY_DAYS.get(day.weekday(), 1.0)
        count = int(expected * dice.uniform(0.4, 1.6) + dice.random())
        if not count:
            continue
        opened = sum(dice.random() * 100 < search.opened for _ in range(count))
        yield QueryLog(
            day=day,
            text=search.text,
            language=search.language,
            count=count,
            zero_count=0 if search.results else count,
            result_count=search.results,
            clicks=opened,
            click_positions=sum(dice.randint(1, 4) for _ in range(opened)),
        )
