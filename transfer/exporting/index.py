"""The names of pages, pictures and texts in an export, and what each name stands for."""

import posixpath
from collections.abc import Callable
from pathlib import Path

from django.urls import reverse
from wagtail.models import Page

from kb.conversion.context import Target
from kb.models import ArticlePage, KBIndexPage, SharedText
from transfer.exporting.layout import INDEX_FILE
from transfer.exporting.media import MediaFolder
from transfer.importing.links import LinkIndex


class ExportIndex:
    """What an export calls things; `base` is the file that is being written."""

    def __init__(
        self, folder: Path, index: KBIndexPage, report_loss: Callable[[str, str], None]
    ) -> None:
        self.media = MediaFolder(folder)
        self.base = ""
        self.report_loss = report_loss
        self.links = LinkIndex(is_own=True)
        self.keys: dict[int, str] = {}
        self.pages_by_url: dict[str, int] = {}
        self.slugs = dict(SharedText.objects.values_list("pk", "slug"))
        self._name_pages(index)

    def _name_pages(self, index: KBIndexPage) -> None:
        start = len(index.url_path)
        articles = set(ArticlePage.objects.values_list("pk", flat=True))
        pages = Page.objects.filter(path__startswith=index.path).order_by("path")
        for number, url_path in pages.values_list("pk", "url_path"):
            inner = url_path[start:].strip("/")
            key = f"{inner}.md" if number in articles else posixpath.join(inner, INDEX_FILE)
            url = reverse("wagtail_serve", args=[f"{inner}/" if inner else ""])
            self.keys[number] = key
            self.links.add(key, number, url)
            self.pages_by_url[url] = number

    def relative(self, key: str) -> str:
        """A file as seen from the one that is being written."""
        return posixpath.relpath(key, posixpath.dirname(self.base) or ".")

    def absolute(self, name: str) -> str:
        """A file as seen from the folder of the export."""
        return posixpath.normpath(posixpath.join(posixpath.dirname(self.base), name))


class ExportNames:
    """Answers a text that is being written (`Names`)."""

    def __init__(self, export_index: ExportIndex) -> None:
        self.export_index = export_index

    def page(self, number: int) -> str | None:
        """Return the file of a page."""
        key = self.export_index.keys.get(number)
        return self.export_index.relative(key) if key else None

    def link(self, href: str) -> str | None:
        """Return the file of a page, and the place on it, that a URL of this site means."""
        path, sign, fragment = href.partition("#")
        key = self.export_index.keys.get(self.export_index.pages_by_url.get(path, 0))
        return f"{self.export_index.relative(key)}{sign}{fragment}" if key and fragment else None

    def image(self, number: int) -> str | None:
        """Copy a picture and return its file."""
        return self._found(
            self.export_index.media.add_image(number), "picture without a file", number
        )

    def document(self, number: int) -> str | None:
        """Copy a document and return its file."""
        return self._found(
            self.export_index.media.add_document(number), "document without a file", number
        )

    def shared(self, number: int) -> str | None:
        """Return the short name of a shared text."""
        return self.export_index.slugs.get(number)

    def report_loss(self, kind: str, detail: str) -> None:
        """Tell the report of something that points nowhere."""
        self.export_index.report_loss(kind, f"{self.export_index.base}: {detail}")

    def _found(self, path: str | None, kind: str, number: int) -> str | None:
        if path is None:
            self.report_loss(kind, str(number))
            return None
        return self.export_index.relative(path)


class RoundTripCheck:
    """Answers a text that has just been written and is read back as a proof (`Surroundings`)."""

    def __init__(self, export_index: ExportIndex) -> None:
        self.export_index = export_index
        self.heading = ""

    def note(self, kind: str, detail: str = "") -> None:
        """Report nothing: a proof that fails is written in another way."""

    def link(self, href: str) -> Target | None:
        """Return where a link in the written text leads."""
        return self.export_index.links.find(href, self.export_index.base)

    def image(self, source: str, alt: str) -> int | str | None:
        """Return the picture that a file stands for, or its URL elsewhere."""
        found = self.export_index.media.image_of(self.export_index.absolute(source))
        return found if found is not None else source if "://" in source else None

    def document(self, href: str) -> int | None:
        """Return the document that a file stands for."""
        return self.export_index.media.document_of(self.export_index.absolute(href))

    def shared(self, slug: str) -> int | None:
        """Return the shared text with a short name."""
        slugs = self.export_index.slugs
        return next((number for number, known in slugs.items() if known == slug), None)
