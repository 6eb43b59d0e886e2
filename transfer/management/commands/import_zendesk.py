"""`manage.py import_zendesk PATH`: bring in what a Zendesk help centre hands out."""

from pathlib import Path
from typing import Any

from transfer.importing.command import ImportCommand
from transfer.importing.items import Source
from transfer.sources.zendesk import ZendeskExport


class Command(ImportCommand):
    """Reads JSON files of the Help Center API."""

    help = (
        "Import articles of a Zendesk help centre from saved answers of its API: categories,"
        " sections, articles with votes, labels, languages, drafts and audiences, redirects."
    )

    def make_source(self, path: Path, name: str, options: dict[str, Any]) -> Source:
        """Return the reader of the files."""
        return ZendeskExport(path=path, name=name, language=options["language"])
