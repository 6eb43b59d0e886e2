"""Everything in this folder needs the cluster."""

import pytest

from tests.cluster.fixtures import MARKS


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark it so."""
    for item in items:
        if "tests/cluster/" in item.path.as_posix():
            for mark in MARKS:
                item.add_marker(mark)
