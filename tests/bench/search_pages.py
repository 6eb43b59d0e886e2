"""How quick the pages of search are: a database of real threads, both engines, one client.

Times are those of the server: no network, no template cache warm-up but one call, no rate limits.
"""

# ruff: noqa: T201 (this program prints)

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.models import User
from community.models import Post, Question
from search.engines import get_engine
from search.query.requests import Kind
from search.services.indexing import mark_changed, rebuild_index, write_pending
from tests.bench.corpus import make_queries, read_documents
from tests.bench.judged import Thread, read_threads
from tests.bench.servers import EMBEDDED, PREFIX, start_server
from tests.bench.timing import HEADER, Stopwatch, measure, spent

CHUNK: Final = 1_000


def report_pages(
    folder: Path, engines: Sequence[str], server: str, *, threads: int, pages: int
) -> None:
    """Fill the database and measure the pages on each engine."""
    settings.STOA_SEARCH_DIR = folder / "search"
    call_command("migrate", verbosity=0)
    with spent() as span:
        count = fill_database(threads)
    print(f"\npages, on a database of {count} threads (filled in {span.wall:.0f} s)")
    texts = make_queries(read_documents(threads), pages)
    settings.STOA_SEARCH_PREFIX = PREFIX
    for name in engines:
        with nullcontext("") if name == EMBEDDED else start_server(name, server) as url:
            settings.STOA_SEARCH_URL = url
            _report_engine(name, texts, pages)
            settings.STOA_SEARCH_URL = ""


def fill_database(threads: int) -> int:
    """Real threads with their answers, written straight into the tables."""
    person = User.objects.create(username="someone", email="someone@example.org")
    chosen = [thread for _, thread in sorted(read_threads().items())[:threads]]
    now = timezone.now()
    for start in range(0, len(chosen), CHUNK):
        part = chosen[start : start + CHUNK]
        questions = Question.objects.bulk_create(
            Question(
                title=thread.title[:150],
                slug="thread",
                author=person,
                language=thread.locale[:2],
                answer_count=len(thread.answers),
                created_at=now,
                last_activity_at=now - timedelta(minutes=start + number),
            )
            for number, thread in enumerate(part)
        )
        Post.objects.bulk_create(
            post
            for question, thread in zip(questions, part, strict=True)
            for post in _posts(question, thread, person)
        )
    return len(chosen)


def _posts(question: Question, thread: Thread, person: User) -> list[Post]:
    texts = [("question", thread.body), *(("answer", text) for text in thread.answers)]
    return [
        Post(
            question=question,
            kind=kind,
            author=person,
            body_markdown="",
            body_html="",
            body_text=text,
            created_at=question.created_at,
        )
        for kind, text in texts
    ]


def _report_engine(name: str, texts: dict[str, list[str]], pages: int) -> None:
    with spent() as span:
        count = rebuild_index()
    print(
        f"  {name}: rebuilt from the database in {span.wall:.1f} s, {count / span.wall:.0f} a "
        f"second, {span.cpu:.1f} s of cpu"
    )
    print(f"  {'page':<34}{HEADER}{'of it engine':>14}", flush=True)
    client = Client()
    titles = texts["a whole title"]
    drafts = [{"title": title, "body": f"{title} {other}"} for title, other in pairwise(titles)]
    for kind, queries in texts.items():
        _report(f"results, {kind}", lambda q: client.get("/search/", {"q": q}), queries)
    starts = [query[:4] for query in texts["two words"]]
    _report("suggestions", lambda q: client.get("/search/suggest/", {"q": q}), starts)
    _report("similar while asking", lambda d: client.post("/search/similar/", d), drafts)
    numbers = list(Question.objects.values_list("pk", flat=True)[:pages])
    _report("one changed thread, written", _write, numbers)


def _report(label: str, call: Callable[[Any], object], arguments: Sequence[Any]) -> None:
    target: Any = get_engine()
    watch = Stopwatch()
    names = ("search", "suggest", "similar")
    for method in names:
        setattr(target, method, watch.wrap(getattr(target, method)))
    figures = measure(call, arguments)
    for method in names:
        delattr(target, method)
    print(f"  {label:<34}{figures}{1000 * watch.seconds / (len(arguments) + 1):>14.1f}", flush=True)


def _write(number: int) -> None:
    mark_changed(Kind.QUESTION, number)
    write_pending()
