"""`manage.py export_kb DIR`: the whole knowledge base as Markdown, pictures and redirects."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from transfer.exporting.export import count_pages, export_knowledge
from transfer.importing import ImportFailed

_EXAMPLES_SHOWN: Final = 5


class Command(BaseCommand):
    """Writes the folder and says what is in it."""

    help = (
        "Write all sections and articles as Markdown with front matter, with their pictures,"
        " files and redirects. `import_markdown` of the folder into an empty site gives the same"
        " site."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare folder and options."""
        parser.add_argument("folder", type=Path, help="a new or empty folder")
        parser.add_argument(
            "--replace", action="store_true", help="write over an earlier export in the folder"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Export and report; a failure is one clear line."""
        with tqdm(total=count_pages(), unit=" pages", disable=None, file=sys.stderr) as bar:

            def advance() -> None:
                bar.update()

            try:
                report = export_knowledge(
                    options["folder"], replace=options["replace"], advance=advance
                )
            except (ImportFailed, OSError) as error:
                raise CommandError(str(error)) from error
        self.stdout.write(
            f"Wrote {report.sections} sections, {report.articles} articles, {report.drafts} drafts,"
            f" {report.shared_texts} shared texts, {report.media} pictures and files,"
            f" {report.redirects} redirects into {options['folder']}."
        )
        for kind, places in report.losses.items():
            examples = "; ".join(places[:_EXAMPLES_SHOWN])
            self.stdout.write(f"  {kind}: {len(places)}, such as {examples}")
