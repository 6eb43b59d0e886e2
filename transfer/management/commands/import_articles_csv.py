"""`manage.py import_articles_csv FILE`: bring in a table of articles."""

from pathlib import Path
from typing import Any

from transfer.importing.command import ImportCommand
from transfer.importing.items import Source
from transfer.sources.csv_table import CsvTable


class Command(ImportCommand):
    """Reads a CSV file with a head."""

    help = (
        "Import articles from a CSV file with the columns title, section, body (Markdown or HTML),"
        " and if there are any: id, summary, language, tags, keywords, old_url, slug, published,"
        " audience, owner."
    )

    def make_source(self, path: Path, name: str, options: dict[str, Any]) -> Source:
        """Return the reader of the file."""
        return CsvTable(path=path, name=name, language=options["language"])
