"""How well search finds: judged query sets, one configuration for all, through the engine itself.

    python -m tests.bench.search_quality [DATA]      (or STOA_SHARED_DATA; default ../shared/data)

Every passage is a document with a body and nothing else, so field weights cannot help.
"""

# ruff: noqa: T201 (this program prints)

import csv
import datetime
import json
import math
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
django.setup()

from search.documents import SearchDocument  # noqa: E402 (needs Django's settings)
from search.engines.embedded import EmbeddedEngine  # noqa: E402
from search.requests import DocumentKey, Kind, SearchRequest  # noqa: E402

DEPTH = 10
DEFAULT_DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
SOME_DAY = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
Relevance = Callable[[int], int]


@dataclass(frozen=True)
class JudgedQuery:
    """A query, which passages answer it, and the best gains there can be."""

    text: str
    gain: Relevance
    ideal: Sequence[int]


@dataclass(frozen=True)
class JudgedSet:
    """Passages by number, and the queries to ask about them."""

    name: str
    language: str
    measure: str
    mark: float
    passages: Sequence[str]
    queries: Sequence[JudgedQuery]


def faq_pl(folder: Path) -> JudgedSet:
    """Polish shop help: questions with judged passages."""
    passages = _json_lines(folder / "passages.jl")
    numbers = {row["id"]: number for number, row in enumerate(passages)}
    texts = {row["id"]: row["text"] for row in _json_lines(folder / "questions-test.jl")}
    judged: dict[int, dict[int, int]] = {}
    with (folder / "pairs-test.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            scores = judged.setdefault(int(row["question-id"]), {})
            scores[numbers[int(row["passage-id"])]] = int(row["score"])
    queries = [_graded(texts[question], scores) for question, scores in judged.items()]
    return JudgedSet("faq-pl", "pl", "nDCG@10", 0.57, [row["text"] for row in passages], queries)


def support_intents_en(folder: Path) -> JudgedSet:
    """English support questions: those of the same intent answer each other."""
    with (folder / "train.csv").open(encoding="utf-8") as file:
        known = list(csv.DictReader(file))
    with (folder / "test.csv").open(encoding="utf-8") as file:
        asked = list(csv.DictReader(file))
    intents = [row["category"] for row in known]
    queries = [
        JudgedQuery(row["text"], lambda n, wanted=row["category"]: int(intents[n] == wanted), [1])
        for row in asked
    ]
    texts = [row["text"] for row in known]
    return JudgedSet("support-intents-en", "en", "MRR@10", 0.86, texts, queries)


def passages_fi(folder: Path) -> JudgedSet:
    """Finnish questions, each with the passage that answers it."""
    data = json.loads((folder / "dev.json").read_text(encoding="utf-8"))["data"]
    numbers: dict[str, int] = {}
    queries = []
    for article in data:
        for paragraph in article["paragraphs"]:
            number = numbers.setdefault(paragraph["context"], len(numbers))
            queries += [_graded(item["question"], {number: 1}) for item in paragraph["qas"]]
    return JudgedSet("passages-fi", "fi", "nDCG@10", 0.82, list(numbers), queries)


def measure(judged: JudgedSet, folder: Path) -> tuple[float, float]:
    """The mean quality over all queries, and milliseconds per query."""
    engine = EmbeddedEngine(folder)
    engine.rebuild(_documents(judged), refetch=lambda keys: [])
    score = _reciprocal_rank if judged.measure.startswith("MRR") else _discounted_gain
    started = time.perf_counter()
    total = 0.0
    for query in judged.queries:
        request = SearchRequest(
            text=query.text, languages=(judged.language,), limit=DEPTH, facets=False
        )
        found = [hit.key.id - 1 for hit in engine.search(request).hits]
        total += score(query, found)
    elapsed = time.perf_counter() - started
    return total / len(judged.queries), 1000 * elapsed / len(judged.queries)


def main(arguments: Sequence[str]) -> None:
    """Print one line per judged set."""
    chosen = arguments[0] if arguments else os.environ.get("STOA_SHARED_DATA", DEFAULT_DATA)
    data = Path(chosen) / "relevance"
    if not data.is_dir():
        sys.exit(f"no judged queries at {data}")
    print(f"{'set':<22}{'measure':<10}{'ours':>8}{'to beat':>9}{'ms/query':>10}")
    for load, name in (
        (faq_pl, "faq-pl"),
        (support_intents_en, "support-intents-en"),
        (passages_fi, "passages-fi"),
    ):
        judged = load(data / name)
        with tempfile.TemporaryDirectory() as folder:
            value, milliseconds = measure(judged, Path(folder))
        print(
            f"{judged.name:<22}{judged.measure:<10}{value:>8.4f}{judged.mark:>9.2f}"
            f"{milliseconds:>10.2f}"
        )


def _documents(judged: JudgedSet) -> Iterator[SearchDocument]:
    for number, text in enumerate(judged.passages):
        yield SearchDocument(
            key=DocumentKey(Kind.QUESTION, number + 1),
            version=1,
            language=judged.language,
            title="",
            body=text,
            updated_at=SOME_DAY,
        )


def _graded(text: str, scores: dict[int, int]) -> JudgedQuery:
    return JudgedQuery(text, lambda n: scores.get(n, 0), sorted(scores.values(), reverse=True))


def _discounted_gain(query: JudgedQuery, found: Sequence[int]) -> float:
    def gain(values: Sequence[int]) -> float:
        return sum(value / math.log2(rank + 2) for rank, value in enumerate(values[:DEPTH]))

    return gain([query.gain(number) for number in found]) / gain(query.ideal)


def _reciprocal_rank(query: JudgedQuery, found: Sequence[int]) -> float:
    return next((1 / rank for rank, n in enumerate(found, start=1) if query.gain(n)), 0.0)


def _json_lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    main(sys.argv[1:])
