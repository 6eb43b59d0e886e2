"""The engines that have to pass the contract."""

from collections.abc import Callable
from pathlib import Path

import pytest

from search.engines.base import Engine
from search.engines.elasticsearch import ElasticsearchEngine, connect
from search.engines.embedded import EmbeddedEngine

ENGINES: dict[str, Callable[[pytest.FixtureRequest], Engine]] = {
    "embedded": lambda request: _embedded(request.getfixturevalue("tmp_path")),
    "elasticsearch": lambda request: _on_server(request.getfixturevalue("search_url")),
    "cluster": lambda request: _on_server(*request.getfixturevalue("cluster").urls),
}


@pytest.fixture(
    params=[
        "embedded",
        pytest.param("elasticsearch", marks=pytest.mark.long),
        pytest.param("cluster", marks=pytest.mark.cluster),
    ]
)
def bare_engine(request: pytest.FixtureRequest) -> Engine:
    """An engine that has no index yet."""
    return ENGINES[request.param](request)


@pytest.fixture
def engine(bare_engine: Engine) -> Engine:
    """An engine with an empty index."""
    bare_engine.rebuild([], refetch=lambda keys: [])
    return bare_engine


def _embedded(folder: Path) -> Engine:
    return EmbeddedEngine(folder / "index")


def _on_server(*urls: str) -> Engine:
    return ElasticsearchEngine(connect(urls))
