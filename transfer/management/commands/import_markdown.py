"""`manage.py import_markdown DIR`: bring in a folder of Markdown, or our own export."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from transfer.importing.command import ImportCommand
from transfer.importing.items import ImportFailed, Source
from transfer.sources.folder import MarkdownFolder
from transfer.sources.own_export import ExportFolder, is_export


class Command(ImportCommand):
    """Reads Markdown with front matter, kramdown and Jekyll included."""

    help = (
        "Import a folder of Markdown files with YAML front matter: sections, articles, pictures,"
        " redirects. Run again, it takes over what has changed and nothing else."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what only Markdown has."""
        super().add_arguments(parser)
        parser.add_argument(
            "--var", action="append", default=[], metavar="NAME=VALUE",
            help="a value for a variable in the texts, such as site.support_url=https://…",
        )  # fmt: skip

    def make_source(self, path: Path, name: str, options: dict[str, Any]) -> Source:
        """Return the folder's reader."""
        reader = ExportFolder if is_export(path) else MarkdownFolder
        return reader(
            folder=path,
            name=name,
            language=options["language"],
            old_prefix=options["old_prefix"].rstrip("/"),
            variables=_variables(options["var"]),
        )


def _variables(assignments: list[str]) -> dict[str, Any]:
    """`["site.a=1"]` as `{"site": {"a": "1"}}`."""
    variables: dict[str, Any] = {}
    for assignment in assignments:
        name, sign, value = assignment.partition("=")
        *path, last = name.strip().split(".")
        if not sign or not last:
            raise ImportFailed(f"--var wants NAME=VALUE, not “{assignment}”.")
        place = variables
        for part in path:
            place = place.setdefault(part, {})
        place[last] = value
    return variables
