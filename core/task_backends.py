"""Where background work runs when no worker does: in this process, after the commit."""

import logging
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils import timezone
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist
from django_tasks.signals import task_enqueued
from django_tasks.utils import get_random_id, normalize_json

if TYPE_CHECKING:
    from django_tasks_db.models import DBTaskResult

logger = logging.getLogger("stoa.tasks")
IN_PROCESS: Final = "in-process"


class AfterCommitBackend(BaseTaskBackend):
    """Run a task in this process once the caller's transaction has committed.

    A task that fails never fails the request that caused it: the error is logged and kept as a
    failed row of django-tasks-db, which the admin shows and the job `retry_failed_tasks` retries.
    """

    supports_async_task = True
    supports_priority = True
    supports_defer = True

    def enqueue(self, task: Task, args: Any, kwargs: Any) -> TaskResult:
        """Promise to run `task` after the commit (at once where no transaction is open)."""
        self.validate_task(task)
        result: TaskResult = TaskResult(
            task=task,
            id=get_random_id(),
            status=TaskResultStatus.READY,
            enqueued_at=timezone.now(),
            started_at=None,
            last_attempted_at=None,
            finished_at=None,
            args=list(args),
            kwargs=dict(kwargs),
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
        task_enqueued.send(type(self), task_result=result)
        transaction.on_commit(partial(run_now, task, list(args), dict(kwargs)))
        return result

    def get_result(self, result_id: str) -> TaskResult:
        """Refuse: what has run in this process leaves nothing behind unless it failed."""
        raise TaskResultDoesNotExist(result_id)


def run_now(task: Task, args: list[Any], kwargs: dict[str, Any]) -> bool:
    """Run `task`, record a failure and return whether it went well."""
    try:
        task.call(*args, **kwargs)
    except Exception as exc:
        logger.exception("task %s%r failed", task.module_path, tuple(args))
        _record_failure(task, args, kwargs, exc)
        return False
    return True


def run_now_again(row: "DBTaskResult") -> bool:
    """Run a failed task once more, note the attempt on its row and return whether it went well."""
    row.worker_ids = [*row.worker_ids, IN_PROCESS]
    row.save(update_fields=["worker_ids"])
    try:
        row.task.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
    except Exception as exc:
        logger.exception("task %s failed again", row.task_path)
        row.set_failed(exc)
        return False
    row.set_successful(None)
    return True


def _record_failure(task: Task, args: list[Any], kwargs: dict[str, Any], error: Exception) -> None:
    from django_tasks_db.models import DBTaskResult  # noqa: PLC0415 (needs loaded apps)

    row = DBTaskResult.objects.create(
        args_kwargs=normalize_json({"args": args, "kwargs": kwargs}),
        task_path=task.module_path,
        queue_name=task.queue_name,
        backend_name=task.backend,
        priority=task.priority,
        run_after=None,
        status=TaskResultStatus.RUNNING,
        started_at=timezone.now(),
        worker_ids=[IN_PROCESS],
    )
    row.set_failed(error)
