"""Read a folder that `export_kb` wrote."""

import csv
import io
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

from kb.blocks import ArticleBodyBlock, PartsBlock
from kb.conversion.context import BadItem, Context, PlacedContext
from kb.conversion.markdown_blocks import RawBlock
from transfer.exporting.layout import (
    DRAFT_ENDING,
    FORMAT,
    INDEX_FILE,
    MANIFEST,
    MEDIA_FACTS,
    REDIRECTS,
    SHARED_FOLDER,
    draft_name,
)
from transfer.exporting.stream_text import has_blocks, load_stream
from transfer.importing.items import (
    ImportedArticle,
    ImportedSection,
    ImportedText,
    ImportFailed,
    Part,
    Refuse,
    SourceRedirect,
)
from transfer.sources.folder import MarkdownFolder
from transfer.sources.folder_files import read_text
from transfer.sources.frontmatter import FrontMatter, split_front_matter
from transfer.sources.jekyll import Contents
from transfer.sources.titles import Heading
from transfer.sources.yaml_text import read_yaml


def is_export(folder: Path) -> bool:
    """Whether a folder is an export of Stoa."""
    return (folder / MANIFEST).is_file()


@dataclass
class ExportFolder(MarkdownFolder):
    """An export of Stoa. Files added by hand are read as Markdown."""

    is_own_export: ClassVar = True
    _damage: list[str] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.is_jekyll = False
        version = self._manifest.get("format")
        if version != FORMAT:
            raise ImportFailed(
                f"{MANIFEST} says format {version}, and this version of Stoa reads {FORMAT}."
            )

    def sections(self) -> Iterator[ImportedSection]:
        """Yield the exported sections, including empty ones, then those of added folders."""
        listed = {posixpath.dirname(key) for key in self._listed if _is_section(key)} - {""}
        for place, key in enumerate(self._listed):
            if _is_section(key) and posixpath.dirname(key):
                yield self._exported_section(posixpath.dirname(key), place)
        for section in super().sections():
            if section.key not in listed:
                yield section

    def articles(self, refuse: Refuse) -> Iterator[ImportedArticle]:
        """Yield articles in order. Drafts are part of their article."""
        for article in super().articles(refuse):
            if not article.key.endswith(DRAFT_ENDING):
                yield article

    def count(self) -> int:
        """Return the number of articles."""
        return sum(1 for key in self._listed if not _is_section(key))

    def read(self, path: Path, key: str) -> ImportedArticle:
        """Read an article and its draft. An article can be without text."""
        article = super().read(path, key)
        draft = self.folder / draft_name(key)
        if key.endswith(DRAFT_ENDING) or not draft.is_file():
            return article
        return replace(article, draft=super().read(draft, key))

    def blocks(self, article: ImportedArticle, context: PlacedContext) -> list[RawBlock]:
        """Read the blocks that are marked in the text; other text is Markdown."""
        if has_blocks(article.body) or not article.body.strip():
            return load_stream(ArticleBodyBlock(), article.body, context)
        return super().blocks(article, context)

    def _heading(self, front: FrontMatter, key: str) -> Heading:
        """The title is a field. A first block with the same words remains a block."""
        if has_blocks(front.body) and front.written.get("title"):
            return Heading(title=str(front.written["title"]), body=front.body)
        return super()._heading(front, key)

    def shared_texts(self) -> Iterator[ImportedText]:
        """Yield the shared texts, except those with invalid front matter."""
        for path in sorted((self.folder / SHARED_FOLDER).glob("*.md")):
            try:
                fields, body = split_front_matter(self.text_of(path))
            except BadItem as error:
                self._say_damage(path, error)
                continue
            yield ImportedText(
                slug=str(fields.get("slug") or path.stem),
                title=str(fields.get("title") or path.stem),
                body=body,
                live=fields.get("published") is not False,
                language=str(fields.get("language") or ""),
                translates=str(fields.get("translates") or ""),
            )

    def shared_blocks(self, text: ImportedText, context: Context) -> list[RawBlock]:
        """Read the blocks of a shared text."""
        return load_stream(PartsBlock(), text.body, context)

    def redirects(self) -> Iterator[SourceRedirect]:
        """Yield the redirects."""
        path = self.folder / REDIRECTS
        if not path.is_file():
            return
        try:
            rows = list(csv.DictReader(io.StringIO(self.text_of(path), newline="")))
        except (BadItem, csv.Error) as error:
            self._say_damage(path, error)
            return
        for row in rows:
            yield SourceRedirect(
                path=row.get("from") or "",
                key=row.get("to_file") or "",
                url=row.get("to_address") or "",
                permanent=row.get("permanent") != "0",
                automatic=row.get("automatic") == "1",
            )

    def parts(self) -> Iterator[Part]:
        """Yield the files that are neither part of the export nor added articles."""
        for part in super().parts():
            own = part.key in (MANIFEST, REDIRECTS, MEDIA_FACTS) or part.key in self._listed
            if not own and not part.key.startswith(f"{SHARED_FOLDER}/"):
                yield part

    def notices(self) -> list[str]:
        """Return the notices, including those about damaged files."""
        return [*super().notices(), *self._damage]

    def index_fields(self) -> Mapping[str, Any]:
        """Return the fields of the home page of the knowledge base."""
        fields = self._manifest.get("knowledge_base")
        return fields if isinstance(fields, dict) else {}

    def facts_of_file(self, path: Path) -> Mapping[str, Any]:
        """Return the stored data of a picture or document."""
        facts = self._media_facts.get(path.relative_to(self.folder).as_posix())
        return facts if isinstance(facts, dict) else {}

    @cached_property
    def _manifest(self) -> dict[str, Any]:
        try:
            manifest = read_yaml(read_text(self.folder / MANIFEST))
        except BadItem as error:
            raise ImportFailed(f"{MANIFEST} is damaged: {error}.") from error
        return manifest if isinstance(manifest, dict) else {}

    @property
    def _listed(self) -> list[str]:
        return [str(key) for key in self._manifest.get("order") or []]

    @cached_property
    def _contents(self) -> Contents:
        """The order of articles. Their folders give their sections."""
        contents = Contents()
        for place, key in enumerate(self._listed):
            if not _is_section(key):
                stem = key.removesuffix(".md")
                contents.places[f"/{stem}.html"] = (posixpath.dirname(key) or "articles", place)
        return contents

    @cached_property
    def _media_facts(self) -> dict[str, Any]:
        path = self.folder / MEDIA_FACTS
        try:
            facts = read_yaml(self.text_of(path)) if path.is_file() else {}
        except BadItem as error:
            self._say_damage(path, error)
            facts = {}
        return facts if isinstance(facts, dict) else {}

    def _say_damage(self, path: Path, error: Exception) -> None:
        words = f"{path.relative_to(self.folder).as_posix()} is left out: {error}"
        if words not in self._damage:
            self._damage.append(words)

    def _exported_section(self, key: str, place: int) -> ImportedSection:
        path = self.folder / key / INDEX_FILE
        fields: dict[str, Any] = {}
        if path.is_file():
            try:
                fields, _body = split_front_matter(self.text_of(path))
            except BadItem as error:
                self._say_damage(path, error)
        name = posixpath.basename(key)
        return ImportedSection(
            key=key,
            title=str(fields.get("title") or name),
            slug=str(fields.get("slug") or name),
            summary=str(fields.get("summary") or ""),
            parent=posixpath.dirname(key),
            place=place,
            extra=fields,
        )


def _is_section(key: str) -> bool:
    return posixpath.basename(key) == INDEX_FILE
