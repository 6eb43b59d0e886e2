"""Repair the search index."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.engines.base import EngineError
from search.indexing import reconcile_index, write_pending


class Command(BaseCommand):
    """Also done every day by the job search_reconcile."""

    help = "Write what differs between the database and the search index; build a missing one."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write what waits first, then compare everything."""
        try:
            write_pending()
            drift = reconcile_index()
        except EngineError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Repaired: {drift}.")
