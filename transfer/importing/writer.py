"""Writing one imported article, in one transaction: text, tags, redirects, votes."""

import datetime
import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale
from wagtail.signal_handlers import disable_reference_index_auto_update

from community.models import Tag
from community.services.tags import resolve_tags
from community.validation import clean_tag_names
from core.errors import DomainError
from core.time_zones import site_today
from core.unicode import clean_values, fits, one_line, shorten, shorten_to_fit
from kb.conversion.context import BadItem
from kb.conversion.markdown_blocks import RawBlock
from kb.conversion.summaries import first_words
from kb.enums import Audience
from kb.models import ArticlePage, SectionPage
from kb.models.pages import KEYWORDS_MAX_LENGTH, SUMMARY_MAX_LENGTH
from kb.selectors.review_schedule import review_days
from kb.services.articles import free_slug, set_body
from kb.services.review import submit_for_review
from kb.text.languages import default_language
from transfer.exporting.fields import (
    AFTERWARDS,
    ARTICLE_FIELDS,
    load_fields,
    set_fields,
    write_afterwards,
)
from transfer.exporting.provenance import load_history
from transfer.importing.digest import digest_of, keep_ids
from transfer.importing.items import ImportedArticle
from transfer.importing.report import ImportReport
from transfer.importing.votes import record_votes
from transfer.models import ImportedPage

if TYPE_CHECKING:
    from accounts.models import User

_TITLE_LENGTH: Final = 255
_LENGTHS: Final = {
    "title": (_TITLE_LENGTH, _TITLE_LENGTH),
    "summary": (SUMMARY_MAX_LENGTH, None),
    "keywords": (KEYWORDS_MAX_LENGTH, None),
}
_TEXTS: Final = ("title", "summary", "keywords", "body", "tags")
_COMPARED: Final = ("title", "summary", "keywords", "tags", "language", "audience", "live")
_FIRST_CHECK_DAYS: Final = 30
_KEY_LENGTH: Final = 500
_URL_LENGTH: Final = 255
_NO_TEXT: Final = re.compile("[\0\ud800-\udfff]")


@dataclass
class ArticleWriter:
    """Writes articles of one source on behalf of `actor`."""

    actor: "User"
    source_name: str
    report: ImportReport
    is_own_export: bool = False
    publish: bool = True
    trusted: bool = True
    force: bool = False
    _owners: dict[str, "User | None"] = field(default_factory=dict)

    def settle_fields(self, article: ImportedArticle, *, quiet: bool = False) -> ImportedArticle:
        """The article within the bounds of our fields; raises `BadItem` where that cannot be.

        Unless `quiet`, the report is told what had to be shortened.
        """
        language = (article.language or default_language()).replace("_", "-").lower()
        enabled = settings.STOA_CONTENT_LANGUAGES
        known = language if language in enabled else language.split("-")[0]
        if known not in enabled:
            raise BadItem(f"its language “{article.language}” is not enabled on this site")
        audience = article.audience or Audience.PUBLIC
        if audience not in Audience.values:
            raise BadItem(f"there is no audience “{audience}”")
        if len(article.key) > _KEY_LENGTH:
            raise BadItem("its name or URL in the source is too long")
        if not one_line(article.title):
            raise BadItem("it has no title")
        if _NO_TEXT.search("".join((article.title, article.summary, article.body))):
            raise BadItem("it holds signs that no text has (NUL or halves of signs)")
        article = replace(
            article, **{name: clean_values(getattr(article, name)) for name in _TEXTS}
        )
        for name, (length, column) in _LENGTHS.items():
            if not quiet and not fits(getattr(article, name), length, column):
                self.report.report_loss(article.key, f"{name} shortened", getattr(article, name))
        return replace(
            article,
            title=shorten(one_line(article.title), _TITLE_LENGTH),
            summary=shorten_to_fit(article.summary.strip(), SUMMARY_MAX_LENGTH),
            keywords=shorten_to_fit(article.keywords, KEYWORDS_MAX_LENGTH),
            language=known,
            audience=audience,
        )

    def create_placeholder(self, article: ImportedArticle, section: SectionPage) -> ImportedPage:
        """The record of an article, with an unpublished page that others can already link to."""
        with transaction.atomic(), disable_reference_index_auto_update():
            locale, _made = Locale.objects.get_or_create(language_code=article.language)
            page = ArticlePage(
                locale=locale,
                title=article.title,
                summary=article.summary or shorten_to_fit(article.title, SUMMARY_MAX_LENGTH),
                language=article.language,
                slug=free_slug(section, article.slug or article.title),
                owner=self._owner(article),
                live=False,
            )
            section.add_child(instance=page)
            values = {"page": page, "digest": "", "imported_at": timezone.now()}
            record, _created = ImportedPage.objects.update_or_create(
                source=self.source_name, key=article.key, defaults=values
            )
        return record

    @staticmethod
    @transaction.atomic
    def drop_placeholder(record: ImportedPage) -> bool:
        """Remove the page of an article whose text was never written; whether it was so."""
        page = ArticlePage.objects.filter(pk=record.page_id, live=False).first()
        if page is None or record.digest or page.latest_revision_id is not None:
            return False
        page.delete()
        ImportedPage.objects.filter(pk=record.pk).delete()
        return True

    def write(
        self,
        article: ImportedArticle,
        record: ImportedPage,
        blocks: list[RawBlock],
        draft_blocks: list[RawBlock],
    ) -> tuple[str, str]:
        """Bring the page in line with its source; returns the outcome and, if need be, why."""
        digest = self.digest(article, blocks, draft_blocks)
        if record.page_id is None:
            return "kept", "it was deleted here"
        if digest == record.digest:
            return "unchanged", ""
        try:
            with transaction.atomic():
                outcome, why = self._write(article, record, blocks, draft_blocks)
                if not why:
                    self._remember(record, digest)
                return outcome, why
        except ValidationError as error:
            raise BadItem(" ".join(error.messages)) from error
        except DomainError as error:
            raise BadItem(str(error)) from error

    @staticmethod
    def digest(
        article: ImportedArticle, blocks: list[RawBlock], draft_blocks: list[RawBlock]
    ) -> str:
        """The fingerprint of everything of an article that is taken over."""
        known = (*ARTICLE_FIELDS, *AFTERWARDS, "review_due", "waiting_for_review")
        versions = [article, *([article.draft] if article.draft else [])]
        fields = [
            {name: getattr(version, name) for name in _COMPARED}
            | {name: version.extra[name] for name in known if name in version.extra}
            for version in versions
        ]
        return digest_of({"versions": fields, "addresses": article.old_urls}, blocks + draft_blocks)

    def _write(
        self,
        article: ImportedArticle,
        record: ImportedPage,
        blocks: list[RawBlock],
        draft_blocks: list[RawBlock],
    ) -> tuple[str, str]:
        page = ArticlePage.objects.select_for_update(no_key=True).get(pk=record.page_id)
        is_new = not record.digest
        if reason := self._reason_to_keep(page, record):
            return "kept", reason
        draft: ArticlePage = (
            page.get_latest_revision_as_object() if page.latest_revision_id else page
        )
        self._fill(draft, article, blocks, is_new=is_new)
        goes_live = self.publish and article.live
        if not goes_live and not page.live:
            draft.save()  # an article that was never published is its own draft
        revision = draft.save_revision(user=self.actor, log_action=True)
        if goes_live:
            revision.publish(user=self.actor)
        self._complete(page, article, is_new=is_new)
        if article.draft is not None:
            self._save_draft(page, article.draft, draft_blocks)
        if article.extra.get("waiting_for_review") is True and is_new:
            submit_for_review(actor=self.actor, article=page)
        return ("created" if is_new else "updated"), ""

    def _complete(self, page: ArticlePage, article: ImportedArticle, *, is_new: bool) -> None:
        """Write what belongs to no version of the article."""

        def note(kind: str, detail: str) -> None:
            self.report.report_loss(article.key, kind, detail)

        self._add_redirects(article, page)
        if not self.trusted:
            return
        write_afterwards(page, article.extra, note)
        if article.review_due is not None:
            ArticlePage.objects.filter(pk=page.pk).update(review_due=article.review_due)
        load_history(article=page, data=article.extra, actor=self.actor, note=note)
        if is_new:
            record_votes(article=page, votes=article.votes, dated=article.dated, key=article.key)

    def _save_draft(
        self, page: ArticlePage, version: ImportedArticle, blocks: list[RawBlock]
    ) -> None:
        """Save the newer version that was not published there."""
        page = ArticlePage.objects.get(pk=page.pk)
        draft: ArticlePage = page.get_latest_revision_as_object()
        self._fill(draft, version, blocks, is_new=False)
        draft.save_revision(user=self.actor, log_action=True)

    @staticmethod
    def _remember(record: ImportedPage, digest: str) -> None:
        latest = ArticlePage.objects.values_list("latest_revision_id", flat=True)
        record.digest, record.revision_id = digest, latest.get(pk=record.page_id)
        record.imported_at = timezone.now()
        record.save(update_fields=["digest", "revision_id", "imported_at"])

    def _reason_to_keep(self, page: ArticlePage, record: ImportedPage) -> str:
        if page.workflow_in_progress:
            return "it is being reviewed here"
        if page.locked and page.locked_by_id != self.actor.pk:
            return "somebody has locked it here"
        edited = record.digest and page.latest_revision_id != record.revision_id
        if edited and not self.force:
            return "it was edited here since it was imported; --force takes the source's text"
        return ""

    def _fill(
        self, draft: ArticlePage, article: ImportedArticle, blocks: list[RawBlock], *, is_new: bool
    ) -> None:
        draft.title, draft.language = article.title, article.language
        draft.draft_title = article.title
        draft.summary = article.summary or first_words(blocks) or article.title
        draft.summary = shorten_to_fit(draft.summary, SUMMARY_MAX_LENGTH)
        draft.keywords, draft.audience = article.keywords, article.audience
        set_body(draft, keep_ids(blocks, list(draft.body.get_prep_value())))
        draft.tags.set(self._tags(article))
        if article.review_due is not None:
            draft.review_due = article.review_due
        elif is_new and not self.is_own_export:
            draft.review_due = self._first_check(draft, article.key)
        if is_new and article.dated is not None:
            draft.first_published_at = article.dated

        def note(kind: str, detail: str) -> None:
            self.report.report_loss(article.key, kind, detail)

        set_fields(draft, load_fields(article.extra, ARTICLE_FIELDS, note))

    @staticmethod
    def _first_check(page: ArticlePage, key: str) -> datetime.date:
        """The first check of an imported article: spread, so that not all fall on one day."""
        spread = max(review_days(page) - _FIRST_CHECK_DAYS, 1)
        offset = int(digest_of({"key": key}, [])[:8], 16) % spread
        return site_today() + timedelta(days=_FIRST_CHECK_DAYS + offset)

    def _tags(self, article: ImportedArticle) -> list[Tag]:
        """The tags of an article; a word that can be no tag is left out and reported."""
        tags: dict[int, Tag] = {}
        for word in article.tags:
            try:
                found = resolve_tags(actor=self.actor, names=clean_tag_names([word]))
            except DomainError as error:
                self.report.report_loss(article.key, "tag left out", str(error))
            else:
                tags.update({tag.pk: tag for tag in found})
        return list(tags.values())

    def _owner(self, article: ImportedArticle) -> "User":
        if not article.owner:
            return self.actor
        if article.owner not in self._owners:
            found: Any = type(self.actor).objects.filter(username_folded=article.owner).first()
            self._owners[article.owner] = found
        owner = self._owners[article.owner]
        if owner is None:
            self.report.report_loss(article.key, "owner unknown here", article.owner)
        return owner or self.actor

    def _add_redirects(self, article: ImportedArticle, page: ArticlePage) -> None:
        """Let each old URL lead to the page; one that is in use for another page stays."""
        for url in article.old_urls:
            path = Redirect.normalise_path(url)
            if len(path) > _URL_LENGTH:
                self.report.report_loss(article.key, "URL too long for a redirect", path)
                continue
            redirect = Redirect.objects.filter(old_path=path, site=None).first()
            if redirect is None:
                Redirect.objects.create(old_path=path, redirect_page=page, is_permanent=True)
                self.report.redirects_created += 1
            elif redirect.redirect_page_id != page.pk:
                self.report.report_loss(article.key, "URL leads to another page already", path)
