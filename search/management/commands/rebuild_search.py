"""Build the search index anew from the database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.engines import get_engine
from search.engines.base import EngineError
from search.services.indexing import rebuild_index
from search.services.progress import INTERRUPTED, interruptible, progress_bar


class Command(BaseCommand):
    """The old index answers until the new one is complete."""

    help = "Build the search index anew from the database; search goes on meanwhile."

    def add_arguments(self, parser: CommandParser) -> None:
        """Only one option."""
        parser.add_argument(
            "--if-needed",
            action="store_true",
            help="Do nothing when there is an index that fits this version.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild, with a bar that shows how far it is."""
        if options["if_needed"] and get_engine().health().ok:
            return
        bar = progress_bar(self.stderr, "Search index") if options["verbosity"] else None
        try:
            with interruptible():
                count = rebuild_index(progress=bar)
        except EngineError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            said = "Interrupted: the index is as it was before."
            raise CommandError(said, returncode=INTERRUPTED) from None
        if options["verbosity"]:
            self.stdout.write(f"{count} documents in the search index.")
