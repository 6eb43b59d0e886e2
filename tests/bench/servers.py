"""The engines that can be measured here, each with an index of its own that is gone afterwards."""

import os
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from search.engines.base import Engine
from search.engines.embedded import EmbeddedEngine
from tests.cluster.nodes import Cluster, ClusterUnavailable, check_cluster

PREFIX: Final = "stoa-bench"
PATIENCE_SECONDS: Final = 60
EMBEDDED: Final = "embedded"
CLUSTER: Final = "opensearch"
LOOKALIKE: Final = "osmem-server"
SERVER: Final = "server"
NAMES: Final = (EMBEDDED, CLUSTER, LOOKALIKE, SERVER)
JAVA_OPTIONS: Final = ("-Xmx2g",)
"""Room and the full compiler, as a real cluster has; the tests want a quick start instead."""


def add_options(parser: ArgumentParser) -> None:
    """`--engine` and `--server`."""
    parser.add_argument(
        "--engine", action="append", choices=NAMES, help="only this one; may be given several times"
    )
    parser.add_argument(
        "--server",
        metavar="URL",
        default=os.environ.get("STOA_SEARCH_URL", ""),
        help="measure a server that runs, instead of starting some (default STOA_SEARCH_URL)",
    )


def chosen_engines(options: Namespace) -> Sequence[str]:
    """The names of the engines to measure; says on stderr which one cannot be had here."""
    if options.engine:
        return tuple(options.engine)
    if options.server:
        return EMBEDDED, SERVER
    try:
        check_cluster()
    except ClusterUnavailable as error:
        print(f"no real cluster is measured: {error}", file=sys.stderr, flush=True)  # noqa: T201
        return EMBEDDED, LOOKALIKE
    return EMBEDDED, CLUSTER, LOOKALIKE


@contextmanager
def open_engine(name: str, url: str = "") -> Iterator[Engine]:
    """An engine of one's own, without indices, gone afterwards."""
    if name == EMBEDDED:
        with tempfile.TemporaryDirectory() as folder:
            yield EmbeddedEngine(Path(folder))
        return
    from search.engines.elasticsearch import (  # noqa: PLC0415 (slow, and not always asked for)
        ElasticsearchEngine,
        connect,
    )

    with start_server(name, url) as nodes:
        patient = connect(nodes.split(",")).options(request_timeout=PATIENCE_SECONDS, max_retries=0)
        yield ElasticsearchEngine(patient, prefix=PREFIX)
        patient.indices.delete(index=f"{PREFIX}-*", ignore_unavailable=True)


@contextmanager
def start_server(name: str, url: str = "") -> Iterator[str]:
    """The URL of a server that runs, or of one started for us."""
    if name == SERVER:
        if not url:
            sys.exit("which server? say --server URL")
        yield url
    elif name == CLUSTER:
        with tempfile.TemporaryDirectory() as folder:
            cluster = Cluster(Path(folder), java_options=JAVA_OPTIONS)
            try:
                yield ",".join(cluster.heal().urls)
            finally:
                cluster.close()
    else:
        from osmem_server import OsmemServer  # noqa: PLC0415 (only where it is asked for)

        with OsmemServer.start(japanese=False) as server:
            yield server.url
