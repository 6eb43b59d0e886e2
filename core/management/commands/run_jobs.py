"""Run scheduled work that is due; meant for cron, every minute."""

import logging
import os
import time
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections

from core.child_process import run_apart
from core.jobs import registered_jobs, run_due_jobs

logger = logging.getLogger("stoa.jobs")

PAUSE_SECONDS: Final = 60
LOOK_SECONDS: Final = 2


class Command(BaseCommand):
    """See core.jobs."""

    help = "Run the jobs that are due."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the names of jobs to run."""
        parser.add_argument("--only", metavar="NAME", help="only this job")
        parser.add_argument("--list", action="store_true", help="show the jobs and stop")
        parser.add_argument("--force", action="store_true", help="also what is not due yet")
        parser.add_argument(
            "--while-parent-lives",
            action="store_true",
            help="look every minute, until the process that started this one is gone",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Fail when a job failed, after all have had their turn."""
        jobs = registered_jobs()
        if options["list"]:
            for job in jobs:
                self.stdout.write(f"{job.name}\tevery {job.every}")
            return
        only = options["only"]
        if only is not None and only not in {job.name for job in jobs}:
            raise CommandError(f"No job is called {only!r}; run_jobs --list shows them.")
        self._is_verbose = options["verbosity"] > 0
        if options["while_parent_lives"]:
            self._keep_on()
            return
        failed = self._run(only=only, force=options["force"])
        if failed:
            raise CommandError(f"Failed: {', '.join(failed)}")

    def _keep_on(self) -> None:
        """Keep the loop going: one that ends, for whatever reason, starts again."""
        parent = os.getppid()
        if not settings.STOA_JOBS_APART:
            self._loop()
            return
        while os.getppid() == parent:
            why = run_apart(self._loop, is_wanted=lambda: os.getppid() == parent)
            if os.getppid() == parent:
                logger.error("the loop of jobs ended and starts again: %s", why or "by itself")
                time.sleep(LOOK_SECONDS)

    def _loop(self) -> None:
        parent = os.getppid()
        next_run = time.monotonic() + PAUSE_SECONDS
        while os.getppid() == parent:
            if time.monotonic() >= next_run:
                try:
                    self._run(only=None, force=False)
                except Exception:
                    logger.exception("the jobs could not be run; they are tried again")
                close_old_connections()
                next_run = time.monotonic() + PAUSE_SECONDS
            time.sleep(LOOK_SECONDS)

    def _run(self, *, only: str | None, force: bool) -> list[str]:
        """Run what is due, with a line for each, and return the names of those that failed."""
        failed = []
        for outcome in run_due_jobs(only=only, force=force):
            if self._is_verbose:
                self.stdout.write(f"{outcome.job.name}: {outcome.result or 'done'}")
            if outcome.error:
                failed.append(outcome.job.name)
        return failed
