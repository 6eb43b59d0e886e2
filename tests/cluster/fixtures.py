"""The cluster of the tests marked `cluster`: mended and emptied before each test."""

import os
from collections.abc import Iterator

import pytest

from tests.cluster.nodes import Cluster, ClusterUnavailable


@pytest.fixture(scope="session")
def running_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Three nodes; skips where there are none to be had, and fails if they are required."""
    try:
        cluster = Cluster(tmp_path_factory.mktemp("cluster"))
    except ClusterUnavailable as error:
        if os.environ.get("STOA_REQUIRE_CLUSTER"):
            pytest.fail(f"no search cluster: {error}", pytrace=False)
        pytest.skip(f"no search cluster: {error}")
    yield cluster
    cluster.close()


@pytest.fixture
def cluster(running_cluster: Cluster) -> Cluster:
    """All nodes run and hold nothing."""
    running_cluster.heal(status="red").empty()
    running_cluster.heal()
    return running_cluster
