"""Lines of templates stay short enough to read; those that are not are a list that only shrinks."""

from pathlib import Path
from typing import Final

from tests.app_names import ROOT

MAX_LINE_CHARS: Final = 120
LIST: Final = Path(__file__).with_name("long_template_lines.txt")
"""Each line: how many lines of a template are too long, and its name."""


def long_lines() -> dict[str, int]:
    """Return how many lines of each template are too long, where there are any."""
    folder = ROOT / "templates"
    counts = {
        str(path.relative_to(folder)): sum(
            len(line) > MAX_LINE_CHARS for line in path.read_text().splitlines()
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    return {name: count for name, count in counts.items() if count}


def listed() -> dict[str, int]:
    rows = (line.split(maxsplit=1) for line in LIST.read_text().splitlines())
    return {name: int(count) for count, name in rows}


def test_no_template_gains_a_line_that_is_too_long() -> None:
    known = listed()
    grown = {name: count for name, count in long_lines().items() if count > known.get(name, 0)}
    assert grown == {}


def test_the_list_of_long_lines_shrinks_with_them() -> None:
    present = long_lines()
    stale = {name: count for name, count in listed().items() if count > present.get(name, 0)}
    assert stale == {}, "take these numbers down in long_template_lines.txt"
