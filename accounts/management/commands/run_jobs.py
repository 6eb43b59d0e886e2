"""Run scheduled work that is due; meant for cron, every few minutes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.jobs import registered_jobs, run_due_jobs


class Command(BaseCommand):
    """See accounts.jobs."""

    help = "Run the jobs that are due."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare options."""
        parser.add_argument("--only", metavar="NAME", help="only this job")
        parser.add_argument("--list", action="store_true", help="show the jobs and stop")
        parser.add_argument("--force", action="store_true", help="also what is not due yet")

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
        failed = []
        for outcome in run_due_jobs(only=only, force=options["force"]):
            self.stdout.write(f"{outcome.job.name}: {outcome.result or 'done'}")
            if outcome.error:
                failed.append(outcome.job.name)
        if failed:
            raise CommandError(f"Failed: {', '.join(failed)}")
