"""Build the search index anew from the database."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from search.documents import SearchDocument
from search.engines import get_engine
from search.engines.base import EngineError
from search.indexing import rebuild_index


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
        try:
            count = rebuild_index(progress=self._show if options["verbosity"] else None)
        except EngineError as error:
            raise CommandError(str(error)) from error
        if options["verbosity"]:
            self.stdout.write(f"{count} documents in the search index.")

    def _show(self, documents: Iterator[SearchDocument], total: int) -> Iterator[SearchDocument]:
        bar = tqdm(documents, total=total, unit=" documents", desc="Search index", file=self.stderr)
        yield from bar
