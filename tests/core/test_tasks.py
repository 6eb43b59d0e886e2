"""Background work: after the commit, never lost silently, tried again a bounded number of times."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from core import upkeep as jobs

done: list[int] = []


@task()
def note(number: int) -> None:
    """Remember a number; negative ones cannot be remembered."""
    if number < 0:
        raise ValueError("negative")
    done.append(number)


@pytest.fixture(autouse=True)
def _nothing_done() -> None:
    done.clear()


@pytest.fixture
def failed_task(db: None, run_tasks: Any) -> DBTaskResult:
    """Return the row of a task that has failed once."""
    with run_tasks():
        note.enqueue(-1)
    return DBTaskResult.objects.get()


def test_a_task_runs_after_the_commit_and_not_before(db: None, run_tasks: Any) -> None:
    with run_tasks():
        note.enqueue(1)
        assert done == []
    assert done == [1]


def test_a_task_of_a_change_that_is_undone_never_runs(db: None, run_tasks: Any) -> None:
    with run_tasks():
        try:
            with transaction.atomic():
                note.enqueue(1)
                raise RuntimeError
        except RuntimeError:
            pass
    assert done == []


def test_a_failing_task_harms_nobody_and_stays_visible(db: None, run_tasks: Any) -> None:
    with run_tasks():
        note.enqueue(-1)
        note.enqueue(2)
    assert done == [2]
    row = DBTaskResult.objects.get()
    assert row.status == TaskResultStatus.FAILED
    assert row.exception_class_path == "builtins.ValueError"
    assert row.args_kwargs == {"args": [-1], "kwargs": {}}


def age(row: DBTaskResult, **ago: int) -> None:
    """Pretend that the last try was some time ago."""
    moment = timezone.now() - timedelta(**ago)
    DBTaskResult.objects.filter(pk=row.pk).update(finished_at=moment)


def test_a_failed_task_waits_before_it_is_tried_again(failed_task: DBTaskResult) -> None:
    assert jobs.retry_failed_tasks() == "0 tried again"
    age(failed_task, minutes=2)
    assert jobs.retry_failed_tasks() == "1 tried again"
    failed_task.refresh_from_db()
    assert len(failed_task.worker_ids) == 2
    assert failed_task.status == TaskResultStatus.FAILED
    assert jobs.retry_failed_tasks() == "0 tried again"


def test_waiting_grows_with_each_try(failed_task: DBTaskResult) -> None:
    waits = []
    for attempts in range(1, 5):
        failed_task.worker_ids = ["x"] * attempts
        waits.append(jobs.retry_at(failed_task) - failed_task.finished_at)
    assert waits == [timedelta(minutes=minutes) for minutes in (1, 4, 16, 64)]


def test_a_task_is_given_up_after_five_tries(failed_task: DBTaskResult) -> None:
    for _ in range(10):
        age(failed_task, days=1)
        jobs.retry_failed_tasks()
    failed_task.refresh_from_db()
    assert len(failed_task.worker_ids) == 5
    assert failed_task.status == TaskResultStatus.FAILED


def test_a_task_that_works_the_second_time_is_done(failed_task: DBTaskResult) -> None:
    failed_task.args_kwargs = {"args": [7], "kwargs": {}}
    failed_task.save()
    age(failed_task, hours=1)
    jobs.retry_failed_tasks()
    failed_task.refresh_from_db()
    assert done == [7]
    assert failed_task.status == TaskResultStatus.SUCCESSFUL


def test_with_a_queue_the_next_try_is_left_to_the_worker(
    failed_task: DBTaskResult, settings: Any
) -> None:
    settings.STOA_TASKS = "database"
    age(failed_task, minutes=2)
    jobs.retry_failed_tasks()
    failed_task.refresh_from_db()
    assert failed_task.status == TaskResultStatus.READY


def test_a_task_whose_process_died_counts_as_failed(failed_task: DBTaskResult) -> None:
    DBTaskResult.objects.update(
        status=TaskResultStatus.RUNNING, started_at=timezone.now() - timedelta(hours=2)
    )
    jobs.retry_failed_tasks()
    failed_task.refresh_from_db()
    assert failed_task.status == TaskResultStatus.FAILED
    assert failed_task.exception_class_path == "core.upkeep.Abandoned"


def test_old_rows_are_removed_and_young_ones_kept(failed_task: DBTaskResult) -> None:
    assert jobs.remove_old_rows() == "0 tasks, 0 sessions, 0 counters removed"
    age(failed_task, days=91)
    assert jobs.remove_old_rows() == "1 tasks, 0 sessions, 0 counters removed"
