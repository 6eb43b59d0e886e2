"""Static files: named by their content, compressed once, as small as it is worth waiting for."""

from typing import Any, Final

import brotli
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

THOROUGH_BELOW_BYTES: Final = 64 * 1024
THOROUGH_QUALITY: Final = 11
QUICK_QUALITY: Final = 5


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
