"""Counting how often threads are read, and telling who read one."""

from typing import TYPE_CHECKING

from django.db.models import F

from community.models import Question
from community.signals import thread_read
from core.buffered_counter import BufferedCounter

if TYPE_CHECKING:
    from accounts.models import User


def _add(readers: dict[int, int]) -> None:
    for question_id, count in sorted(readers.items()):
        Question.objects.filter(pk=question_id).update(view_count=F("view_count") + count)


_readers = BufferedCounter("Views of questions", _add)
record_view = _readers.count
flush_views = _readers.flush


def announce_reading(*, reader: "User", question_id: int, post_ids: list[int]) -> None:
    """Tell that a member has these posts of a thread before them."""
    thread_read.send(sender=Question, question_id=question_id, post_ids=post_ids, reader=reader)
