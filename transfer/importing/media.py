"""Pictures and files of a source taken over into the library, each once."""

import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InterfaceError, OperationalError, transaction
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from kb.cms.picture_field import check_picture
from kb.conversion.context import BadItem

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger("stoa.kb")

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
class MediaImporter:
    """Takes files into the library; one that is there already is used again.

    `facts` are what the source knows of a file: its title and, of pictures, what they show.
    """

    actor: "User"
    images_added: int = 0
    documents_added: int = 0
    _images: dict[Path, int | BadItem] = field(default_factory=dict)
    _documents: dict[Path, int | BadItem] = field(default_factory=dict)

    def image(self, path: Path, facts: Mapping[str, Any] | None = None) -> int:
        """Return the library's key of a picture; raises `BadItem` saying why it is refused."""
        return _once(self._images, path, lambda: self._add_image(path, facts or {}))

    def document(self, path: Path, facts: Mapping[str, Any] | None = None) -> int:
        """Return the library's key of a file; raises `BadItem` saying why it is refused."""
        return _once(self._documents, path, lambda: self._add_document(path, facts or {}))

    def _add_image(self, path: Path, facts: Mapping[str, Any]) -> int:
        if path.stat().st_size > settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE:
            raise BadItem(f"{path.name} is larger than pictures may be")
        data = path.read_bytes()
        model = get_image_model()
        known = model.objects.filter(file_hash=_digest(data)).values_list("pk", flat=True).first()
        if known is not None:
            return int(known)
        if not data:
            raise BadItem(f"{path.name} is empty")
        upload = SimpleUploadedFile(_upload_name(path), data)
        try:
            check_picture(upload)
        except ValidationError as error:
            raise BadItem(f"{path.name}: {' '.join(error.messages)}") from error
        image = model(title=_title_of(path), file=upload, uploaded_by_user=self.actor)
        for name in _IMAGE_FIELDS:
            if facts.get(name) is not None:
                setattr(image, name, facts[name])
        with transaction.atomic():
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


def _once(known: dict[Path, int | BadItem], path: Path, add: Callable[[], int]) -> int:
    """What a file became or why it did not, found out once; whatever is wrong is its own line."""
    if path not in known:
        try:
            known[path] = add()
        except BadItem as error:
            known[path] = error
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            logger.warning("%s could not be taken over", path.name, exc_info=error)
            known[path] = BadItem(f"{path.name} cannot be read ({type(error).__name__})")
    found = known[path]
    if isinstance(found, BadItem):
        raise found
    return found


def _upload_name(path: Path) -> str:
    """A name whose ending is what Wagtail calls the same kind."""
    endings = {".jpe": ".jpg", ".jfif": ".jpg"}
    return path.stem + endings.get(path.suffix.lower(), path.suffix)


def _digest(data: bytes) -> str:
    return hashlib.sha1(data, usedforsecurity=False).hexdigest()  # what Wagtail keeps


def _title_of(path: Path) -> str:
    return (path.stem.replace("-", " ").replace("_", " ").strip() or path.name)[:_TITLE_LENGTH]
