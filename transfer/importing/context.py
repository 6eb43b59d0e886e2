"""What the text of one article asks while it is turned into blocks."""

from dataclasses import dataclass, field
from urllib.parse import unquote

from community.text.urls import is_allowed_image
from kb.conversion.context import BadItem, Target, noted_below
from kb.models import SharedText
from transfer.importing.items import Source
from transfer.importing.links import LinkIndex
from transfer.importing.media import MediaImporter
from transfer.importing.report import ImportReport
from transfer.sources.folder_files import ENDINGS

Pointed = dict[tuple[int, str], list[str]]
"""Places on other pages that texts point at, by page and name: the keys of the texts."""


@dataclass
class ArticleContext:
    """Answers for one article; without a media_importer (a trial run) files are only looked for."""

    key: str
    source: Source
    index: LinkIndex
    report: ImportReport
    media_importer: MediaImporter | None = None
    pointed: Pointed = field(default_factory=dict)
    heading: str = ""

    def note(self, kind: str, detail: str = "") -> None:
        """Tell the report what could not be carried."""
        self.report.report_loss(self.key, kind, noted_below(detail, self.heading))

    def link(self, href: str) -> Target | None:
        """Find where a link leads; None where it leads nowhere."""
        target = self.index.find(href, self.key)
        if target is not None and target.page is not None and target.fragment:
            self.pointed.setdefault((target.page, target.fragment), []).append(self.key)
        return target

    def image(self, source: str, alt: str) -> int | str | None:
        """Find a picture in the source or elsewhere."""
        if not source:
            return None
        path = self.source.find_file(self.key, unquote(source))
        if path is None:
            if source.startswith(("https://", "http://")) and is_allowed_image(source):
                self.note("picture stays at its old URL", source)
                return source
            self.note("picture missing", source)
            return None
        if self.media_importer is None:
            return 0
        try:
            return self.media_importer.image(path, self.source.facts_of_file(path))
        except BadItem as error:
            self.note("picture refused", str(error))
            return None

    def document(self, href: str) -> int | None:
        """Find a file of the source that a link leads to; articles are no such files."""
        path = self.source.find_file(self.key, unquote(href))
        if path is None or self.index.find(href, self.key) is not None:
            return None
        if path.suffix.lower() in (*ENDINGS, ".html", ".htm"):
            return None
        if self.media_importer is None:
            return 0
        try:
            return self.media_importer.document(path, self.source.facts_of_file(path))
        except BadItem as error:
            self.note("file refused", str(error))
            return None

    def want(self, place: str) -> None:
        """Remember that a link points at a place."""
        self.index.wanted.add(place)

    def is_wanted(self, place: str) -> bool:
        """Whether any link points at a place of this name."""
        return place in self.index.wanted

    def shared(self, slug: str) -> int | None:
        """Find a shared text by its short name."""
        return SharedText.objects.filter(slug=slug).values_list("pk", flat=True).first()
