"""Cells of every table that leaves the site: none begins what a spreadsheet takes for a formula."""

import re
from functools import wraps
from typing import Any, Final

from wagtail.admin.views.mixins import SpreadsheetExportMixin

_SIGNS: Final = r"[=+\-@\uff1d\uff0b\uff0d\uff20]"
FORMULA: Final = re.compile(rf"[\t\r\n]|\s*{_SIGNS}")
"""Also after spaces and in full width, as programs read them."""

FORMULA_INSIDE: Final = re.compile(rf"(?<=[;|\t\r\n])(?=[^\S\t\r\n]*{_SIGNS})")
"""Where a program set to Finnish or Polish, which splits at semicolons, sees another cell begin."""


def plain_cell(value: Any, *, is_csv: bool = True) -> Any:
    """Return a text that no spreadsheet takes for a formula; numbers and dates as they are."""
    if not isinstance(value, str):
        return value
    if is_csv:
        value = FORMULA_INSIDE.sub("'", value)
    return f"'{value}" if FORMULA.match(value) else value


def guard_exports() -> None:
    """Let every value pass `plain_cell`, where all reports write: Wagtail's and ours."""
    write = SpreadsheetExportMixin.preprocess_field_value
    if getattr(write, "is_guarded", False):
        return

    @wraps(write)
    def preprocess_field_value(self: Any, field: str, value: Any, export_format: str) -> Any:
        is_csv = export_format == self.FORMAT_CSV
        return plain_cell(write(self, field, value, export_format), is_csv=is_csv)

    preprocess_field_value.is_guarded = True  # type: ignore[attr-defined]
    SpreadsheetExportMixin.preprocess_field_value = preprocess_field_value
