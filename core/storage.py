"""Uploaded files: whoever puts a picture here, it is kept without what the camera wrote."""

from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage

from core.image_metadata import strip_metadata


class PrivateMetadataStorage(FileSystemStorage):
    """Storage for all pictures: the library's, their renditions, avatars, imports."""

    def _save(self, name: str, content: File[Any]) -> str:
        content.seek(0)
        head = content.read(16)
        content.seek(0)
        if not looks_like_picture(head):
            return self._save_as_is(name, content)
        original = content.read()
        content.seek(0)
        cleaned = strip_metadata(original)
        if cleaned == original:
            return self._save_as_is(name, content)
        return self._save_as_is(name, ContentFile(cleaned))

    def _save_as_is(self, name: str, content: File[Any]) -> str:
        return str(super()._save(name, content))  # type: ignore[misc]  # not in the stubs


def looks_like_picture(head: bytes) -> bool:
    """Whether a file begins as a picture does, whatever it is called."""
    return head.startswith((b"\xff\xd8", b"\x89PNG", b"GIF8", b"II*\0", b"MM\0*")) or (
        (head[:4] == b"RIFF" and head[8:12] == b"WEBP") or head[4:8] == b"ftyp"
    )


def store_measured_size(instance: Any, **kwargs: Any) -> None:
    """Note the size of a picture as it is kept: the storage may have turned it upright."""
    try:
        width, height = instance.file.get_image_dimensions()
    except OSError:  # a picture that nobody can read
        return
    if (width, height) != (instance.width, instance.height):
        instance.width, instance.height = width, height
        type(instance).objects.filter(pk=instance.pk).update(width=width, height=height)
