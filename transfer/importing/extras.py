"""What a source may have beside articles: shared texts, redirects, the front page's words."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from django.db import InterfaceError, OperationalError, transaction
from wagtail.contrib.redirects.models import Redirect

from community.text.urls import is_allowed_link
from core.errors import DomainError
from kb.conversion.context import Context
from kb.models import ArticlePage, ArticleTranslation, KBIndexPage, SharedText
from kb.services.translations import link_translation
from kb.text.languages import default_language
from transfer.exporting.layout import INDEX_FILE
from transfer.exporting.rich_text import load_rich
from transfer.importing.items import ImportedArticle, ImportedText, Source, as_bad_item
from transfer.importing.links import LinkIndex
from transfer.importing.report import ImportReport
from transfer.importing.sections import SectionWriter

if TYPE_CHECKING:
    from accounts.models import User

_TITLE_LENGTH: Final = 255
_SHARED_TITLE_LENGTH: Final = 150
_URL_LENGTH: Final = 255

ContextOf = Callable[[str], Context]


def index_sections(sections: SectionWriter, links: LinkIndex) -> None:
    """Let texts link to sections and to the front page."""
    index = KBIndexPage.objects.get()
    links.add(INDEX_FILE, index.pk, index.get_url() or "/")
    for key, page in sections.made():
        links.add(f"{key}/{INDEX_FILE}", page.pk, page.get_url() or "/")


def write_index(source: Source, context: ContextOf, actor: "User") -> None:
    """Take over the words of the front page, unless somebody has written some here."""
    fields = source.index_fields()
    index = KBIndexPage.objects.get()
    if not fields or index.introduction:
        return
    introduction = fields.get("introduction")
    if introduction:
        index.introduction = load_rich(introduction, context(INDEX_FILE))
    index.title = str(fields.get("title") or index.title)[:_TITLE_LENGTH]
    index.draft_title = index.title
    index.save_revision(user=actor, log_action=True).publish(user=actor)


def write_shared_texts(
    source: Source, context: ContextOf, report: ImportReport, *, trusted: bool
) -> None:
    """Make the shared texts that are not here yet; those that are stay as they are.

    What they say stands in articles at once, so those of an import that is not `trusted` are shown
    to nobody until somebody who may publish has looked at them.
    """
    for text in sorted(source.shared_texts(), key=lambda text: bool(text.translates)):
        if SharedText.objects.filter(slug=text.slug).exists():
            continue
        key = f"_shared/{text.slug}.md"
        try:
            blocks = source.shared_blocks(text, context(key))
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one, the rest comes
            report.report_loss(key, "shared text refused", str(as_bad_item(error)))
            continue
        if text.live and not trusted:
            report.report_loss(key, "shared text left a draft")
        with transaction.atomic():
            shared = SharedText(
                slug=text.slug,
                title=text.title[:_SHARED_TITLE_LENGTH],
                live=text.live and trusted,
                language=text.language or default_language(),
                translates=_translated(text, report),
            )
            shared.content = shared.content.stream_block.to_python(blocks)
            shared.save()


def _translated(text: ImportedText, report: ImportReport) -> SharedText | None:
    """The text that this one says in another language; what is there is never replaced by it."""
    if not text.translates:
        return None
    source = SharedText.objects.filter(slug=text.translates, translates=None).first()
    if source is None or source.translations.filter(language=text.language).exists():
        report.report_loss(f"_shared/{text.slug}.md", "translation not tied", text.translates)
        return None
    return source


def write_redirects(
    source: Source, links: LinkIndex, report: ImportReport, *, trusted: bool
) -> None:
    """Make the redirects of the source; a URL that leads somewhere already stays.

    An import that is not `trusted` makes those to its own pages only, none to a URL.
    """
    for old in source.redirects():
        path = Redirect.normalise_path(old.path)
        if not old.path or len(path) > _URL_LENGTH:
            report.report_loss(old.path, "URL too long for a redirect", path)
        elif Redirect.objects.filter(old_path=path).exists():
            continue
        else:
            target = links.find(old.key, "") if old.key else None
            url = old.url if trusted and is_allowed_link(old.url) else ""
            if target is None and not url:
                kind = "redirect to a URL left out" if old.url else "redirect to nowhere"
                report.report_loss(old.key or path, kind, old.url or path)
                continue
            Redirect.objects.create(
                old_path=path,
                redirect_page_id=target.page if target else None,
                redirect_link="" if target else url,
                is_permanent=old.permanent,
                automatically_created=old.automatic,
            )
            report.redirects_created += 1


def link_translations(
    translations: Sequence[tuple[int, str, ImportedArticle]],
    links: LinkIndex,
    actor: "User",
    report: ImportReport,
) -> None:
    """Tie articles to those that they say in another language, where nothing ties them yet."""
    for number, key, article in translations:
        if ArticleTranslation.objects.filter(article=number).exists():
            continue
        target = links.find(str(article.extra["translation_of"]), key)
        source = ArticlePage.objects.filter(pk=target.page).first() if target else None
        if source is None:
            report.report_loss(key, "translation of nothing", str(article.extra["translation_of"]))
            continue
        try:
            page = ArticlePage.objects.get(pk=number)
            link_translation(actor=actor, article=page, source=source)
        except DomainError as error:
            report.report_loss(key, "translation not tied", str(error))
            continue
        if article.extra.get("translation_is_current") is False:
            ArticleTranslation.objects.filter(article=number).update(synced_to=None)
