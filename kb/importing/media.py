"""Pictures and files of a source taken over into the library, each once."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.fields import WagtailImageField

from kb.importing.items import BadItem

if TYPE_CHECKING:
    from accounts.models import User

DOCUMENT_MAX_BYTES: Final = 20 * 1024 * 1024
_TITLE_LENGTH: Final = 255
_IMAGE_FIELDS: Final = (
    "title",
    "description",
    "focal_point_x",
    "focal_point_y",
    "focal_point_width",
    "focal_point_height",
)


@dataclass
class MediaShelf:
    """Takes files into the library; one that is there already is used again.

    `facts` are what the source knows of a file: its title and, of pictures, what they show.
    """

    actor: "User"
    images_added: int = 0
    documents_added: int = 0
    _images: dict[Path, int] = field(default_factory=dict)
    _documents: dict[Path, int] = field(default_factory=dict)

    def image(self, path: Path, facts: Mapping[str, Any] | None = None) -> int:
        """Return the library's key of a picture; raises `BadItem` saying why it is refused."""
        if path not in self._images:
            self._images[path] = self._add_image(path, facts or {})
        return self._images[path]

    def document(self, path: Path, facts: Mapping[str, Any] | None = None) -> int:
        """Return the library's key of a file; raises `BadItem` saying why it is refused."""
        if path not in self._documents:
            self._documents[path] = self._add_document(path, facts or {})
        return self._documents[path]

    def _add_image(self, path: Path, facts: Mapping[str, Any]) -> int:
        if path.stat().st_size > settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE:
            raise BadItem(f"{path.name} is larger than pictures may be")
        data = path.read_bytes()
        model = get_image_model()
        known = model.objects.filter(file_hash=_digest(data)).values_list("pk", flat=True).first()
        if known is not None:
            return int(known)
        upload = SimpleUploadedFile(path.name, data)
        try:
            WagtailImageField().clean(upload)
        except ValidationError as error:
            raise BadItem(f"{path.name}: {' '.join(error.messages)}") from error
        upload.seek(0)
        image = model(title=_title_of(path), file=upload, uploaded_by_user=self.actor)
        for name in _IMAGE_FIELDS:
            if facts.get(name) is not None:
                setattr(image, name, facts[name])
        image._set_image_file_metadata()
        image.save()
        self.images_added += 1
        return int(image.pk)

    def _add_document(self, path: Path, facts: Mapping[str, Any]) -> int:
        if path.suffix.lstrip(".").lower() not in settings.WAGTAILDOCS_EXTENSIONS:
            raise BadItem(f"{path.name} is no kind of file that may be offered")
        if path.stat().st_size > DOCUMENT_MAX_BYTES:
            raise BadItem(f"{path.name} is larger than files may be")
        data = path.read_bytes()
        model = get_document_model()
        known = model.objects.filter(file_hash=_digest(data)).values_list("pk", flat=True).first()
        if known is not None:
            return int(known)
        document = model(
            title=str(facts.get("title") or _title_of(path))[:_TITLE_LENGTH],
            file=SimpleUploadedFile(path.name, data),
            file_size=len(data),
            file_hash=_digest(data),
            uploaded_by_user=self.actor,
        )
        document.save()
        self.documents_added += 1
        return int(document.pk)


def _digest(data: bytes) -> str:
    return hashlib.sha1(data, usedforsecurity=False).hexdigest()  # what Wagtail keeps


def _title_of(path: Path) -> str:
    return (path.stem.replace("-", " ").replace("_", " ").strip() or path.name)[:_TITLE_LENGTH]
