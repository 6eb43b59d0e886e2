"""Read articles from a CSV table with one row per article."""

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final, TextIO

from core.unicode import slugify
from kb.conversion.context import BadItem, PlacedContext
from kb.conversion.kramdown import markdown_to_html
from kb.conversion.markdown_blocks import RawBlock
from transfer.importing.items import (
    BODY_MAX_BYTES,
    ImportedArticle,
    ImportedSection,
    ImportFailed,
    Refuse,
    Source,
    as_bad_item,
)
from transfer.sources.body import html_to_body
from transfer.sources.dialects import Reader, to_plain_markdown
from transfer.sources.encodings import Encoding, encoding_of
from transfer.sources.publication import is_published_word

NEEDED: Final = ("title", "section", "body")
KNOWN: Final = (*NEEDED, "id", "summary", "language", "tags", "keywords", "old_url", "slug")
KNOWN_TOO: Final = ("published", "audience", "owner")
_SECTION_SIGN: Final = re.compile(r"[>/]")
_HTML: Final = re.compile(r"\s*<(?:!--|[a-zA-Z][^>]*>)")
_LIST_SIGN: Final = re.compile(r"[,;|]")
_SEPARATOR: Final = re.compile(r"\"?sep=[,;|\t]\"?\r?$", re.IGNORECASE)
_CELL_MAX: Final = BODY_MAX_BYTES * 2


@dataclass
class CsvTable(Source):
    """Reads a CSV file with a header. Rows that cannot be imported are reported by line."""

    path: Path
    name: str
    language: str = ""
    _damage: tuple[int, str] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        if not self.path.is_file():
            raise ImportFailed(f"{self.path} is not a file.")
        twice = {name for name in self._head if name and self._head.count(name) > 1}
        if known := sorted(twice & {*KNOWN, *KNOWN_TOO}):
            raise ImportFailed(f"{self.path.name} has two columns {', '.join(known)}.")
        missing = [name for name in NEEDED if name not in self._head]
        if missing:
            raise ImportFailed(
                f"{self.path.name} has no column {', '.join(missing)}. It needs"
                f" {', '.join(NEEDED)} and may have {', '.join((*KNOWN[3:], *KNOWN_TOO))}."
            )

    def count(self) -> int:
        """Return the number of rows."""
        return sum(1 for _line, _row in self._rows())

    def notices(self) -> list[str]:
        """Report the unused columns, and the encoding if it was guessed."""
        unknown = [name for name in self._head if name and name not in (*KNOWN, *KNOWN_TOO)]
        said = [f"columns that were not read: {', '.join(unknown)}"] if unknown else []
        nameless = sum(1 for _line, row in self._rows() if row.beside)
        if nameless:
            said.append(f"rows with words in columns without a name, not read: {nameless}")
        if not self._encoding.is_utf8:
            said.append(f"it is {self._encoding}")
        return said

    def sections(self) -> Iterator[ImportedSection]:
        """Yield the sections in the rows, such as `Tents > Zips`."""
        seen: set[str] = set()
        for _line, row in self._rows():
            titles = _section_titles(row)
            for end in range(1, len(titles) + 1):
                key = _section_key(titles[:end])
                if key not in seen:
                    seen.add(key)
                    parent = _section_key(titles[: end - 1])
                    yield ImportedSection(key=key, title=titles[end - 1], parent=parent)

    def articles(self, refuse: Refuse) -> Iterator[ImportedArticle]:
        """Yield the rows as articles."""
        seen: dict[str, int] = {}
        for line, row in self._rows():
            try:
                article = self._article(row)
                if article.key in seen:
                    raise BadItem(f"it has the same key as the row in line {seen[article.key]}")
            except Exception as error:  # noqa: BLE001 - whatever is wrong with one, the rest comes
                refuse(f"line {line}", as_bad_item(error))
                continue
            seen[article.key] = line
            yield article
        if self._damage is not None:
            line, why = self._damage
            refuse(f"line {line}", BadItem(why))

    def blocks(self, article: ImportedArticle, context: PlacedContext) -> list[RawBlock]:
        """Convert a body to blocks: as HTML if it begins with a tag, otherwise as Markdown."""
        if _HTML.match(article.body):
            return html_to_body(article.body, context, title=article.title)
        reader = Reader(article.key, context.note, lambda _key, _name: None, lambda _name: None)
        text = to_plain_markdown(article.body, reader)
        return html_to_body(markdown_to_html(text, context.note), context, title=article.title)

    @cached_property
    def _encoding(self) -> Encoding:
        return encoding_of(self.path, self.language)

    @contextmanager
    def _opened(self) -> Iterator[TextIO]:
        """The table without the line that tells Excel the separator."""
        codec = "utf-8-sig" if self._encoding.codec == "utf-8" else self._encoding.codec
        with self.path.open(encoding=codec, errors="replace", newline="") as file:
            for _line in range(self._lines_before):
                file.readline()
            yield file

    @cached_property
    def _lines_before(self) -> int:
        codec = "utf-8-sig" if self._encoding.codec == "utf-8" else self._encoding.codec
        with self.path.open(encoding=codec, errors="replace", newline="") as file:
            return int(_SEPARATOR.match(file.readline(20)) is not None)

    @cached_property
    def _head(self) -> list[str]:
        with self._opened() as file:
            try:
                return [name.strip().lower() for name in next(csv.reader(file, self._dialect), [])]
            except csv.Error as error:
                raise ImportFailed(f"{self.path.name} is no CSV file: {error}.") from error

    @cached_property
    def _dialect(self) -> type[csv.Dialect]:
        """The separator: the most frequent candidate in the header."""
        with self._opened() as file:
            head = file.readline()
        sign = max(",;\t|", key=head.count)
        return type("Dialect", (csv.excel,), {"delimiter": sign, "strict": True})

    def _rows(self) -> Iterator[tuple[int, "_Row"]]:
        """Yield each row with the number of its first line."""
        csv.field_size_limit(_CELL_MAX)
        with self._opened() as file:
            reader = csv.reader(file, self._dialect)
            before = self._lines_before + 1
            line = before
            try:
                next(reader, None)
                line = reader.line_num + before
                for cells in reader:
                    if any(cell.strip() for cell in cells):
                        yield line, self._row(cells)
                    line = reader.line_num + before
            except csv.Error as error:
                self._damage = line, f"the table is damaged here ({error}); the rest was not read"

    def _row(self, cells: list[str]) -> "_Row":
        cells = [cell.strip() for cell in cells]
        while len(cells) > len(self._head) and not cells[-1]:
            cells.pop()
        named = zip(self._head, cells, strict=False)
        row = _Row((name, cell) for name, cell in named if name)
        row.beside = any(cell for name, cell in zip(self._head, cells, strict=False) if not name)
        if len(cells) != len(self._head):
            row.wrong = f"it has {len(cells)} cells, the head has {len(self._head)}"
        elif self._encoding.is_damaged and any("\ufffd" in cell for cell in cells):
            row.wrong = "some of its letters are not UTF-8 as those of the other rows are"
        return row

    def _article(self, row: "_Row") -> ImportedArticle:
        if row.wrong:
            raise BadItem(row.wrong)
        for name in NEEDED:
            if not row.get(name):
                raise BadItem(f"{name} is empty")
        if len(row["body"].encode()) > BODY_MAX_BYTES:
            raise BadItem(f"the body is larger than {BODY_MAX_BYTES // 1_000_000} MB")
        section = _section_key(_section_titles(row))
        old = row.get("old_url", "")
        return ImportedArticle(
            key=row.get("id") or old or f"{section}/{slugify(row['title'])}",
            title=row["title"],
            section=section,
            body=row["body"],
            slug=row.get("slug", ""),
            summary=row.get("summary", ""),
            keywords=row.get("keywords", ""),
            tags=tuple(
                tag for part in _LIST_SIGN.split(row.get("tags", "")) if (tag := part.strip())
            ),
            language=row.get("language") or self.language,
            audience=row.get("audience", ""),
            owner=row.get("owner", ""),
            live="published" not in row or is_published_word(row["published"]),
            old_urls=(old,) if old else (),
        )


class _Row(dict[str, str]):
    """The cells of a row by column name."""

    wrong = ""
    """Why the row cannot be imported."""
    beside = False
    """Whether cells outside of the named columns have content."""


def _section_titles(row: dict[str, str]) -> list[str]:
    titles = _SECTION_SIGN.split(row.get("section", ""))
    return [title.strip() for title in titles if title.strip()]


def _section_key(titles: list[str]) -> str:
    return "/".join(slugify(title) or title for title in titles)
