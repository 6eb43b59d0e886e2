"""Static files: named by their content, compressed once, as small as it is worth waiting for."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import brotli
from django.conf import settings
from django.contrib.staticfiles.finders import FileSystemFinder
from django.core.files.storage import FileSystemStorage, Storage
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

THOROUGH_BELOW_BYTES: Final = 64 * 1024
THOROUGH_QUALITY: Final = 11
QUICK_QUALITY: Final = 5
IMPORT: Final = re.compile(r'^@import url\("([a-z./-]+)"\);$', re.MULTILINE)


class PatientCompressor(Compressor):
    """Thorough with the small files of public pages, quick with the back office's large ones."""

    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        """Return `data` compressed; the best quality takes ten times as long."""
        is_small = len(data) < THOROUGH_BELOW_BYTES
        return brotli.compress(data, quality=THOROUGH_QUALITY if is_small else QUICK_QUALITY)


class HashedStaticStorage(CompressedManifestStaticFilesStorage):
    """Keeps the hashed names only: nothing asks for a file by its plain name."""

    def create_compressor(self, **kwargs: Any) -> Compressor:
        """Return a compressor whose quality depends on the size of the file."""
        return PatientCompressor(**kwargs)


class StylesheetFinder(FileSystemFinder):
    """Finds our files; a style sheet that imports its parts is found with the parts in it.

    A browser would ask for each part only after it has read the sheet that imports it.
    """

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Return where a file is; nothing, or an empty list, where there is none."""
        found: Any = super().find(path, find_all, **kwargs)  # type: ignore[call-overload]  # literals
        return self._joined(path, found) if isinstance(found, str) else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """Yield every file and the storage that holds it."""
        for path, storage in super().list(ignore_patterns):
            joined = self._joined(path, storage.path(path))
            is_joined = joined != storage.path(path)
            yield path, FileSystemStorage(self._folder()) if is_joined else storage

    def _joined(self, path: str, source: str) -> str:
        if not path.endswith(".css"):
            return source
        sheet = Path(source)
        text = sheet.read_text()
        whole = IMPORT.sub(lambda match: (sheet.parent / match[1]).read_text(), text)
        if whole == text:
            return source
        target = self._folder() / path
        if not target.exists() or target.read_text() != whole:
            target.parent.mkdir(parents=True, exist_ok=True)
            written = target.with_suffix(".new")
            written.write_text(whole)
            written.replace(target)
        return str(target)

    @staticmethod
    def _folder() -> Path:
        return Path(settings.DATA_DIR) / "stylesheets"
