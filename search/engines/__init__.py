"""Which engine this site uses."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from search.engines.base import Engine
from search.engines.embedded import EmbeddedEngine


def get_engine() -> Engine:
    """The engine of the settings; one object per process and index, opened when first used."""
    return _embedded(Path(settings.STOA_SEARCH_DIR) / "embedded")


@lru_cache(maxsize=4)
def _embedded(root: Path) -> Engine:
    return EmbeddedEngine(root)
