"""Counting how often threads are read."""

from django.db.models import F

from accounts.gathering import Gatherer
from community.models import Question


def _add(readers: dict[int, int]) -> None:
    for question_id, count in sorted(readers.items()):
        Question.objects.filter(pk=question_id).update(view_count=F("view_count") + count)


_readers = Gatherer("Views of questions", _add)
record_view = _readers.count
flush_views = _readers.flush
