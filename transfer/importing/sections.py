"""Finding or making the sections that a source's articles go to."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from core.unicode import shorten_to_fit
from kb.enums import Audience
from kb.models import KBIndexPage, SectionName, SectionPage
from kb.models.pages import SECTION_LEVELS, SUMMARY_MAX_LENGTH
from kb.services.articles import create_section
from kb.text.languages import language_choices
from transfer.exporting.fields import SECTION_FIELDS, load_fields, set_fields, write_afterwards
from transfer.importing.items import ImportedSection, ImportFailed, Source
from transfer.importing.report import ImportReport
from transfer.models import ImportedPage

if TYPE_CHECKING:
    from accounts.models import User

_TITLE_LENGTH: Final = 255
SECTION_PREFIX: Final = "section:"


@dataclass
class SectionWriter:
    """Knows the page of each section key; makes what is missing, and never twice.

    With `base`, the URL of a section such as `guides/shop`, everything goes below it, and
    what would be deeper than sections nest goes to the section above.
    """

    actor: "User"
    source: Source
    report: ImportReport
    base: str = ""
    _known: dict[str, ImportedSection] = field(default_factory=dict)
    _pages: dict[str, SectionPage] = field(default_factory=dict)
    _placed: list[ImportedSection] = field(default_factory=list)

    def __post_init__(self) -> None:
        for section in self.source.sections():
            self._known[section.key] = section
        placed = [section for section in self._known.values() if section.place is not None]
        self._placed = sorted(placed, key=lambda section: section.place or 0)

    def make_up_to(self, place: int | None = None) -> None:
        """Make the sections whose place comes before this one, or all that have a place."""
        while self._placed and (place is None or (self._placed[0].place or 0) < place):
            key = self._placed.pop(0).key
            if not self._records().filter(key=SECTION_PREFIX + key).exists():
                self.page_of(key)

    def made(self) -> list[tuple[str, SectionPage]]:
        """The sections that this import or an earlier one made or used, by key."""
        keys = dict(self._records().exclude(page=None).values_list("page", "key"))
        pages = SectionPage.objects.in_bulk(keys)
        return [(keys[number].removeprefix(SECTION_PREFIX), pages[number]) for number in pages]

    def is_too_deep(self, key: str) -> bool:
        """Whether articles of a section go to the one above it instead."""
        return len(self._chain(key)) > max(SECTION_LEVELS - len(self._base_parts()), 0)

    def _records(self) -> QuerySet[ImportedPage]:
        return ImportedPage.objects.filter(source=self.source.name, key__startswith=SECTION_PREFIX)

    def page_of(self, key: str) -> SectionPage:
        """The page of a section, or of the one above it where it would be too deep."""
        chain = self._chain(key)
        levels = SECTION_LEVELS - len(self._base_parts())
        if levels <= 0 or not chain:
            return self._base_page()
        wanted = chain[min(levels, len(chain)) - 1]
        if wanted.key not in self._pages:
            position = chain.index(wanted)
            parent = self._pages_above(chain[:position])
            self._pages[wanted.key] = self._find_or_make(wanted, parent)
        return self._pages[wanted.key]

    def _chain(self, key: str) -> list[ImportedSection]:
        chain: list[ImportedSection] = []
        section = self._known.get(key)
        while section is not None and section not in chain:
            chain.insert(0, section)
            section = self._known.get(section.parent)
        return chain

    def _base_parts(self) -> list[str]:
        return [part for part in self.base.split("/") if part]

    def _base_page(self) -> SectionPage:
        parent: KBIndexPage | SectionPage = KBIndexPage.objects.get()
        parts = self._base_parts() or ["articles"]
        if len(parts) > SECTION_LEVELS:
            raise ImportFailed(f"Sections can be nested at most {SECTION_LEVELS} levels deep.")
        for position, part in enumerate(parts):
            key = f"--section {'/'.join(parts[: position + 1])}"
            if key not in self._pages:
                title = part.replace("-", " ").capitalize()
                made = ImportedSection(key=key, title=title, slug=part)
                self._pages[key] = self._find_or_make(made, parent)
            parent = self._pages[key]
        return parent

    def _pages_above(self, above: list[ImportedSection]) -> KBIndexPage | SectionPage:
        if above:
            return self.page_of(above[-1].key)
        return self._base_page() if self._base_parts() else KBIndexPage.objects.get()

    def _find_or_make(
        self, section: ImportedSection, parent: KBIndexPage | SectionPage
    ) -> SectionPage:
        key = SECTION_PREFIX + section.key
        record = ImportedPage.objects.filter(source=self.source.name, key=key).first()
        if record is not None and record.page_id is not None:
            return SectionPage.objects.get(pk=record.page_id)
        children = SectionPage.objects.child_of(parent)
        page = children.filter(slug=section.slug or section.key).first()
        page = page or children.filter(title=section.title).first()
        with transaction.atomic():
            if page is None:
                page = create_section(
                    actor=self.actor,
                    parent=parent,
                    title=section.title[:_TITLE_LENGTH],
                    summary=shorten_to_fit(section.summary, SUMMARY_MAX_LENGTH),
                    slug=section.slug,
                )
                self._complete(page, section)
                self.report.sections_created += 1
            ImportedPage.objects.update_or_create(
                source=self.source.name,
                key=key,
                defaults={"page": page, "imported_at": timezone.now()},
            )
        return page

    def _complete(self, page: SectionPage, section: ImportedSection) -> None:
        """Give a new section what else its source says of it."""
        audience = section.extra.get("audience")
        if audience in Audience.values:
            page.audience = audience

        def note(kind: str, detail: str) -> None:
            self.report.report_loss(section.key, kind, detail)

        set_fields(page, load_fields(section.extra, SECTION_FIELDS, note))
        page.live = section.extra.get("published") is not False
        names = section.extra.get("names")
        enabled = dict(language_choices())
        for language, name in names.items() if isinstance(names, dict) else ():
            if language in enabled and isinstance(name, dict) and name.get("title"):
                title, summary = str(name["title"]), str(name.get("summary") or "")
                page.names.add(
                    SectionName(
                        language=language,
                        title=title[:_TITLE_LENGTH],
                        summary=shorten_to_fit(summary, SUMMARY_MAX_LENGTH),
                    )
                )
        page.save()
        write_afterwards(page, section.extra, note)
