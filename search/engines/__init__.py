"""Which engine this site uses."""

import os
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from search.engines.base import Engine
from search.engines.breaker import BreakerEngine
from search.engines.embedded import EmbeddedEngine


def get_engine() -> Engine:
    """The engine of the settings; one object per process and index, opened when first used."""
    if settings.STOA_SEARCH_URL:
        return _on_server(
            settings.STOA_SEARCH_URL,
            settings.STOA_SEARCH_API_KEY,
            settings.STOA_SEARCH_CA_FILE,
            settings.STOA_SEARCH_PREFIX,
            os.getpid(),
        )
    return _embedded(Path(settings.STOA_SEARCH_DIR) / "embedded")


@lru_cache(maxsize=4)
def _embedded(root: Path) -> Engine:
    return EmbeddedEngine(root)


@lru_cache(maxsize=4)
def _on_server(urls: str, api_key: str, ca_file: str, prefix: str, process: int) -> Engine:
    """`process` is part of the key: connections are not shared with a parent process."""
    from search.engines.elasticsearch import (  # noqa: PLC0415 (half a second of imports)
        ElasticsearchEngine,
        connect,
    )

    nodes = [url for url in map(str.strip, urls.split(",")) if url]
    client = connect(nodes, api_key=api_key, ca_file=ca_file)
    return BreakerEngine(ElasticsearchEngine(client, prefix=prefix))
