"""Repair the search index."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.engines.base import EngineError
from search.services.indexing import reconcile_index, write_pending
from search.services.progress import INTERRUPTED, interruptible, progress_bar


class Command(BaseCommand):
    """Also done every day by the job search_reconcile."""

    help = "Write what differs between the database and the search index; build a missing one."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write what waits first, then compare everything."""
        bar = progress_bar(self.stderr, "Comparing") if options["verbosity"] else None
        try:
            with interruptible():
                write_pending()
                drift = reconcile_index(progress=bar)
        except EngineError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            said = "Interrupted: what was repaired so far stays; run it again for the rest."
            raise CommandError(said, returncode=INTERRUPTED) from None
        self.stdout.write(f"Repaired: {drift}." if drift else "Nothing to repair.")
