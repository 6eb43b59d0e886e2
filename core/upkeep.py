"""Scheduled work that belongs to no app: failed tasks get another try, old rows go."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from core.counters import remove_ended
from core.jobs import register_job
from core.task_backends import run_now_again

FIRST_DELAY: Final = timedelta(minutes=1)
BACK_OFF_FACTOR: Final = 4
ABANDONED_AFTER: Final = timedelta(hours=1)
KEEP_DONE: Final = timedelta(days=7)
KEEP_FAILED: Final = timedelta(days=90)
BATCH: Final = 200


def retry_at(row: DBTaskResult) -> datetime:
    """Return when a failed task gets its next try: after 1, 4, 16 and 64 minutes."""
    attempts = max(1, len(row.worker_ids))
    finished = row.finished_at or row.enqueued_at
    return finished + FIRST_DELAY * BACK_OFF_FACTOR ** (attempts - 1)


def retry_failed_tasks() -> str:
    """Give failed tasks another try, at most STOA_TASK_MAX_ATTEMPTS in all.

    What has failed that often stays in the admin as it is. A task whose worker died counts as
    failed. Safe to run twice: a row is taken by a conditional update.
    """
    now = timezone.now()
    DBTaskResult.objects.filter(
        status=TaskResultStatus.RUNNING, started_at__lt=now - ABANDONED_AFTER
    ).update(
        status=TaskResultStatus.FAILED,
        finished_at=now,
        exception_class_path="core.upkeep.Abandoned",
        traceback="The process that ran this task is gone.",
    )
    tried = 0
    failed = DBTaskResult.objects.failed().order_by("finished_at")
    for row in failed.iterator(chunk_size=BATCH):
        if len(row.worker_ids) < settings.STOA_TASK_MAX_ATTEMPTS and retry_at(row) <= now:
            tried += _try_again(row)
    return f"{tried} tried again"


def _try_again(row: DBTaskResult) -> int:
    """Put a row back into the queue, or run it here where there is no queue."""
    taken = DBTaskResult.objects.filter(pk=row.pk, status=TaskResultStatus.FAILED)
    if settings.STOA_TASKS == "database":
        return taken.update(status=TaskResultStatus.READY, finished_at=None)
    if taken.update(status=TaskResultStatus.RUNNING, started_at=timezone.now()):
        run_now_again(row)
        return 1
    return 0


def remove_old_rows() -> str:
    """Remove finished tasks after a week, failed ones after three months, and dead sessions."""
    now = timezone.now()
    done = Q(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=now - KEEP_DONE)
    failed = Q(status=TaskResultStatus.FAILED, finished_at__lt=now - KEEP_FAILED)
    tasks, _ = DBTaskResult.objects.filter(done | failed).delete()
    sessions, _ = Session.objects.filter(expire_date__lt=now).delete()
    return f"{tasks} tasks, {sessions} sessions, {remove_ended()} counters removed"


def register() -> None:
    """Register both jobs."""
    register_job("retry_failed_tasks", retry_failed_tasks, every=timedelta(minutes=1))
    register_job("remove_old_rows", remove_old_rows, every=timedelta(hours=6))
