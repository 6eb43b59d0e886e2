"""Load the demo shop."""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from demo.loading.parts import Part, build_index, index_is_missing, load_part, missing_parts
from search.engines.base import EngineUnavailable


class Command(BaseCommand):
    """Loads what is missing; a second run does nothing, one after a break goes on."""

    help = "Loads the demo shop and its accounts. Does nothing when it is there."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load part by part, with a line for each."""
        if settings.SETTINGS_MODULE == "config.settings.production":
            raise CommandError(
                "The demo's passwords are public: it is not loaded with production settings."
            )
        self._is_quiet = options["verbosity"] == 0
        if missing := missing_parts():
            call_command("setup_site", verbosity=0)
        for part in missing:
            self._load(part)
        if index_is_missing():
            self._build_index()

    def _build_index(self) -> None:
        try:
            self._timed("Search index", build_index)
        except EngineUnavailable as error:
            self.stderr.write(
                f"Search index: not built. {error}\nPages answer from the database until it does;"
                " then the index is built within a minute."
            )

    def _load(self, part: Part) -> None:
        def show(rows: Iterable[Any], total: int) -> Iterator[Any]:
            bar = tqdm(
                rows,
                total=total,
                desc=part.label,
                file=self.stderr,
                leave=False,
                disable=self._is_quiet,
            )
            yield from bar

        self._timed(part.label, lambda: load_part(part, show))

    def _timed(self, label: str, work: Callable[[], object]) -> None:
        started = time.monotonic()
        work()
        if not self._is_quiet:
            self.stdout.write(f"{label}: {time.monotonic() - started:.1f} s")
