"""The state of the world while history is written: another time of day, and nobody is told.

The shop's history spans a year and a half and passes through the same services as life does. They
and the libraries below them (Wagtail's revisions, logs and workflow) ask `timezone.now` for the
time, so the one place to answer it differently is there; correcting a dozen tables afterwards
would have to know each of them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.utils import timezone
from django_tasks import task_backends
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.backends.dummy import DummyBackend
from django_tasks.base import Task, TaskResult

OUR_APPS = ("community.", "kb.", "gamification.", "search.", "notifications.", "moderation.")


class Clock:
    """Tells the time of the history that is being written."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def set(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment


class LibraryTasksOnce(BaseTaskBackend):
    """Drops the site's own background work, which the loader does itself in the end.

    What belongs to libraries (Wagtail's search and reference index) waits until the part is
    loaded, and is then done once for each object, however often it was written.
    """

    def __init__(self, real: BaseTaskBackend) -> None:
        super().__init__(alias=real.alias, params={"QUEUES": []})
        self._real = real
        self._paper = DummyBackend(alias=real.alias, params={"QUEUES": []})
        self._waiting: dict[str, tuple[Task, Any, Any]] = {}

    def enqueue(self, task: Task, args: Any, kwargs: Any) -> TaskResult:
        """Note the task, unless it is one of ours."""
        if not task.module_path.startswith(OUR_APPS):
            self._waiting[f"{task.module_path} {args!r} {kwargs!r}"] = (task, args, kwargs)
        result: TaskResult = self._paper.enqueue(task, args, kwargs)
        self._paper.clear()
        return result

    def flush(self) -> None:
        """Hand over what has been noted."""
        for task, args, kwargs in self._waiting.values():
            self._real.enqueue(task, args, kwargs)


@contextmanager
def writing_history(start: datetime) -> Iterator[Clock]:
    """Set the clock, with no limits, no mail and no background work of the site."""
    clock = Clock(start)
    real = task_backends["default"]
    tasks = LibraryTasksOnce(real)
    task_backends["default"] = tasks
    try:
        with (
            patch.object(settings, "STOA_RATE_LIMITS", "off"),
            patch.object(settings, "STOA_HOLD_FIRST_POSTS", "off"),
            patch.object(settings, "EMAIL_BACKEND", "django.core.mail.backends.dummy.EmailBackend"),
            patch.object(timezone, "now", clock),
        ):
            yield clock
        tasks.flush()
    finally:
        task_backends["default"] = real
