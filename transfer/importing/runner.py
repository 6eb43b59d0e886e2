"""Running an import: sections, then a page for each article, then the texts with their links."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from django.db import Error as DatabaseError
from django.db import InterfaceError, OperationalError, reset_queries
from django.urls import reverse

from core.memory import refresh_statistics
from kb import signals
from kb.conversion.context import BadItem
from kb.conversion.markdown_blocks import RawBlock
from kb.models import ArticlePage, KBIndexPage
from kb.models.pages import SECTION_LEVELS
from kb.permissions import check_can_write_articles
from kb.services.bulk import writing_in_bulk
from kb.text.anchors import anchors_of
from transfer.importing.context import ArticleContext, Pointed
from transfer.importing.extras import (
    index_sections,
    link_translations,
    write_index,
    write_redirects,
    write_shared_texts,
)
from transfer.importing.items import ImportedArticle, ImportFailed, NoArticle, Source, as_bad_item
from transfer.importing.links import LinkIndex
from transfer.importing.media import MediaImporter
from transfer.importing.report import ImportReport
from transfer.importing.sections import SECTION_PREFIX, SectionWriter
from transfer.importing.writer import ArticleWriter
from transfer.models import ImportedPage

if TYPE_CHECKING:
    from accounts.models import User

Advance = Callable[[], None]
FATAL: Final = (ImportFailed, OperationalError, InterfaceError)
"""What no other article would fare better with."""


@dataclass
class ImportOptions:
    """How an import is to be done; `publish` off leaves every article a draft.

    Of an import that is not `trusted` nobody believes who checked an article, what readers said of
    it, or what the front page is to say.
    """

    publish: bool = True
    trusted: bool = True
    force: bool = False
    dry_run: bool = False
    section: str = ""
    hosts: frozenset[str] = frozenset()
    prefix: str = ""


@dataclass
class _Run:
    actor: "User"
    source: Source
    options: ImportOptions
    advance: Advance
    report: ImportReport
    index: LinkIndex
    writer: ArticleWriter
    media_importer: MediaImporter | None
    refused: set[str] = field(default_factory=set)
    translations: list[tuple[int, str, ImportedArticle]] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    pointed: Pointed = field(default_factory=dict)
    places: dict[int, set[str]] = field(default_factory=dict)

    def context(self, key: str) -> ArticleContext:
        """Return what the text with a key may ask."""
        return ArticleContext(
            key=key,
            source=self.source,
            index=self.index,
            report=self.report,
            media_importer=self.media_importer,
            pointed=self.pointed,
        )

    def refuse(self, key: str, error: BadItem) -> None:
        """Report an article that is left out, once, though it is read twice."""
        if key not in self.refused:
            self.refused.add(key)
            outcome = "skipped" if isinstance(error, NoArticle) else "refused"
            self.report.settle(key, outcome, str(error))


def import_knowledge(
    *, actor: "User", source: Source, options: ImportOptions, advance: Advance = lambda: None
) -> ImportReport:
    """Import a source, or bring in what has changed in it; again without changes it writes nothing.

    Each article is one transaction, so an interrupted import goes on when it is run again. Raises
    `ImportFailed` where nothing at all can be done.
    """
    check_can_write_articles(actor)
    report = ImportReport(source=source.name, dry_run=options.dry_run)
    run = _Run(
        actor=actor,
        source=source,
        options=options,
        advance=advance,
        report=report,
        index=LinkIndex(
            hosts=options.hosts | source.hosts(),
            prefix=options.prefix,
            is_own=source.is_own_export,
            simplify=source.simplify_path,
            roots=source.link_roots(),
        ),
        writer=ArticleWriter(
            actor=actor,
            source_name=source.name,
            is_own_export=source.is_own_export,
            report=report,
            publish=options.publish,
            trusted=options.trusted,
            force=options.force,
        ),
        media_importer=None if options.dry_run else MediaImporter(actor=actor),
    )
    if not KBIndexPage.objects.exists():
        raise ImportFailed("There is no knowledge base yet; run `manage.py setup_site` first.")
    try:
        with writing_in_bulk():
            sections = _create_placeholders(run)
            if not options.dry_run:
                index_sections(sections, run.index)
                write_shared_texts(source, run.context, report, trusted=options.trusted)
                if options.trusted:
                    write_index(source, run.context, actor)
            _write_texts(run)
            if not options.dry_run:
                write_redirects(source, run.index, report, trusted=options.trusted)
                link_translations(run.translations, run.index, actor, report)
    except DatabaseError as error:
        raise ImportFailed(
            f"The database refused a change ({error}). What was imported before it stays; when the"
            " cause is gone, run the same command again and it goes on from there."
        ) from error
    _finish(run)
    return report


def _create_placeholders(run: _Run) -> SectionWriter:
    """Give every article a page, so that texts can link to those that come later."""
    sections = SectionWriter(run.actor, run.source, run.report, base=run.options.section)
    too_deep = 0
    for raw in run.source.articles(run.refuse):
        try:
            article = run.writer.settle_fields(raw, quiet=True)
            too_deep += sections.is_too_deep(article.section)
            _index(run, article, _record_of(run, article, sections))
        except FATAL:
            raise
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one, the rest comes
            run.refuse(raw.key, as_bad_item(error))
            continue
        run.index.want_places(raw.body)
        run.advance()
        reset_queries()
    if not run.options.dry_run:
        sections.make_up_to()
    if too_deep:
        run.report.notices.append(
            f"{too_deep} articles stood deeper than {SECTION_LEVELS} levels of sections; they are"
            " in the section above."
        )
    return sections


def _record_of(run: _Run, article: ImportedArticle, sections: SectionWriter) -> ImportedPage | None:
    found = ImportedPage.objects.filter(source=run.source.name, key=article.key)
    record = found.select_related("page").first()
    if run.options.dry_run:
        return record
    if record is not None and (record.page_id is not None or not run.options.force):
        return record
    sections.make_up_to(article.place)
    return run.writer.create_placeholder(article, sections.page_of(article.section))


def _index(run: _Run, article: ImportedArticle, record: ImportedPage | None) -> None:
    """Let links find an article; in a trial run those without a page have made-up numbers."""
    number = record.page_id if record is not None else -1 - len(run.index.tops)
    if number is None or (record is None and not run.options.dry_run):
        return
    url = _url_of(number) if number > 0 else "/"
    run.index.add_title(number, article.title, article.top_ids)
    for old in (article.key, *article.old_urls):
        run.index.add(old, number, url)


def _url_of(page_id: int) -> str:
    path = ArticlePage.objects.values_list("url_path", flat=True).get(pk=page_id)
    return reverse("wagtail_serve", args=[path.split("/", 2)[2]])


def _write_texts(run: _Run) -> None:
    records = ImportedPage.objects.filter(source=run.source.name)
    for raw in run.source.articles(run.refuse):
        run.advance()
        run.seen.add(raw.key)
        if raw.key in run.refused:
            continue
        record = records.filter(key=raw.key).first()
        try:
            _write_text(run, raw, record)
        except FATAL:
            raise
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one, the rest comes
            run.refuse(raw.key, as_bad_item(error))
            if (
                record is not None
                and not run.options.dry_run
                and run.writer.drop_placeholder(record)
            ):
                run.index.forget(record.page_id or 0)
        reset_queries()


def _write_text(run: _Run, raw: ImportedArticle, record: ImportedPage | None) -> None:
    article = run.writer.settle_fields(raw)
    blocks = run.source.blocks(article, run.context(article.key))
    draft_blocks: list[RawBlock] = []
    if article.draft is not None:
        draft = run.writer.settle_fields(article.draft)
        article = replace(article, draft=draft)
        draft_blocks = run.source.blocks(draft, run.context(article.key))
    for doubt in article.doubts:
        run.report.report_loss(article.key, "left a draft", doubt)
    if (number := run.index.page_of(article.key)) is not None:
        run.places[number] = anchors_of(blocks) & run.index.wanted
    if record is None or run.options.dry_run:
        digest = run.writer.digest(article, blocks, draft_blocks)
        same = record is not None and record.digest == digest
        outcome = "created" if record is None else "unchanged" if same else "updated"
        run.report.settle(article.key, outcome)
        return
    if article.extra.get("translation_of") and record.page_id is not None:
        run.translations.append((record.page_id, article.key, replace(article, body="")))
    run.report.settle(article.key, *run.writer.write(article, record, blocks, draft_blocks))


def _report_dead_places(run: _Run) -> None:
    """Say which links point at a place that the page they lead to does not have."""
    for (page, place), keys in sorted(run.pointed.items()):
        if page in run.places and place not in run.places[page]:
            for key in keys:
                run.report.report_loss(key, "place on another page missing", f"#{place}")


def _finish(run: _Run) -> None:
    """Say what the source no longer has, and let the search index follow."""
    report = run.report
    if run.media_importer is not None:
        report.images_imported = run.media_importer.images_added
        report.documents_imported = run.media_importer.documents_added
    changed = report.outcomes["created"] + report.outcomes["updated"]
    _report_dead_places(run)
    for part in (*run.source.parts(), *run.source.passed_over):
        report.settle(part.key, part.outcome, part.what)
    report.notices += run.source.notices()
    gone = _gone(run)
    if gone:
        report.notices.append(
            f"{len(gone)} articles are not in the source any more and stay here, such as {gone[0]}."
        )
    if changed and not run.options.dry_run:
        refresh_statistics()  # until PostgreSQL does by itself, the front page takes minutes
        signals.knowledge_imported.send(sender=ArticlePage, source=run.source.name)


def _gone(run: _Run) -> list[str]:
    """The keys of articles that came from this source and that it does not hold any more."""
    records = ImportedPage.objects.filter(source=run.source.name, page__isnull=False)
    keys = records.exclude(key__startswith=SECTION_PREFIX).values_list("key", flat=True)
    return sorted(set(keys) - run.seen - run.refused)
