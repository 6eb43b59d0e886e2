"""Writing the whole knowledge base as a folder: Markdown, pictures, redirects."""

import csv
import posixpath
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from django.db.models import Prefetch
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from kb.conversion.context import BadItem
from kb.models import (
    ArticleChange,
    ArticlePage,
    ArticleTranslation,
    KBIndexPage,
    SectionPage,
    SharedText,
)
from transfer.exporting.fields import AFTERWARDS, ARTICLE_FIELDS, SECTION_FIELDS, dump_fields
from transfer.exporting.index import ExportIndex, ExportNames, RoundTripCheck
from transfer.exporting.layout import (
    FORMAT,
    INDEX_FILE,
    MANIFEST,
    MEDIA_FACTS,
    REDIRECT_COLUMNS,
    REDIRECTS,
    SHARED_FOLDER,
    draft_name,
)
from transfer.exporting.provenance import dump_history
from transfer.exporting.rich_text import dump_rich
from transfer.exporting.stream_text import dump_stream, yaml_text
from transfer.importing.items import ImportFailed
from transfer.sources.yaml_text import read_yaml

Advance = Callable[[], None]


@dataclass
class ExportReport:
    """What was written, and what pointed nowhere."""

    sections: int = 0
    articles: int = 0
    drafts: int = 0
    shared_texts: int = 0
    redirects: int = 0
    media: int = 0
    losses: dict[str, list[str]] = field(default_factory=dict)


def export_knowledge(
    folder: Path, *, replace: bool = False, advance: Advance = lambda: None
) -> ExportReport:
    """Write everything into a folder that `import_markdown` reads back as the same site.

    The folder is new or empty, or with `replace` holds an earlier export. Raises `ImportFailed`
    where it does not.
    """
    index = KBIndexPage.objects.first()
    if index is None:
        raise ImportFailed("There is no knowledge base yet; run `manage.py setup_site` first.")
    _clear(folder, replace=replace)
    export = _Export(folder, index)
    for page in export.pages():
        export.write_page(page)
        advance()
    export.write_extras()
    return export.report


def count_pages() -> int:
    """How many pages an export writes."""
    return ArticlePage.objects.count() + SectionPage.objects.count()


class _Export:
    """Writes one export into a folder and keeps its report."""

    def __init__(self, folder: Path, index: KBIndexPage) -> None:
        self.folder = folder
        self.index = index
        self.report = ExportReport()
        self.export_index = ExportIndex(folder, index, self._lose)
        self.names = ExportNames(self.export_index)
        self.proof = RoundTripCheck(self.export_index)
        self.order: list[str] = []

    def _lose(self, kind: str, detail: str) -> None:
        places = self.report.losses.setdefault(kind, [])
        if detail not in places:
            places.append(detail)

    def pages(self) -> Iterator[ArticlePage | SectionPage]:
        """Yield sections and articles in the order of the tree, few in memory at a time."""
        inner = Page.objects.descendant_of(self.index).order_by("path")
        for number in list(inner.values_list("pk", flat=True)):
            kind = (
                ArticlePage
                if self.export_index.keys[number].rpartition("/")[2] != INDEX_FILE
                else SectionPage
            )
            groups = Prefetch("audience_groups")
            yield kind.objects.select_related("owner").prefetch_related(groups).get(pk=number)

    def write_page(self, page: ArticlePage | SectionPage) -> None:
        """Write the file of a page, and of the draft it has beside what is published."""
        base = self.export_index.base = self.export_index.keys[page.pk]
        self.order.append(base)
        if isinstance(page, SectionPage):
            self.report.sections += 1
            fields = _section_fields(page)
            self._write(base, fields, "")
            return
        self.report.articles += 1
        shown = page if page.live else _latest(page)
        history = dump_history(page) | dump_fields(page, AFTERWARDS)
        history |= self._translation_of(page)
        if page.workflow_in_progress:
            history["waiting_for_review"] = True
        body = self._body(shown)
        self._write(base, _article_fields(shown, page) | history, body)
        if page.live and page.has_unpublished_changes:
            draft = _latest(page)
            self._write(draft_name(base), _article_fields(draft, page), self._body(draft))
            self.report.drafts += 1

    def _translation_of(self, page: ArticlePage) -> dict[str, Any]:
        """Which article it says in another language, and whether it says all of it."""
        relation = ArticleTranslation.objects.filter(article=page).first()
        if relation is None:
            return {}
        latest = ArticleChange.objects.filter(article=relation.source_id).order_by("-pk").first()
        return {
            "translation_of": self.names.page(relation.source_id),
            "translation_is_current": latest is None or relation.synced_to_id == latest.pk,
        }

    def write_extras(self) -> None:
        """Write shared texts, redirects, what is known of pictures, and the list of it all."""
        for text in SharedText.objects.select_related("translates").order_by("slug"):
            base = self.export_index.base = f"{SHARED_FOLDER}/{text.slug}.md"
            block = text.content.stream_block
            body = dump_stream(block, list(text.content.get_prep_value()), self.names, self.proof)
            fields = {
                "title": text.title,
                "slug": text.slug,
                "published": text.live,
                "language": text.language,
            }
            if text.translates is not None:
                fields["translates"] = text.translates.slug
            self._write(base, fields, body)
            self.report.shared_texts += 1
        self._write_redirects()
        self.export_index.base = INDEX_FILE
        index: dict[str, Any] = {"title": self.index.title}
        if self.index.introduction:
            index["introduction"] = dump_rich(self.index.introduction, self.names, self.proof)
        manifest = {"format": FORMAT, "knowledge_base": index, "order": self.order}
        (self.folder / MANIFEST).write_text(yaml_text(manifest) + "\n", encoding="utf-8")
        if self.export_index.media.facts:
            facts = yaml_text(self.export_index.media.facts)
            (self.folder / MEDIA_FACTS).write_text(facts + "\n", encoding="utf-8")
        self.report.media = len(self.export_index.media.facts)

    def _write_redirects(self) -> None:
        rows = []
        for redirect in Redirect.objects.order_by("old_path", "pk"):
            key = self.export_index.keys.get(redirect.redirect_page_id or 0, "")
            if key or redirect.redirect_link:
                flags = (int(redirect.is_permanent), int(redirect.automatically_created))
                rows.append((redirect.old_path, key, redirect.redirect_link, *flags))
        with (self.folder / REDIRECTS).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(REDIRECT_COLUMNS)
            writer.writerows(rows)
        self.report.redirects = len(rows)

    def _body(self, article: ArticlePage) -> str:
        return dump_stream(
            article.body.stream_block, list(article.body.get_prep_value()), self.names, self.proof
        )

    def _write(self, key: str, fields: dict[str, Any], body: str) -> None:
        path = self.folder / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"---\n{yaml_text(fields)}\n---\n\n{body}", encoding="utf-8")


def _latest(page: ArticlePage) -> ArticlePage:
    latest: ArticlePage = page.get_latest_revision_as_object() if page.latest_revision_id else page
    return latest


def _article_fields(version: ArticlePage, page: ArticlePage) -> dict[str, Any]:
    fields = {
        "id": page.pk,
        "title": version.title,
        "slug": version.slug,
        "summary": version.summary,
        "language": version.language,
        "keywords": version.keywords,
        "tags": sorted(version.tags.names()),
        "audience": version.audience,
        "owner": page.owner.username if page.owner else None,
        "review_due": version.review_due,
        "published": page.live,
    }
    return _filled(fields) | dump_fields(version, ARTICLE_FIELDS)


def _section_fields(page: SectionPage) -> dict[str, Any]:
    fields = {
        "id": page.pk,
        "title": page.title,
        "slug": page.slug,
        "summary": page.summary,
        "audience": page.audience,
        "owner": page.owner.username if page.owner else None,
        "published": page.live,
    }
    names = {
        name.language: _filled({"title": name.title, "summary": name.summary})
        for name in page.names.all()
    }
    fields["names"] = names or None
    return _filled(fields) | dump_fields(page, SECTION_FIELDS | _SECTION_AFTERWARDS)


_SECTION_AFTERWARDS: Final = {
    name: AFTERWARDS[name]
    for name in ("translation_key", "first_published_at", "last_published_at")
}


def _filled(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, "", [])}


def _clear(folder: Path, *, replace: bool) -> None:
    """Make the folder, or take away what an earlier export wrote into it, and nothing else."""
    if not folder.exists():
        folder.mkdir(parents=True)
        return
    if not folder.is_dir():
        raise ImportFailed(f"{folder} is not a folder.")
    manifest = folder / MANIFEST
    if not any(folder.iterdir()):
        return
    if not (replace and manifest.is_file()):
        raise ImportFailed(
            f"{folder} is not empty. Name another folder, or write over an earlier export with"
            " --replace."
        )
    try:
        order = (read_yaml(manifest.read_text(encoding="utf-8")) or {}).get("order") or []
    except (BadItem, AttributeError) as error:
        raise ImportFailed(f"{manifest} is damaged: {error}.") from error
    for key in order:
        for name in (str(key), draft_name(str(key))):
            path = (folder / name).resolve()
            if path.is_relative_to(folder.resolve()):
                path.unlink(missing_ok=True)
    for name in (SHARED_FOLDER, posixpath.dirname(MEDIA_FACTS)):
        shutil.rmtree(folder / name, ignore_errors=True)
