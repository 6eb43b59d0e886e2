"""Compare the search index with the database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.engines import get_engine
from search.engines.base import EngineError
from search.models import PendingUpdate
from search.services.indexing import find_drift
from search.services.progress import progress_bar


class Command(BaseCommand):
    """Reads only. The exit code is 1 when they differ or the index does not answer."""

    help = "Compare the search index with the database, by kind; exit code 1 if they differ."

    def handle(self, *args: Any, **options: Any) -> None:
        """One line for each kind, and one for what is known to be waiting."""
        try:
            drift = find_drift(
                progress=progress_bar(self.stderr, "Comparing") if options["verbosity"] else None
            )
        except EngineError as error:
            raise CommandError(str(error)) from error
        for kind, found in drift.items():
            self.stdout.write(f"{kind}: {found}")
        waiting = PendingUpdate.objects.count()
        if waiting:
            self.stdout.write(f"{waiting} changes wait to be written.")
        problem = get_engine().health().detail
        if problem:
            raise CommandError(problem)
        if any(drift.values()):
            raise CommandError("The search index differs: run manage.py search_sync.")
