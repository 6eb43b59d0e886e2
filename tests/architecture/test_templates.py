"""Lines of templates stay short enough to read."""

from typing import Final

from tests.app_names import ROOT

MAX_LINE_CHARS: Final = 120


def test_no_line_of_a_template_is_too_long() -> None:
    folder = ROOT / "templates"
    long_lines = [
        f"{path.relative_to(folder)}:{number}"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if len(line) > MAX_LINE_CHARS
    ]
    assert long_lines == []
