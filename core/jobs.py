"""Scheduled work: a list of named jobs in one place, run by `manage.py run_jobs`."""

import logging
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.child_process import run_apart
from core.models import JobRun

logger = logging.getLogger("stoa.jobs")

JobFunction = Callable[[], object]


@dataclass(frozen=True)
class Job:
    """A function that is safe to run twice, due again when `every` has passed."""

    name: str
    func: JobFunction
    every: timedelta


@dataclass(frozen=True)
class JobOutcome:
    """The outcome of one job: `result` is what it returned as text, `error` its last line."""

    job: Job
    result: str
    error: str


_jobs: dict[str, Job] = {}


def register_job(name: str, func: JobFunction, *, every: timedelta) -> None:
    """Add a job; called in `AppConfig.ready()`. Names are unique."""
    known = _jobs.get(name)
    if known is not None and known.func is not func:
        raise ValueError(f"job {name!r} is registered already")
    _jobs[name] = Job(name=name, func=func, every=every)


def registered_jobs() -> tuple[Job, ...]:
    """Return all jobs by name."""
    return tuple(_jobs[name] for name in sorted(_jobs))


def run_due_jobs(*, only: str | None = None, force: bool = False) -> Iterator[JobOutcome]:
    """Run what is due (or `only` one; `force` runs it even when it is not) and yield outcomes.

    A job that fails is recorded and does not stop the others, not even one that takes its process
    down: each runs in its own, where settings say so.
    """
    run = _run_apart if settings.STOA_JOBS_APART else _run
    for job in registered_jobs():
        if only in (None, job.name) and _claim(job, force=force):
            yield run(job)


def _claim(job: Job, *, force: bool) -> bool:
    """Note the start, unless it is not due or another process was quicker."""
    now = timezone.now()
    JobRun.objects.get_or_create(name=job.name)
    with transaction.atomic():
        run = JobRun.objects.select_for_update(no_key=True).get(name=job.name)
        if not force and run.started_at is not None and run.started_at + job.every > now:
            return False
        run.started_at, run.finished_at = now, None
        run.save(update_fields=["started_at", "finished_at"])
    return True


def _run_apart(job: Job) -> JobOutcome:
    why = run_apart(lambda: _run(job))
    if why:
        logger.error("job %s: %s", job.name, why)
        JobRun.objects.filter(name=job.name).update(
            finished_at=timezone.now(), result=why[:200], error=why
        )
    run = JobRun.objects.get(name=job.name)
    return JobOutcome(job=job, result=run.result, error=run.error)


def _run(job: Job) -> JobOutcome:
    result, error = "", ""
    try:
        value = job.func()
        result = "" if value is None else str(value)
    except Exception as exc:
        logger.exception("job %s failed", job.name)
        error = traceback.format_exc()
        result = f"{type(exc).__name__}: {exc}"
    JobRun.objects.filter(name=job.name).update(
        finished_at=timezone.now(), result=result[:200], error=error
    )
    return JobOutcome(job=job, result=result, error=error)
