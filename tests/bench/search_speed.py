"""How quick search is, on real threads: both engines beside their own bulk speed and own time.

    python -m tests.bench.search_speed [--threads 15000] [--times 1 10] [--engine NAME]
                                       [--server URL] [--no-pages]

`--times 10` indexes everything ten times over with changed words, to show growth. The data is at
STOA_SHARED_DATA (default ../shared/data); for engines see `search_quality`. Times are milliseconds
by the clock; "cpu" is processor time of this process, which other work on the machine does not
change (an engine on a server works elsewhere).
"""

# ruff: noqa: T201 (this program prints)

import argparse
import os
import resource
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

FOLDER = tempfile.TemporaryDirectory()
os.environ.update(
    DJANGO_SETTINGS_MODULE="config.settings.test",
    DATABASE_URL=f"sqlite:///{FOLDER.name}/bench.sqlite3",
)

import django  # noqa: E402 (reads the environment)

django.setup()

from search.documents.builders import SearchDocument  # noqa: E402 (needs Django's settings)
from search.engines.base import Engine  # noqa: E402
from search.engines.embedded import EmbeddedEngine  # noqa: E402
from search.query.languages import query_languages  # noqa: E402
from search.query.requests import SearchRequest  # noqa: E402
from tests.bench.corpus import make_queries, read_documents, repeated  # noqa: E402
from tests.bench.judged import DATA  # noqa: E402
from tests.bench.raw import raw_speed, size_in_bytes  # noqa: E402
from tests.bench.search_pages import report_pages  # noqa: E402
from tests.bench.servers import add_options, chosen_engines, open_engine  # noqa: E402
from tests.bench.timing import HEADER, Stopwatch, Watched, measure, spent  # noqa: E402

QUERIES = 200
PAGES = 60
CLIENTS = (1, 8)


def main(arguments: Sequence[str]) -> None:
    """Print what each engine does alone, then the pages on top of it."""
    options = _options(arguments)
    if not DATA.is_dir():
        sys.exit(f"no real threads at {DATA}: set STOA_SHARED_DATA")
    documents = read_documents(options.threads)
    engines = chosen_engines(options)
    for name in engines:
        for times in options.times:
            with open_engine(name, options.server) as engine:
                report_engine(name, engine, documents, times=times)
    if not options.no_pages:
        report_pages(
            Path(FOLDER.name), engines, options.server, threads=options.threads, pages=PAGES
        )


def report_engine(
    name: str, engine: Engine, documents: Sequence[SearchDocument], *, times: int
) -> None:
    """Writing beside the engine's own speed, size, and queries beside the engine's own time."""
    print(f"\n{name}: {len(documents)} documents, {times} times over", flush=True)
    with spent() as ours:
        count = engine.rebuild(repeated(documents, times), refetch=lambda keys: [])
    print(f"  we index          {count / ours.wall:8.0f} documents/s  {ours.cpu:7.1f} s of cpu")
    alone = raw_speed(engine, documents, times=times)
    rate = times * len(documents) / alone.wall
    print(
        f"  the engine's own  {rate:8.0f} documents/s  {alone.cpu:7.1f} s of cpu "
        "(ready rows, its bulk writer)"
    )
    size = size_in_bytes(engine)
    print(f"  size              {size / 1e6:8.1f} MB, {size / count:.0f} bytes a document")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  memory            {peak:8.0f} MB at most in this process")
    print(f"  {'query':<34}{HEADER}{'of it engine':>14}", flush=True)
    for kind, texts in make_queries(documents, QUERIES).items():
        for clients in CLIENTS:
            report_queries(f"{kind}, {clients} at once", engine, texts, clients=clients)


def report_queries(label: str, engine: Engine, texts: Sequence[str], *, clients: int) -> None:
    """One line: how long the engine's search takes, and how much of that is not ours."""
    requests = [
        SearchRequest(
            text=text,
            languages=query_languages(text),
            limit=15,
        )
        for text in texts
    ]
    if clients > 1:
        print(f"  {label:<34}{measure(engine.search, requests, clients=clients)}", flush=True)
        return
    with OwnTime(engine) as seconds:
        figures = measure(engine.search, requests)
        share = 1000 * seconds() / (len(requests) + 1)
    print(f"  {label:<34}{figures}{share:>14.1f}", flush=True)


class OwnTime:
    """Counts the time that an engine spends in its library, or says it `took` on its server."""

    def __init__(self, engine: Any) -> None:
        self._engine, self._watch, self._took = engine, Stopwatch(), 0

    def __enter__(self) -> Callable[[], float]:
        if isinstance(self._engine, EmbeddedEngine):
            self._watch_searchers(self._engine)
        else:
            self._watch_answers(self._engine._client)
        return lambda: self._watch.seconds + self._took / 1000

    def __exit__(self, *problem: object) -> None:
        if isinstance(self._engine, EmbeddedEngine):
            del self._engine._fresh_index
        else:
            del self._engine._client.ask

    def _watch_searchers(self, engine: Any) -> None:
        fresh = engine._fresh_index

        def watched_index() -> Any:
            index = fresh()
            return SimpleNamespace(searcher=lambda: Watched(index.searcher(), self._watch))

        engine._fresh_index = watched_index

    def _watch_answers(self, asking: Any) -> None:
        ask = asking.ask

        def watched_ask(searches: Sequence[Any]) -> list[Any]:
            answers = ask(searches)
            self._took += max(answer.took for answer in answers)
            return list(answers)

        asking.ask = watched_ask


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="search_speed", description=__doc__)
    parser.add_argument("--threads", type=int, default=15_000)
    parser.add_argument("--times", type=int, nargs="+", default=[1])
    add_options(parser)
    parser.add_argument("--no-pages", action="store_true")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
