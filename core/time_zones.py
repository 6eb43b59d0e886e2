"""The shop's day: what is counted, due or dated by day follows the site's time zone.

While a request is served the active time zone is the reader's, so `timezone.localdate()` is theirs.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from django.utils import timezone

if TYPE_CHECKING:
    from core.http import User


def site_today() -> dt.date:
    """Return today's date where the shop is."""
    return timezone.localdate(timezone=timezone.get_default_timezone())


def start_of_day(day: dt.date) -> dt.datetime:
    """Return the moment a day begins where the shop is."""
    return timezone.make_aware(
        dt.datetime.combine(day, dt.time.min), timezone.get_default_timezone()
    )


@cache
def time_zone_names() -> tuple[str, ...]:
    """Return the names of the time zones a person may choose, by region and city."""
    return tuple(sorted(name for name in available_timezones() if "/" in name or name == "UTC"))


@contextmanager
def reader_time(person: "User") -> Iterator[None]:
    """Show times as the clock of a person shows them: their own choice, else the site's."""
    name = person.time_zone
    zone = ZoneInfo(name) if name in time_zone_names() else timezone.get_default_timezone()
    with timezone.override(zone):
        yield
