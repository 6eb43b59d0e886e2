"""The engines that have to pass the contract."""

from collections.abc import Callable
from pathlib import Path

import pytest

from search.engines.base import Engine
from search.engines.embedded import EmbeddedEngine

ENGINES: dict[str, Callable[[Path], Engine]] = {"embedded": EmbeddedEngine}


@pytest.fixture(params=sorted(ENGINES))
def bare_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    """An engine that has no index yet."""
    return ENGINES[request.param](tmp_path / "index")


@pytest.fixture
def engine(bare_engine: Engine) -> Engine:
    """An engine with an empty index."""
    bare_engine.rebuild([], refetch=lambda keys: [])
    return bare_engine
