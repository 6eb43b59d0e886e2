"""Pictures and files of the library as files of an export, each once, when a text needs it."""

import posixpath
import shutil
from pathlib import Path
from typing import Any, Final

from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from transfer.exporting.layout import DOCUMENTS_FOLDER, IMAGES_FOLDER

IMAGE_FACTS: Final = (
    "title",
    "description",
    "focal_point_x",
    "focal_point_y",
    "focal_point_width",
    "focal_point_height",
)


class MediaFolder:
    """Copies what is asked for; `facts` says by path what the library knows of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.facts: dict[str, dict[str, Any]] = {}
        self._images: dict[int, str | None] = {}
        self._documents: dict[int, str | None] = {}

    def add_image(self, number: int) -> str | None:
        """Return the path of a picture's copy; None where row or file is gone."""
        if number not in self._images:
            image = get_image_model().objects.filter(pk=number).first()
            facts = {name: getattr(image, name, None) for name in IMAGE_FACTS}
            self._images[number] = self._copy(image, IMAGES_FOLDER, facts)
        return self._images[number]

    def add_document(self, number: int) -> str | None:
        """Return the path of a document's copy; None where row or file is gone."""
        if number not in self._documents:
            document = get_document_model().objects.filter(pk=number).first()
            facts = {"title": getattr(document, "title", None)}
            self._documents[number] = self._copy(document, DOCUMENTS_FOLDER, facts)
        return self._documents[number]

    def image_of(self, path: str) -> int | None:
        """Return the picture whose copy stands at a path."""
        return next((number for number, known in self._images.items() if known == path), None)

    def document_of(self, path: str) -> int | None:
        """Return the document whose copy stands at a path."""
        return next((number for number, known in self._documents.items() if known == path), None)

    def _copy(self, row: Any, folder: str, facts: dict[str, Any]) -> str | None:
        if row is None or not row.file.storage.exists(row.file.name):
            return None
        name = posixpath.basename(row.file.name)
        path = f"{folder}/{name}"
        if path in self.facts:
            path = f"{folder}/{row.pk}-{name}"
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with row.file.storage.open(row.file.name) as source, target.open("wb") as copy:
            shutil.copyfileobj(source, copy)
        self.facts[path] = {name: value for name, value in facts.items() if value not in (None, "")}
        return path
