"""Read a folder of Markdown files with front matter, such as a documentation site."""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any, Final

from core.unicode import slugify
from kb.conversion.context import BadItem, Note, PlacedContext
from kb.conversion.kramdown import markdown_to_html
from kb.conversion.markdown_blocks import RawBlock
from transfer.importing.items import (
    ImportedArticle,
    ImportedSection,
    ImportFailed,
    NoArticle,
    Part,
    Refuse,
    Source,
    as_bad_item,
)
from transfer.sources.body import html_to_body
from transfer.sources.dialects import Reader, to_plain_markdown
from transfer.sources.folder_files import ENDINGS, FolderFiles, read_text
from transfer.sources.front_fields import date_field, read_votes, search_words, strings, text_field
from transfer.sources.frontmatter import FrontMatter, read_front_matter
from transfer.sources.jekyll import (
    CONFIGURATION,
    Contents,
    is_jekyll,
    read_contents,
    site_variables,
)
from transfer.sources.jekyll_pages import (
    DRAFTS,
    POSTS,
    date_in_name,
    is_draft,
    page_folders,
    undated,
    url_of,
)
from transfer.sources.liquid import Liquid
from transfer.sources.publication import reasons_for_draft
from transfer.sources.titles import Heading, find_title
from transfer.sources.yaml_text import read_yaml

INDEX_NAMES: Final = ("_index.md", "index.md", "README.md")
_LAST: Final = 1 << 30
_TEXT_FIELDS: Final = ("title", "seo_title", "search_description", "valid_for", "edit_note")
_INCLUDES: Final = "_includes/"
_NUMBERED: Final = re.compile(r"^\d+[-_.]\s*")
_SECTION_TEXT: Final = "_index"
_ROOT_SECTION: Final = "articles"
_PACKAGES: Final = "node_modules"


@dataclass
class MarkdownFolder(Source):
    """Reads a folder. Its folders become sections unless a table of contents defines others."""

    folder: Path
    name: str
    language: str = ""
    old_prefix: str = ""
    variables: Mapping[str, Any] = field(default_factory=dict)

    files: FolderFiles = field(init=False)

    def __post_init__(self) -> None:
        self.folder = self.folder.resolve()
        if not self.folder.is_dir():
            raise ImportFailed(f"{self.folder} is not a folder.")
        self.files = FolderFiles(self.folder, self.language)
        self.is_jekyll = is_jekyll(self.folder)

    def count(self) -> int:
        """Return the number of articles' files."""
        return len(self._paths)

    def sections(self) -> Iterator[ImportedSection]:
        """Yield the sections of the tables of contents, then those of the other folders."""
        yield from self._contents.sections
        known = {section.key for section in self._contents.sections}
        for path in self._paths:
            key = self._section_of(self.key_of(path))
            for part in _with_parents(key):
                if part not in known:
                    known.add(part)
                    yield self._folder_section(part)

    def articles(self, refuse: Refuse) -> Iterator[ImportedArticle]:
        """Yield articles in the order of the tables of contents, then by folder and name."""
        for path in self._paths:
            key = self.key_of(path)
            try:
                article = self.read(path, key)
            except Exception as error:  # noqa: BLE001 - whatever is wrong with one, the rest comes
                refuse(key, as_bad_item(error))
            else:
                yield article

    def blocks(self, article: ImportedArticle, context: PlacedContext) -> list[RawBlock]:
        """Convert an article's Markdown to blocks."""
        text = article.body
        if self.is_jekyll:
            text = self._expand(article, context)
        note = self._with_line(article, context.note)
        reader = Reader(
            article.key, note, self._read_file, self._find_page, is_expanded=self.is_jekyll
        )
        plain = to_plain_markdown(text, reader)
        html = markdown_to_html(plain, note, indented_code=not reader.is_component_file)
        return html_to_body(html, context, top_ids=article.top_ids, title=article.title)

    def _with_line(self, article: ImportedArticle, note: Note) -> Note:
        """Return a note function that adds the line number in the file."""
        try:
            whole = self.text_of(self.folder / article.key)
        except BadItem:
            whole = article.body
        after: dict[str, int] = {}

        def say(kind: str, detail: str) -> None:
            start = whole.find(detail, after.get(detail, 0)) if detail else -1
            if start >= 0:
                after[detail] = start + len(detail)
                detail = f"line {whole.count(chr(10), 0, start) + 1}: {detail}"
            note(kind, detail)

        return say

    def parts(self) -> Iterator[Part]:
        """Yield all files that are not articles."""
        for part in self.files.parts({self.key_of(path) for path in self._paths}):
            if self.is_jekyll and (part.key.startswith("_data/") or part.key in CONFIGURATION):
                yield Part(part.key, "it was read for the whole site")
            elif not part.key.startswith(_INCLUDES) or Path(part.key).suffix not in ENDINGS:
                yield part
            elif part.key in self.files.used:
                yield part._replace(what="it was included in articles")
            else:
                yield part._replace(what="it is there to be included, and no article does")

    def notices(self) -> list[str]:
        """Report unreadable tables of contents, and the encodings of files that are not UTF-8."""
        read = (f"{key} is {encoding}" for key, encoding in self.files.encodings.items())
        return [*self._contents.broken, *read]

    def find_file(self, article_key: str, url: str) -> Path | None:
        """Find a file that a text links to. Files outside of the folder are never returned."""
        return self.files.find(article_key, url)

    def link_roots(self) -> tuple[str, ...]:
        """Return the folders that documentation sites serve at their root URL."""
        return self.files.link_roots

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
        """The files of articles, in reading order."""
        found: list[Path] = []
        pages = page_folders(self._site) if self.is_jekyll else frozenset()
        for parent, folders, names in os.walk(self.folder):
            folders[:] = sorted(
                name
                for name in folders
                if (not name.startswith(("_", ".")) and name != _PACKAGES) or name in pages
            )
            found += [
                Path(parent, name)
                for name in sorted(names)
                if name.lower().endswith(ENDINGS)
                and (not name.startswith((".", "_")) or self._is_section_text(name))
            ]
        return sorted(found, key=self._order)

    def _is_section_text(self, name: str) -> bool:
        """Whether this is Hugo's text for a section page."""
        return PurePosixPath(name).stem == _SECTION_TEXT and not (
            self.is_jekyll or self.is_own_export
        )

    def _order(self, path: Path) -> tuple[int, str]:
        key = self.key_of(path)
        return self._contents.places.get(_permalink(key), ("", _LAST))[1], key

    def key_of(self, path: Path) -> str:
        """The name of a file in this source."""
        return self.files.key_of(path)

    def _section_of(self, key: str) -> str:
        """The key of the section that an article belongs to."""
        if place := self._contents.places.get(_permalink(key)):
            return place[0]
        parent = PurePosixPath(
            key.replace(f"{DRAFTS}/", f"{POSTS}/") if self.is_jekyll else key
        ).parent
        own = _permalink(key).removesuffix(".html").lstrip("/")
        for folder in (f"/{parent}", f"/{own}"):
            if folder in self._folder_homes and folder != "/.":
                return self._folder_homes[folder]
        return "/".join(parent.parts) or self._root_section(own)

    def _root_section(self, own: str) -> str:
        """A file beside a folder with the same name belongs to that folder's section."""
        return own if (self.folder / own).is_dir() else _ROOT_SECTION

    def _folder_section(self, key: str) -> ImportedSection:
        parent, _slash, name = key.rpartition("/")
        fields: dict[str, Any] = {}
        candidates = [self.folder / key / index for index in INDEX_NAMES]
        for path in [*candidates, self.folder / f"{key}.md"]:
            if path.is_file():
                try:
                    fields = read_front_matter(self.text_of(path)).written
                except BadItem:
                    fields = {}
                break
        name = _NUMBERED.sub("", name.lstrip("_") if self.is_jekyll else name) or name
        title = str(
            fields.get("title")
            or self._label(key)
            or name.replace("-", " ").replace("_", " ").capitalize()
        )
        return ImportedSection(
            key=key,
            title=title,
            slug=slugify(str(fields.get("slug") or name)),
            summary=str(fields.get("summary") or fields.get("description") or ""),
            parent=parent,
        )

    def _label(self, key: str) -> str:
        """The name of a folder in Docusaurus's category file."""
        for name in ("_category_.json", "_category_.yml", "_category_.yaml"):
            path = self.folder / key / name
            try:
                label = read_yaml(self.text_of(path)) if path.is_file() else None
            except BadItem:
                continue
            if isinstance(label, dict) and label.get("label"):
                self.files.used.add(self.key_of(path))
                return str(label["label"])
        return ""

    def read(self, path: Path, key: str) -> ImportedArticle:
        """Read one article. Raises `BadItem` with the reason if it cannot be imported."""
        front = read_front_matter(self.text_of(path))
        fields, words = front.fields, front.written
        if str(words.get("layout", "")) in ("404", "redirect") or key == "404.md":
            raise NoArticle("it is no article but a page for visitors who are lost")
        is_empty = not front.body.strip() and not self.is_own_export
        if is_empty and not front.doubt and not (self.is_jekyll and fields.get("sections")):
            raise NoArticle("it has no text")
        heading = self._heading(front, key)
        is_live, doubts = self._is_live(front, key)
        return ImportedArticle(
            key=key,
            title=heading.title,
            section=self._section_of(key),
            body=heading.body,
            slug=_slug(words, undated(PurePosixPath(key).stem) if self.is_jekyll else key),
            summary=text_field(words, "summary", "description"),
            keywords=search_words(words.get("keywords")),
            tags=strings(words.get("tags")),
            language=text_field(words, "language", "lang") or self.language,
            audience=text_field(words, "audience"),
            owner=text_field(words, "owner"),
            live=is_live,
            review_due=date_field(fields, "review_due"),
            old_urls=self._urls(key, words),
            votes=read_votes(fields.get("votes")),
            extra=fields | {name: words[name] for name in _TEXT_FIELDS if name in words},
            place=self._order(path)[0],
            doubts=doubts,
            top_ids=(heading.own_id,) if heading.own_id else (),
        )

    def _is_live(self, front: FrontMatter, key: str) -> tuple[bool, tuple[str, ...]]:
        """Whether the article is public, and the reasons why it may not be."""
        if front.doubt:
            return False, (front.doubt,)
        date = date_in_name(key) if self.is_jekyll else None
        written = {"date": date, **front.written} if date else front.written
        is_hidden, doubts = reasons_for_draft(written)
        return not (is_hidden or (self.is_jekyll and is_draft(key))), tuple(doubts)

    def _heading(self, front: FrontMatter, key: str) -> Heading:
        """The title, and the text without a first heading that repeats it."""
        named = text_field(front.written, "title")
        found = find_title(front.body)
        if found is not None and (not named or found.title.casefold() == named.casefold()):
            return found if not named else replace(found, title=named)
        path = PurePosixPath(key)
        stem = path.parent.name or "index" if path.stem == _SECTION_TEXT else path.stem
        stem = undated(stem) if self.is_jekyll else stem
        name = stem.replace("-", " ").replace("_", " ")
        return Heading(title=named or name.capitalize(), body=front.body)

    def text_of(self, path: Path) -> str:
        """The text of a file. Symbolic links to files outside of the folder are refused."""
        return self.files.text_of(path)

    def _urls(self, key: str, fields: Mapping[str, Any]) -> tuple[str, ...]:
        own = [text_field(fields, "permalink")] if fields.get("permalink") else []
        if self.is_jekyll and not own:
            own = [url_of(key)]
        for name in ("redirect_from", "aliases", "old_url"):
            own += strings(fields.get(name))
        return tuple(self.old_prefix + (a if a.startswith("/") else f"/{a}") for a in own)

    def _expand(self, article: ImportedArticle, context: PlacedContext) -> str:
        site = {**self._site, **(self.variables.get("site") or {})}
        variables = {**self.variables, "site": site, "page": dict(article.extra)}
        return Liquid(variables, self._read_include, context.note).expand(article.body)

    def _read_include(self, name: str) -> str | None:
        return self._read_file(f"{_INCLUDES}_", name)

    def _read_file(self, key: str, name: str) -> str | None:
        """The text of an included file, or None if it is missing or not text."""
        found = self.files.find(key, name)
        try:
            return read_text(found) if found is not None else None
        except BadItem:
            return None

    def _find_page(self, name: str) -> str | None:
        """The key of the article with this file name, if there is exactly one."""
        keys = self._keys_by_name.get(PurePosixPath(name).stem.lower(), [])
        return keys[0] if len(keys) == 1 else None

    @cached_property
    def _keys_by_name(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in self._paths:
            found.setdefault(path.stem.lower(), []).append(self.key_of(path))
        return found


def _with_parents(key: str) -> Iterator[str]:
    parts = key.split("/")
    for end in range(1, len(parts) + 1):
        yield "/".join(parts[:end])


def _permalink(key: str) -> str:
    stem = str(PurePosixPath(key).with_suffix(""))
    return f"/{stem}.html"


def _slug(fields: Mapping[str, Any], key: str) -> str:
    own = text_field(fields, "slug").strip("/").rpartition("/")[2]
    return own or _NUMBERED.sub("", PurePosixPath(key).stem)
