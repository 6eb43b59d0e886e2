"""`manage.py import_stackexchange DIR`: bring in a whole Stack Exchange dump."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from core.unicode import slugify
from transfer.stackexchange import ImportFailed, import_dump
from transfer.stackexchange.runner import Report, stage_sizes

SOURCE_MAX_LENGTH = 60
REASONS_SHOWN = 10
EXAMPLES_SHOWN = 5


class Command(BaseCommand):
    """Runs or resumes an import, with a progress bar and a report at the end."""

    help = (
        "Import a Stack Exchange dump: people, questions, answers, comments, tags, votes, edit"
        " history, links and badges. Interrupted, it goes on when run again; run twice, it"
        " changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare folder and options."""
        parser.add_argument("folder", type=Path, help="the folder that holds Posts.xml")
        parser.add_argument(
            "--source", default="", help="a name for where it comes from (default: the folder's)"
        )
        parser.add_argument(
            "--language",
            default=settings.STOA_CONTENT_LANGUAGES[0],
            help="the language of the posts",
        )
        parser.add_argument(
            "--emails", type=Path, help="CSV file: old user id, email address; to claim accounts by"
        )
        parser.add_argument("--report", type=Path, help="also write the report here, as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import and report; a failure is one clear line."""
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder.")
        source = options["source"] or slugify(folder.resolve().name) or "stackexchange"
        if len(source) > SOURCE_MAX_LENGTH:
            raise CommandError(f"A source name has at most {SOURCE_MAX_LENGTH} characters.")
        report = self._import(folder, source, options)
        self._print(report)
        if path := options["report"]:
            try:
                path.write_text(json.dumps(vars(report), indent=2, ensure_ascii=False) + "\n")
            except OSError as error:
                raise CommandError(
                    f"Everything is imported, but the report cannot be written: {error}."
                ) from error

    def _import(self, folder: Path, source: str, options: dict[str, Any]) -> Report:
        sizes = stage_sizes(folder)
        total = sum(sizes.values())
        with tqdm(total=total, unit="B", unit_scale=True, disable=None, file=sys.stderr) as bar:

            def advance(stage: str, amount: int) -> None:
                bar.set_description(stage, refresh=False)
                bar.update(amount if stage in sizes else 0)

            try:
                return import_dump(
                    folder,
                    source=source,
                    language=options["language"],
                    emails=options["emails"],
                    advance=advance,
                )
            except ImportFailed as error:
                raise CommandError(str(error)) from error

    def _print(self, report: Report) -> None:
        self.stdout.write(f"Imported “{report.source}”:")
        for stage, counts in report.stages.items():
            written = ", ".join(f"{count} {what}" for what, count in counts["written"].items())
            self.stdout.write(f"  {stage}: read {counts['read']}, wrote {written or 'nothing'}")
            for group in ("skipped", "noted"):
                self._print_reasons(group, counts)
        for name in report.missing_files:
            self.stdout.write(f"  {name} is missing: what it would hold was not imported")

    def _print_reasons(self, group: str, counts: dict[str, Any]) -> None:
        reasons = sorted(counts[group].items(), key=lambda pair: -pair[1])
        for reason, count in reasons[:REASONS_SHOWN]:
            examples = ", ".join(counts["examples"].get(reason, [])[:EXAMPLES_SHOWN])
            suffix = f" (such as {examples})" if examples else ""
            self.stdout.write(f"    {group} {count}: {reason}{suffix}")
        if rest := sum(count for _reason, count in reasons[REASONS_SHOWN:]):
            self.stdout.write(f"    {group} {rest} more for other reasons: see --report")
