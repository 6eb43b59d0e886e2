"""Remove the metadata from stored pictures that uploads remove from new ones."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from wagtail.images import get_image_model

from core.image_metadata import strip_metadata
from core.storage import looks_like_picture, store_measured_size


class Command(BaseCommand):
    """Safe to run twice; a file is replaced in one step."""

    help = "Remove place, time and camera from all pictures in the media folder."

    def handle(self, *args: Any, **options: Any) -> None:
        """Go through the folder, then note sizes that have changed."""
        changed = sum(map(self._strip, self._pictures()))
        for image in get_image_model().objects.iterator():
            store_measured_size(image)
        self.stdout.write(f"{changed} pictures cleaned")

    @staticmethod
    def _pictures() -> list[Path]:
        return sorted(path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())

    @staticmethod
    def _strip(path: Path) -> bool:
        with path.open("rb") as file:
            if not looks_like_picture(file.read(16)):
                return False
        content = path.read_bytes()
        cleaned = strip_metadata(content)
        if cleaned == content:
            return False
        written = path.with_name(f".{path.name}.cleaned")
        written.write_bytes(cleaned)
        written.replace(path)
        return True
