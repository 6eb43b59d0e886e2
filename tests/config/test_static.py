"""Style sheets: one file for each family of parts, one request for all of them."""

from pathlib import Path
from typing import Any, Final

import pytest
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.finders import get_finders

from config.static import IMPORT
from tests.app_names import ROOT

STYLES: Final = ROOT / "static" / "css"
SHEETS: Final = [path for path in sorted(STYLES.rglob("*.css")) if IMPORT.search(path.read_text())]
MAX_LINES: Final = 400


def parts_of(sheet: Path) -> list[Path]:
    return [sheet.parent / name for name in IMPORT.findall(sheet.read_text())]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_sheet_is_served_with_its_parts_in_it(sheet: Path, settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    name = str(sheet.relative_to(STYLES.parent))
    served = Path(finders.find(name)).read_text()
    assert "@import" not in served
    assert [part.name for part in parts_of(sheet) if part.read_text() not in served] == []
    collected = dict(row for finder in get_finders() for row in finder.list(None))
    assert collected[name].open(name).read().decode() == served


def test_each_part_is_in_one_sheet() -> None:
    imported = [part for sheet in SHEETS for part in parts_of(sheet)]
    folders = {part.parent for part in imported}
    assert sorted(imported) == sorted(path for folder in folders for path in folder.glob("*.css"))


def test_no_style_sheet_is_too_long_to_find_ones_way() -> None:
    lengths = {path.name: len(path.read_text().splitlines()) for path in STYLES.rglob("*.css")}
    assert {name: lines for name, lines in lengths.items() if lines > MAX_LINES} == {}
