"""Judged query sets, and known-item sets made from real threads and articles: nothing is ours.

A known-item set asks for a text by its own title, with the title taken out of the text: who finds
it has understood the words, in whatever language. It judges what no human judged, so that one
configuration can be seen to help in more languages than the judged sets have.
"""

import csv
import gzip
import html
import json
import os
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

DATA: Final = Path(
    os.environ.get("STOA_SHARED_DATA", Path(__file__).resolve().parents[3] / "shared" / "data")
)
MOST_QUERIES: Final = 300
MOST_ENGLISH_THREADS: Final = 3_000
LEAST_THREADS: Final = 20
MIN_TEXT_CHARS: Final = 80
SEED: Final = 1
LOCALES: Final = {"en-US": "en", "pt-BR": "pt"}
_TAG: Final = re.compile(r"<[^>]+>")
_MARKDOWN: Final = re.compile(
    r"\{[%:{][^}]*\}+|!\[[^\]]*\]\([^)]*\)|\]\([^)]*\)|<[^>]+>|[#*`|_\[\]]"
)


@dataclass(frozen=True)
class Passage:
    """What is indexed; a passage of a judged set has a body only."""

    body: str
    title: str = ""
    language: str = ""


@dataclass(frozen=True)
class JudgedQuery:
    """A query, which passages answer it (by number), and the best gains there can be.

    `aim` is what it tries, say a typo, in a set that was written to try such things.
    """

    text: str
    gain: Callable[[int], int]
    ideal: Sequence[int]
    aim: str = ""


@dataclass(frozen=True)
class JudgedSet:
    """Passages by number, and the queries to ask about them; `mark` is the figure to beat."""

    name: str
    language: str
    passages: Sequence[Passage]
    queries: Sequence[JudgedQuery]
    measure: str = "MRR@10"
    mark: float | None = None


@dataclass
class Thread:
    """A real thread as text."""

    locale: str
    title: str
    body: str
    answers: list[str] = field(default_factory=list)


def judged_sets() -> Iterator[JudgedSet]:
    """The sets that people judged."""
    yield faq_pl(DATA / "relevance" / "faq-pl")
    yield support_intents_en(DATA / "relevance" / "support-intents-en")
    yield passages_fi(DATA / "relevance" / "passages-fi")


def known_item_sets() -> Iterator[JudgedSet]:
    """Titles to answers in each language of the forum, all in one index; headings to articles."""
    yield from forum_titles(read_threads())
    yield guide_headings(DATA / "merchant-guide" / "src")


def faq_pl(folder: Path) -> JudgedSet:
    """Polish shop help: questions with judged passages."""
    rows = _json_lines(folder / "passages.jl")
    numbers = {row["id"]: number for number, row in enumerate(rows)}
    texts = {row["id"]: row["text"] for row in _json_lines(folder / "questions-test.jl")}
    judged: dict[int, dict[int, int]] = {}
    with (folder / "pairs-test.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            scores = judged.setdefault(int(row["question-id"]), {})
            scores[numbers[int(row["passage-id"])]] = int(row["score"])
    queries = [_graded(texts[question], scores) for question, scores in judged.items()]
    return JudgedSet("faq-pl", "pl", _bodies(rows), queries, "nDCG@10", 0.57)


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
    return JudgedSet("support-intents-en", "en", _bodies(known), queries, "MRR@10", 0.86)


def passages_fi(folder: Path) -> JudgedSet:
    """Finnish questions, each with the passage that answers it."""
    data = json.loads((folder / "dev.json").read_text(encoding="utf-8"))["data"]
    numbers: dict[str, int] = {}
    queries = []
    for article in data:
        for paragraph in article["paragraphs"]:
            number = numbers.setdefault(paragraph["context"], len(numbers))
            queries += [_graded(item["question"], {number: 1}) for item in paragraph["qas"]]
    passages = [Passage(text) for text in numbers]
    return JudgedSet("passages-fi", "fi", passages, queries, "nDCG@10", 0.82)


def forum_titles(threads: Mapping[int, Thread]) -> Iterator[JudgedSet]:
    """One set for each language: which thread is it that this title stood above?

    A document is the question and its answers without the title; all languages share one index.
    """
    chosen = _choose(threads)
    passages = [
        Passage("\n".join((thread.body, *thread.answers)), language=_language(thread))
        for thread in chosen
    ]
    numbers: dict[str, list[int]] = defaultdict(list)
    for number, thread in enumerate(chosen):
        numbers[_language(thread)].append(number)
    for language, found in sorted(numbers.items()):
        wanted = random.Random(SEED).sample(found, min(MOST_QUERIES, len(found)))
        queries = [_graded(chosen[number].title, {number: 1}) for number in wanted]
        yield JudgedSet(f"forum-titles-{language}", language, passages, queries)


def guide_headings(folder: Path) -> JudgedSet:
    """English help articles by their headings."""
    articles = read_articles(folder)
    passages = [Passage(article.body, language="en") for article in articles]
    wanted = random.Random(SEED).sample(range(len(articles)), min(MOST_QUERIES, len(articles)))
    queries = [_graded(articles[number].title, {number: 1}) for number in wanted]
    return JudgedSet("guide-headings-en", "en", passages, queries)


def read_threads() -> dict[int, Thread]:
    """All threads of the support forum that are not spam, by number."""
    folder = DATA / "support-forum"
    threads = {
        row["id"]: Thread(row["locale"], row["title"].strip(), _plain(row["content_html"]))
        for row in _zipped(folder / "questions.jsonl.gz")
        if not row["is_spam"]
    }
    for row in _zipped(folder / "answers.jsonl.gz"):
        if row["question_id"] in threads and not row["is_spam"]:
            threads[row["question_id"]].answers.append(_plain(row["content_html"]))
    return threads


def read_articles(folder: Path = DATA / "merchant-guide" / "src") -> list[Passage]:
    """The articles of the merchant guide, front matter and marks taken off."""
    articles = []
    for path in sorted(folder.rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        title = re.search(r"^title:\s*(.+)$", text, re.MULTILINE)
        body = " ".join(_MARKDOWN.sub(" ", text.split("---", 2)[-1]).split())
        if title and len(body) >= MIN_TEXT_CHARS and "_includes" not in path.parts:
            articles.append(Passage(body, title[1].strip("\"' "), "en"))
    return articles


def _choose(threads: Mapping[int, Thread]) -> list[Thread]:
    """Answered threads with enough text; of the many English ones a part."""
    by_locale: dict[str, list[Thread]] = defaultdict(list)
    for _, thread in sorted(threads.items()):
        if thread.answers and len(thread.body) >= MIN_TEXT_CHARS and len(thread.title) > 10:
            by_locale[thread.locale].append(thread)
    english = by_locale.pop("en-US", [])
    chosen = random.Random(SEED).sample(english, min(MOST_ENGLISH_THREADS, len(english)))
    return chosen + [
        t for found in by_locale.values() if len(found) >= LEAST_THREADS for t in found
    ]


def _language(thread: Thread) -> str:
    return LOCALES.get(thread.locale, thread.locale)


def _bodies(rows: Sequence[Mapping[str, str]]) -> list[Passage]:
    return [Passage(row["text"]) for row in rows]


def _graded(text: str, scores: dict[int, int]) -> JudgedQuery:
    return JudgedQuery(text, lambda n: scores.get(n, 0), sorted(scores.values(), reverse=True))


def _plain(source: str) -> str:
    return " ".join(html.unescape(_TAG.sub(" ", source)).split())


def _json_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _zipped(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)
