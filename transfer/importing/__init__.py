"""Bringing articles in from elsewhere.

A source (`folder`, `zendesk`, `csv_table`) reads what another help centre hands out and yields
sections and articles; one pipeline turns their text into blocks and writes them (`runner`).
"""

from transfer.importing.items import ImportFailed
from transfer.importing.report import ImportReport
from transfer.importing.runner import ImportOptions, import_knowledge

__all__ = ["ImportFailed", "ImportOptions", "ImportReport", "import_knowledge"]
