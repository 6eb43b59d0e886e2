"""Build the search index anew from the database."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from search.documents import SearchDocument
from search.engines.base import EngineError
from search.indexing import rebuild_index


class Command(BaseCommand):
    """The old index answers until the new one is complete."""

    help = "Build the search index anew from the database; search goes on meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild, with a bar on a terminal."""
        try:
            count = rebuild_index(progress=self._show if options["verbosity"] else None)
        except EngineError as error:
            raise CommandError(str(error)) from error
        if options["verbosity"]:
            self.stdout.write(f"{count} documents in the search index.")

    def _show(self, documents: Iterator[SearchDocument], total: int) -> Iterator[SearchDocument]:
        bar = tqdm(documents, total=total, unit=" documents", desc="Search index", file=self.stderr)
        yield from bar
