"""What an entitlement is."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, TypeVar

from django.db import models

from gamification.enums import Reason, SourceKind
from gamification.rules import CAPPED, current_rules

READ_SIZE: Final = 2_000

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True, kw_only=True)
class Entitlement:
    """A source is worth `points` to `user_id` for something that happened on `day`."""

    kind: SourceKind
    source_id: int
    key: str
    user_id: int
    reason: Reason
    points: int
    day: dt.date
    question_id: int | None = None
    post_id: int | None = None
    article_id: int | None = None
    is_imported: bool = False

    @property
    def is_capped(self) -> bool:
        return self.reason in CAPPED


def points_for(reason: Reason) -> int:
    """Return what one such event is worth by the rules in force."""
    return current_rules().points[reason]


def utc_day(moment: dt.datetime) -> dt.date:
    """Return the day a moment counts for."""
    return moment.astimezone(dt.UTC).date()


def only_ids(
    rows: "models.QuerySet[M]", field: str, ids: Collection[int] | None
) -> "models.QuerySet[M]":
    """Narrow to the given ids; `None` means everything."""
    return rows if ids is None else rows.filter(**{f"{field}__in": list(ids)})
