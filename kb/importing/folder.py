"""A folder of Markdown files with front matter: a documentation site, or our own export."""

import datetime
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any, Final

from accounts.unicode import slugify
from kb.importing.frontmatter import split_front_matter
from kb.importing.html_blocks import html_to_blocks
from kb.importing.items import (
    BODY_MAX_BYTES,
    BadItem,
    ImportedArticle,
    ImportedSection,
    ImportFailed,
    NoArticle,
    Refuse,
    Source,
    Surroundings,
    Votes,
)
from kb.importing.jekyll import Contents, is_jekyll, read_contents, site_variables
from kb.importing.kramdown import markdown_to_html
from kb.importing.liquid import Liquid
from kb.text.markdown_blocks import RawBlock

ENDINGS: Final = (".md", ".markdown")
INDEX_NAMES: Final = ("_index.md", "index.md", "README.md")
_LAST: Final = 1 << 30
_INCLUDES: Final = "_includes/"
_ROOT_SECTION: Final = "articles"


@dataclass
class MarkdownFolder(Source):
    """Reads a folder; folders are sections unless a table of contents says otherwise."""

    folder: Path
    name: str
    language: str = ""
    old_prefix: str = ""
    variables: Mapping[str, Any] = field(default_factory=dict)

    _included: set[str] = field(default_factory=set, init=False)

    def __post_init__(self) -> None:
        self.folder = self.folder.resolve()
        if not self.folder.is_dir():
            raise ImportFailed(f"{self.folder} is not a folder.")
        self.is_jekyll = is_jekyll(self.folder)

    def count(self) -> int:
        """Return how many files will be read."""
        return len(self._paths)

    def sections(self) -> Iterator[ImportedSection]:
        """Yield the sections of the tables of contents, then those of folders they leave out."""
        yield from self._contents.sections
        known = {section.key for section in self._contents.sections}
        for path in self._paths:
            key = self._section_of(self.key_of(path))
            for part in _with_parents(key):
                if part not in known:
                    known.add(part)
                    yield self._folder_section(part)

    def articles(self, refuse: Refuse) -> Iterator[ImportedArticle]:
        """Yield articles in the order of the contents, then of their folders and names."""
        for path in self._paths:
            key = self.key_of(path)
            try:
                article = self.read(path, key)
            except BadItem as error:
                refuse(key, error)
            else:
                yield article

    def blocks(self, article: ImportedArticle, around: Surroundings) -> list[RawBlock]:
        """Turn an article's Markdown into blocks."""
        text = article.body
        if self.is_jekyll:
            text = self._expand(article, around)
        return html_to_blocks(markdown_to_html(text, around.note), around)

    def parts(self) -> Iterator[tuple[str, str]]:
        """Yield the Markdown files that are no articles of their own."""
        own = set(self._paths)
        for path in sorted(self.folder.rglob("*")):
            if path.suffix not in ENDINGS or path in own or not path.is_file():
                continue
            key = self.key_of(path)
            name = key.removeprefix(_INCLUDES)
            if name == key:
                yield key, "its name or its folder's begins with _ or . and so is left out"
            elif name in self._included:
                yield key, "it was included in articles"
            else:
                yield key, "it is there to be included, and no article does"

    def notices(self) -> list[str]:
        """Say which tables of contents could not be read."""
        return list(self._contents.broken)

    def find_file(self, article_key: str, address: str) -> Path | None:
        """Find a file that a text points at; nothing outside of the folder is ever found."""
        if "://" in address or address.startswith(("//", "#", "data:", "mailto:")):
            return None
        path = address.split("#", maxsplit=1)[0].split("?", maxsplit=1)[0]
        base = self.folder if path.startswith("/") else (self.folder / article_key).parent
        try:
            found = (base / path.lstrip("/")).resolve()
            inside = found.is_relative_to(self.folder) and found.is_file()
        except (OSError, ValueError):
            return None
        return found if inside else None

    @cached_property
    def _contents(self) -> Contents:
        return read_contents(self.folder)

    @cached_property
    def _site(self) -> dict[str, Any]:
        return site_variables(self.folder)

    @cached_property
    def _folder_homes(self) -> dict[str, str]:
        return self._contents.folder_sections()

    @cached_property
    def _paths(self) -> list[Path]:
        """The files, in reading order."""
        found: list[Path] = []
        for parent, folders, names in os.walk(self.folder):
            folders[:] = sorted(name for name in folders if not name.startswith(("_", ".")))
            found += [
                Path(parent, name)
                for name in sorted(names)
                if name.endswith(ENDINGS) and not name.startswith((".", "_"))
            ]
        return sorted(found, key=self._order)

    def _order(self, path: Path) -> tuple[int, str]:
        key = self.key_of(path)
        return self._contents.places.get(_permalink(key), ("", _LAST))[1], key

    def key_of(self, path: Path) -> str:
        """The name of a file in this source."""
        return path.relative_to(self.folder).as_posix()

    def _section_of(self, key: str) -> str:
        """The key of the section that an article belongs to."""
        if place := self._contents.places.get(_permalink(key)):
            return place[0]
        parent = PurePosixPath(key).parent
        own = _permalink(key).removesuffix(".html").lstrip("/")
        for folder in (f"/{parent}", f"/{own}"):
            if folder in self._folder_homes and folder != "/.":
                return self._folder_homes[folder]
        return "/".join(parent.parts) or self._root_section(own)

    def _root_section(self, own: str) -> str:
        """A file beside a folder of its name introduces that folder."""
        return own if (self.folder / own).is_dir() else _ROOT_SECTION

    def _folder_section(self, key: str) -> ImportedSection:
        parent, _slash, name = key.rpartition("/")
        fields: dict[str, Any] = {}
        candidates = [self.folder / key / index for index in INDEX_NAMES]
        for path in [*candidates, self.folder / f"{key}.md"]:
            if path.is_file():
                try:
                    fields, _body = split_front_matter(self.text_of(path))
                except BadItem:
                    fields = {}
                break
        title = str(fields.get("title") or name.replace("-", " ").replace("_", " ").capitalize())
        return ImportedSection(
            key=key,
            title=title,
            slug=slugify(str(fields.get("slug") or name)),
            summary=str(fields.get("summary") or fields.get("description") or ""),
            parent=parent,
        )

    def read(self, path: Path, key: str) -> ImportedArticle:
        """Read one article; raises `BadItem` saying why it cannot be."""
        fields, body = split_front_matter(self.text_of(path))
        if str(fields.get("layout", "")) in ("404", "redirect") or key == "404.md":
            raise NoArticle("it is no article but a page for visitors who are lost")
        if self.is_jekyll and not body.strip() and not fields.get("sections"):
            raise NoArticle("it has no text")
        title, body = _title(fields, body, key)
        return ImportedArticle(
            key=key,
            title=title,
            section=self._section_of(key),
            body=body,
            slug=str(fields.get("slug") or PurePosixPath(key).stem),
            summary=str(fields.get("summary") or fields.get("description") or "").strip(),
            keywords=_words(fields.get("keywords")),
            tags=_strings(fields.get("tags")),
            language=str(fields.get("language") or fields.get("lang") or self.language),
            audience=str(fields.get("audience") or ""),
            owner=str(fields.get("owner") or ""),
            live=fields.get("published") is not False and fields.get("draft") is not True,
            review_due=_date(fields, "review_due"),
            addresses=self._addresses(key, fields),
            votes=_votes(fields.get("votes")),
            extra=fields,
            place=self._order(path)[0],
        )

    def text_of(self, path: Path) -> str:
        """The text of a file of the folder; links that lead out of it are not followed."""
        if not path.resolve().is_relative_to(self.folder):
            raise BadItem("it is a link that leads out of the folder")
        return read_text(path)

    def _addresses(self, key: str, fields: Mapping[str, Any]) -> tuple[str, ...]:
        own = [str(fields["permalink"])] if fields.get("permalink") else []
        if self.is_jekyll and not own:
            own = [_permalink(key)]
        for name in ("redirect_from", "aliases", "old_url"):
            own += _strings(fields.get(name))
        return tuple(self.old_prefix + (a if a.startswith("/") else f"/{a}") for a in own)

    def _expand(self, article: ImportedArticle, around: Surroundings) -> str:
        site = {**self._site, **(self.variables.get("site") or {})}
        variables = {**self.variables, "site": site, "page": dict(article.extra)}
        return Liquid(variables, self._read_include, around.note).expand(article.body)

    def _read_include(self, name: str) -> str | None:
        found = self.find_file(f"{_INCLUDES}_", name)
        if found is None:
            return None
        self._included.add(self.key_of(found).removeprefix(_INCLUDES))
        return read_text(found)


def _with_parents(key: str) -> Iterator[str]:
    parts = key.split("/")
    for end in range(1, len(parts) + 1):
        yield "/".join(parts[:end])


def _permalink(key: str) -> str:
    stem = str(PurePosixPath(key).with_suffix(""))
    return f"/{stem}.html"


def read_text(path: Path) -> str:
    """Read a text file of bearable size; raises `BadItem` otherwise."""
    try:
        if path.stat().st_size > BODY_MAX_BYTES:
            raise BadItem(f"the file is larger than {BODY_MAX_BYTES // 1_000_000} MB")
        data = path.read_bytes()
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadItem("the file is not UTF-8 text", line=line) from error
    except OSError as error:
        raise BadItem(f"the file cannot be read ({error.strerror})") from error


def _title(fields: Mapping[str, Any], body: str, key: str) -> tuple[str, str]:
    """The title and the text without it, where the text begins with it."""
    if title := str(fields.get("title") or "").strip():
        return title, body
    first, _newline, rest = body.lstrip().partition("\n")
    if first.startswith("# "):
        return first[2:].strip().rstrip("#").strip(), rest
    name = PurePosixPath(key).stem.replace("-", " ").replace("_", " ")
    return name.capitalize(), body


def _strings(value: Any) -> tuple[str, ...]:
    """A list of words, however front matter writes one."""
    if value is None:
        return ()
    if isinstance(value, str):
        value = value.split(",")
    if not isinstance(value, list | tuple):
        value = [value]
    return tuple(str(word).strip() for word in value if str(word).strip())


def _votes(value: Any) -> Votes:
    """What readers said, as our own export writes it."""
    if not isinstance(value, dict):
        return Votes()
    counts = [value.get(name) for name in ("helpful", "unhelpful")]
    helpful, unhelpful = (max(n, 0) if isinstance(n, int) else 0 for n in counts)
    return Votes(helpful, unhelpful)


def _words(value: Any) -> str:
    """Search words, which one writes as a list and another between commas."""
    return value.strip() if isinstance(value, str) else ", ".join(_strings(value))


def _date(fields: Mapping[str, Any], name: str) -> datetime.date | None:
    value = fields.get(name)
    if isinstance(value, datetime.datetime):
        return value.date()
    if value is None or isinstance(value, datetime.date):
        return value
    raise BadItem(f"{name} is not a date: {value}")
