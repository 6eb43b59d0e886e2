"""What the commands that import articles have in common: options, progress, report."""

import json
import sys
from abc import ABC, abstractmethod
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from accounts.models import User
from core.errors import DomainError
from core.unicode import slugify
from transfer.importing.items import ImportFailed, Source
from transfer.importing.report import OUTCOMES, ImportReport
from transfer.importing.runner import ImportOptions, import_knowledge

SOURCE_MAX_LENGTH: Final = 60
_NAMES_SHOWN: Final = 10
_PLACES_SHOWN: Final = 3


class ImportCommand(BaseCommand, ABC):
    """A command that reads one kind of source."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options that every source has."""
        parser.add_argument("path", type=Path, help="what to import")
        parser.add_argument(
            "--source", default="", help="a name for where it comes from (default: the path's)"
        )
        parser.add_argument(
            "--user", default="", help="who imports and owns (default: the first administrator)"
        )
        parser.add_argument(
            "--section", default="", help="URL of the section to put everything into"
        )
        parser.add_argument("--language", default="", help="language of articles that name none")
        parser.add_argument(
            "--drafts", action="store_true", help="publish nothing, leave all articles drafts"
        )
        parser.add_argument(
            "--force", action="store_true", help="replace also what was edited or deleted here"
        )
        parser.add_argument(
            "--old-site", action="append", default=[], metavar="HOST",
            help="a host name whose URLs in texts mean articles of this source",
        )  # fmt: skip
        parser.add_argument(
            "--old-prefix", default="", metavar="/PATH",
            help="where the articles were on the old site, for the redirects",
        )  # fmt: skip
        parser.add_argument("--dry-run", action="store_true", help="report only, write nothing")
        parser.add_argument("--report", type=Path, help="also write the whole report, as JSON")

    @abstractmethod
    def make_source(self, path: Path, name: str, options: dict[str, Any]) -> Source:
        """Return the reader of the path; raises `ImportFailed` where there is nothing to read."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Import and report; a failure is one clear line."""
        path: Path = options["path"]
        name = options["source"] or slugify(path.resolve().stem) or "import"
        if len(name) > SOURCE_MAX_LENGTH:
            raise CommandError(f"A source name has at most {SOURCE_MAX_LENGTH} characters.")
        actor = self._actor(options["user"])
        try:
            source = self.make_source(path, name, options)
            report = self._run(actor, source, options)
        except (ImportFailed, DomainError) as error:
            raise CommandError(str(error)) from error
        self._print(report)
        if target := options["report"]:
            self._write_report(target, report)

    @staticmethod
    def _actor(username: str) -> User:
        people = User.objects.filter(is_active=True)
        if username:
            actor = people.filter(username_folded=username).first()
            if actor is None:
                raise CommandError(f"There is no user “{username}”.")
            return actor
        actor = people.filter(is_superuser=True).order_by("pk").first()
        if actor is None:
            raise CommandError(
                "There is no administrator yet: run `manage.py createsuperuser`, or name the"
                " editor who is to own the articles with --user."
            )
        return actor

    def _run(self, actor: User, source: Source, options: dict[str, Any]) -> ImportReport:
        settings = ImportOptions(
            publish=not options["drafts"],
            force=options["force"],
            dry_run=options["dry_run"],
            section=options["section"].strip("/"),
            hosts=frozenset(host.lower() for host in options["old_site"]),
            prefix=options["old_prefix"].rstrip("/"),
        )
        total = source.count() * 2
        with tqdm(total=total, unit=" articles", disable=None, file=sys.stderr) as bar:

            def advance() -> None:
                bar.update()

            return import_knowledge(actor=actor, source=source, options=settings, advance=advance)

    def _write_report(self, target: Path, report: ImportReport) -> None:
        try:
            text = json.dumps(report.as_json(), indent=2, ensure_ascii=False, default=str)
            target.write_text(text + "\n", encoding="utf-8")
        except OSError as error:
            raise CommandError(
                f"Everything is imported, but the report cannot be written: {error}."
            ) from error

    def _print(self, report: ImportReport) -> None:
        say = self.stdout.write
        say(f"{'Trial run of' if report.dry_run else 'Imported'} “{report.source}”:")
        counts = ", ".join(
            f"{report.outcomes[name]} {name}" for name in OUTCOMES if report.outcomes[name]
        )
        say(f"  articles: {counts or 'none'}")
        say(
            f"  made: {report.sections_created} sections, {report.redirects_created} redirects,"
            f" {report.images_imported} pictures, {report.documents_imported} files"
        )
        for notice in report.notices:
            say(f"  {notice}")
        for kind, count in report.losses.most_common():
            say(f"  not carried: {kind}: {count}")
            places = report.places_of(kind, _PLACES_SHOWN)
            for place in places:
                say(f"    {place}")
            if count > len(places):
                say("    … see --report")
        silent = (None, "part", "unused")
        named = [
            (key, entry)
            for key, entry in report.files.items()
            if entry.get("outcome") not in silent
        ]
        for key, entry in named[:_NAMES_SHOWN]:
            say(f"  {entry['outcome']}: {key}: {entry['reason']}")
        if len(named) > _NAMES_SHOWN:
            say(f"  … and {len(named) - _NAMES_SHOWN} more, see --report")
