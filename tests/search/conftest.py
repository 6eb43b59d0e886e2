"""A search server for tests; it starts when the first test needs it."""

from collections.abc import Iterator

import pytest
from osmem_server import OsmemServer


@pytest.fixture(scope="session")
def search_server() -> Iterator[OsmemServer]:
    """A server that is compatible with OpenSearch, on a free port."""
    with OsmemServer.start(freeze=True, japanese=False) as server:
        yield server


@pytest.fixture
def search_url(search_server: OsmemServer) -> Iterator[str]:
    """The URL of an empty server of one's own."""
    with search_server.clone() as clone:
        yield clone.url
