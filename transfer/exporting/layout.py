"""Where things stand in an exported folder; names that begin with `_` are no articles."""

from typing import Final

FORMAT: Final = 1
MANIFEST: Final = "kb.yml"
INDEX_FILE: Final = "_index.md"
SHARED_FOLDER: Final = "_shared"
IMAGES_FOLDER: Final = "_media/pictures"
DOCUMENTS_FOLDER: Final = "_media/files"
MEDIA_FACTS: Final = "_media/media.yml"
REDIRECTS: Final = "redirects.csv"
REDIRECT_COLUMNS: Final = ("from", "to_file", "to_address", "permanent", "automatic")
DRAFT_ENDING: Final = ".draft.md"


def draft_name(key: str) -> str:
    """The file of the draft beside a published article."""
    return key.removesuffix(".md") + DRAFT_ENDING
