"""Cells of every table that leaves the site: none begins what a spreadsheet takes for a formula."""

import re
from functools import wraps
from typing import Any, Final

from wagtail.admin.views.mixins import SpreadsheetExportMixin

FORMULA: Final = re.compile(r"[\t\r\n]|\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")
"""Also after spaces and in full width, as programs read them."""


def plain_cell(value: Any) -> Any:
    """Return a text that no spreadsheet takes for a formula; numbers and dates as they are."""
    return f"'{value}" if isinstance(value, str) and FORMULA.match(value) else value


def guard_exports() -> None:
    """Let every value pass `plain_cell`, where all reports write: Wagtail's and ours."""
    write = SpreadsheetExportMixin.preprocess_field_value
    if getattr(write, "is_guarded", False):
        return

    @wraps(write)
    def preprocess_field_value(self: Any, field: str, value: Any, export_format: str) -> Any:
        return plain_cell(write(self, field, value, export_format))

    preprocess_field_value.is_guarded = True  # type: ignore[attr-defined]
    SpreadsheetExportMixin.preprocess_field_value = preprocess_field_value
