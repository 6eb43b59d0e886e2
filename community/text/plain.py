"""Plain text out of rendered HTML, and excerpts of it."""

import re
from html.parser import HTMLParser
from typing import Final

from core.unicode import characters

_LONGEST_CHARACTER: Final = 8
"""How many code points of a text are looked at for each character of an excerpt."""

BLOCK_TAGS: Final = frozenset(
    [
        "p",
        "div",
        "pre",
        "blockquote",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "br",
        "table",
        "tr",
    ]
)
_CELL_TAGS: Final = frozenset({"td", "th"})
_ENDING_TAGS: Final = BLOCK_TAGS - {"li", "tr", "br", "hr", "dt", "dd"}
"""Blocks that end a line themselves; the others end where the next one starts."""
_SPACES: Final = re.compile(r"[ \t]+")
_SPACED_LINE_END: Final = re.compile(r" ?\n ?")
_BLANK_LINES: Final = re.compile(r"\n{3,}")
_WHITESPACE: Final = re.compile(r"\s+")
_ELLIPSIS: Final = "…"


class _TextCollector(HTMLParser):
    """Collect text; blocks end lines, cells are set apart, images give their description."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._preformatted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCK_TAGS:
            self.parts.append("\n")
        elif tag in _CELL_TAGS:
            self.parts.append(" ")
        elif tag == "img":
            self.parts.append(f" {dict(attrs).get('alt') or ''} ")
        self._preformatted += tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        if tag in _ENDING_TAGS:
            self.parts.append("\n")
        self._preformatted -= tag == "pre"

    def handle_data(self, data: str) -> None:
        self.parts.append(data if self._preformatted > 0 else data.replace("\n", " "))


def plain_text(html: str) -> str:
    """Return what a reader would read: text without markup, one line per block."""
    collector = _TextCollector()
    collector.feed(html)
    collector.close()
    text = _SPACES.sub(" ", "".join(collector.parts))
    text = _SPACED_LINE_END.sub("\n", text)
    return _BLANK_LINES.sub("\n\n", text).strip()


def excerpt(text: str, length: int) -> str:
    """Return at most `length` characters of a plain text as one line, cut between words."""
    line = _WHITESPACE.sub(" ", text).strip()
    beginning = characters(line[: length * _LONGEST_CHARACTER])
    if len(line) <= length or (len(beginning) <= length and "".join(beginning) == line):
        return line
    space = max(length - len(_ELLIPSIS), 0)
    cut = "".join(beginning[:space])
    if line[len(cut)] != " " and " " in cut:
        cut = cut[: cut.rindex(" ")]
    return cut.rstrip(" ,;:.-") + _ELLIPSIS if length > 0 else ""
