"""From the numbers of a dump to our rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model

from community.enums import PostKind
from community.models import LegacyAddress
from community.services.recounts import counters


@dataclass(frozen=True, slots=True)
class PostReference:
    """What importing rows about a post takes to know of it."""

    old_id: int
    post_id: int
    question_id: int
    author_id: int
    kind: str
    created_at: datetime
    legacy_id: int

    @property
    def is_question(self) -> bool:
        """Tell a question from an answer."""
        return self.kind == PostKind.QUESTION


def find_posts(source: str, old_ids: Iterable[int]) -> dict[int, PostReference]:
    """Return the imported posts among the given numbers."""
    rows = LegacyAddress.objects.filter(source=source, old_id__in=set(old_ids)).values_list(
        "old_id",
        "post_id",
        "question_id",
        "post__author_id",
        "kind",
        "post__created_at",
        "pk",
    )
    return {row[0]: PostReference(*row) for row in rows}


def recount(model: type[Model], column: str, ids: Iterable[int]) -> None:
    """Bring a counter of the given rows to what the rows it counts say."""
    wanted = set(ids)
    if not wanted:
        return
    truth: Any = next(
        counter.truth
        for counter in counters()
        if counter.model is model and counter.column == column
    )
    model._default_manager.filter(pk__in=wanted).update(**{column: truth})
