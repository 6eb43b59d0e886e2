"""How well search finds: judged and known-item query sets, one configuration for all, both engines.

    python -m tests.bench.search_quality [--engine NAME] [--server URL] [--set NAME]
                                         [--given] [--judged] [--own]

The data is at STOA_SHARED_DATA (default ../shared/data); `--own` asks only the sets of
`shop_help/`, which come with the program. The figure to beat is that of the set's makers, or that
of plain BM25 over the same passages. Unless `--given`, nobody says which
language anything is in: documents and queries are recognised, and the reader's page is English,
as for a visitor. Engines: `embedded`, `opensearch` (three real nodes, if a JDK and Maven are
here), `osmem-server` (a server for tests), or the `server` at --server or STOA_SEARCH_URL.
"""

# ruff: noqa: T201 (this program prints)

import argparse
import datetime
import math
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
django.setup()

from community.text.language import detect_language  # noqa: E402 (needs Django's settings)
from search.documents.builders import SearchDocument  # noqa: E402
from search.engines.base import Engine  # noqa: E402
from search.query.languages import query_languages  # noqa: E402
from search.query.requests import DocumentKey, Kind, SearchRequest  # noqa: E402
from search.text.languages import base_code  # noqa: E402
from tests.bench.baseline import PlainSearch  # noqa: E402
from tests.bench.judged import (  # noqa: E402
    DATA,
    JudgedQuery,
    JudgedSet,
    judged_sets,
    known_item_sets,
)
from tests.bench.own import own_sets  # noqa: E402
from tests.bench.servers import add_options, chosen_engines, open_engine  # noqa: E402

DEPTH = 10
SOME_DAY = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)


def fill(engine: Engine, judged: JudgedSet, *, given: bool) -> None:
    """Index the passages of a set."""
    documents = (
        SearchDocument(
            key=DocumentKey(Kind.QUESTION, number + 1),
            version=1,
            language=base_code(passage.language or judged.language)
            if given
            else detect_language(f"{passage.title}\n{passage.body}"),
            title=passage.title,
            body=passage.body,
            updated_at=SOME_DAY,
        )
        for number, passage in enumerate(judged.passages)
    )
    engine.rebuild(documents, refetch=lambda keys: [])


def measure(engine: Engine, judged: JudgedSet, *, given: bool) -> tuple[float, float]:
    """The mean quality over all queries, and milliseconds of processor time per query."""
    score = _score_of(judged)
    started = time.perf_counter()
    total = 0.0
    for query in judged.queries:
        languages = (judged.language,) if given else query_languages(query.text)
        request = SearchRequest(text=query.text, languages=languages, limit=DEPTH, facets=False)
        total += score(query, [hit.key.id - 1 for hit in engine.search(request).hits])
    elapsed = time.perf_counter() - started
    return total / len(judged.queries), 1000 * elapsed / len(judged.queries)


def measure_plain(judged: JudgedSet) -> float:
    """The mean quality of a search that knows no language."""
    plain, score = PlainSearch(judged.passages), _score_of(judged)
    values = [score(query, plain.find(query.text, DEPTH)) for query in judged.queries]
    return sum(values) / len(values)


def main(arguments: Sequence[str]) -> None:
    """Print one line per set and engine."""
    options = _options(arguments)
    if not options.own and not DATA.is_dir():
        sys.exit(f"no judged queries at {DATA}: set STOA_SHARED_DATA")
    print(
        f"{'set':<22}{'queries':>8} {'engine':<15}{'measure':<9}{'ours':>7}{'to beat':>9}"
        f"{'ms/query':>10}{'':>7}",
        flush=True,
    )
    for name in chosen_engines(options):
        with open_engine(name, options.server) as engine:
            indexed: Sequence[object] = ()
            for judged in _chosen_sets(options):
                if judged.passages is not indexed:
                    fill(engine, judged, given=options.given)
                    indexed = judged.passages
                value, milliseconds = measure(engine, judged, given=options.given)
                mark = measure_plain(judged) if judged.mark is None else judged.mark
                print(
                    f"{judged.name:<22}{len(judged.queries):>8} {name:<15}{judged.measure:<9}"
                    f"{value:>7.4f}{mark:>9.3f}{milliseconds:>10.2f}"
                    f"{'  WORSE' if value < mark else ''}",
                    flush=True,
                )


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="search_quality", description=__doc__)
    add_options(parser)
    parser.add_argument("--set", action="append", help="only sets whose name begins like this")
    parser.add_argument("--given", action="store_true", help="say which language everything is in")
    parser.add_argument("--judged", action="store_true", help="only the sets that people judged")
    parser.add_argument("--own", action="store_true", help="only the sets that we wrote")
    return parser.parse_args(arguments)


def _chosen_sets(options: argparse.Namespace) -> Iterator[JudgedSet]:
    sources: list[Callable[[], Iterator[JudgedSet]]] = [own_sets]
    if not options.own:
        sources.insert(0, judged_sets)
    if not options.own and not options.judged:
        sources.append(known_item_sets)
    for source in sources:
        for judged in source():
            if not options.set or judged.name.startswith(tuple(options.set)):
                yield judged


def _score_of(judged: JudgedSet) -> Callable[[JudgedQuery, Sequence[int]], float]:
    return _reciprocal_rank if judged.measure.startswith("MRR") else _discounted_gain


def _discounted_gain(query: JudgedQuery, found: Sequence[int]) -> float:
    def gain(values: Sequence[int]) -> float:
        return sum(value / math.log2(rank + 2) for rank, value in enumerate(values[:DEPTH]))

    return gain([query.gain(number) for number in found]) / gain(query.ideal)


def _reciprocal_rank(query: JudgedQuery, found: Sequence[int]) -> float:
    return next((1 / rank for rank, n in enumerate(found, start=1) if query.gain(n)), 0.0)


if __name__ == "__main__":
    main(sys.argv[1:])
