"""How quick search is: a database of made-up threads, measured through the pages.

    python -m tests.bench.search_speed [THREADS]      (default 10000; works in a temporary folder)

Prints the time of a rebuild, of writing one document, and of pages at one client, in milliseconds
of server time, rate limits off.
"""

# ruff: noqa: T201 (this program prints)

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

FOLDER = tempfile.TemporaryDirectory()
os.environ.update(
    DJANGO_SETTINGS_MODULE="config.settings.test",
    DATABASE_URL=f"sqlite:///{FOLDER.name}/bench.sqlite3",
)

import django  # noqa: E402 (reads the environment)

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import User  # noqa: E402
from community.models import Post, Question  # noqa: E402
from search.indexing import mark_changed, rebuild_index, write_pending  # noqa: E402
from search.requests import Kind  # noqa: E402

DEFAULT_THREADS = 10_000
ANSWERS = 4
REPEATS = 40
VOCABULARY = 20_000
SYLLABLES = "ba be bi bo ka ke ki ko la le li lo ma me mi mo na ne ni no ra re ri ro sa se ta te ti"
QUERIES = {
    "two common words": 2,
    "a question of ten words": 10,
}


def make_words(rng: random.Random) -> list[str]:
    """A vocabulary of made-up words."""
    syllables = SYLLABLES.split()
    return sorted({"".join(rng.choices(syllables, k=rng.randint(2, 5))) for _ in range(VOCABULARY)})


def make_text(rng: random.Random, words: Sequence[str], count: int) -> str:
    """Words as often as in real texts: few very often, most rarely."""
    return " ".join(words[int(len(words) ** rng.random()) - 1] for _ in range(count))


def fill_database(threads: int, rng: random.Random, words: Sequence[str]) -> None:
    """Threads with answers, written straight into the tables."""
    now = timezone.now()
    people = [User.objects.create(username=f"person{n}", email=f"{n}@x.test") for n in range(50)]
    for start in range(0, threads, 1_000):
        questions = Question.objects.bulk_create(
            Question(
                title=make_text(rng, words, 8)[:150],
                slug="thread",
                author=rng.choice(people),
                language="en",
                created_at=now - timedelta(minutes=n),
                last_activity_at=now - timedelta(minutes=n),
            )
            for n in range(start, min(start + 1_000, threads))
        )
        Post.objects.bulk_create(
            Post(
                question=question,
                kind="question" if n == 0 else "answer",
                author=rng.choice(people),
                body_markdown="",
                body_html="",
                body_text=make_text(rng, words, 60),
                created_at=now,
            )
            for question in questions
            for n in range(ANSWERS + 1)
        )


def measure(call: Callable[[int], object]) -> str:
    """Median and 95th percentile of a call after a warm-up, and its median processor time."""
    call(0)
    times, work = [], []
    for number in range(REPEATS):
        started, worked = time.perf_counter(), time.process_time()
        call(number)
        times.append(1000 * (time.perf_counter() - started))
        work.append(1000 * (time.process_time() - worked))
    late = statistics.quantiles(times, n=20)[-1]
    return f"{statistics.median(times):8.1f}{late:8.1f}{statistics.median(work):8.1f}"


def main(arguments: Sequence[str]) -> None:
    """Print one line per measurement."""
    threads = int(arguments[0]) if arguments else DEFAULT_THREADS
    settings.STOA_SEARCH_DIR = Path(FOLDER.name) / "search"
    rng = random.Random(1)
    words = make_words(rng)
    call_command("migrate", verbosity=0)
    fill_database(threads, rng, words)
    started = time.perf_counter()
    count = rebuild_index()
    print(f"rebuild of {count} threads: {time.perf_counter() - started:.1f} s")
    size = sum(path.stat().st_size for path in settings.STOA_SEARCH_DIR.rglob("*"))
    print(f"index on disk: {size / 1_000_000:.1f} MB")
    print(f"{'milliseconds':<34}{'median':>8}{'p95':>8}{'cpu':>8}")

    def write(number: int) -> None:
        mark_changed(Kind.QUESTION, number + 1)
        write_pending()

    print(f"{'one changed thread, written':<34}{measure(write)}")
    client = Client()
    for name, length in QUERIES.items():
        texts = [make_text(rng, words, length) for _ in range(REPEATS)]
        print(f"{name:<34}{measure(lambda n, t=texts: client.get('/search/', {'q': t[n]}))}")
    starts = [make_text(rng, words, 1)[:3] for _ in range(REPEATS)]
    print(
        f"{'suggestions':<34}{measure(lambda n: client.get('/search/suggest/', {'q': starts[n]}))}"
    )
    drafts = [
        {"title": make_text(rng, words, 8), "body": make_text(rng, words, 60)}
        for _ in range(REPEATS)
    ]
    print(
        f"{'similar while asking':<34}"
        f"{measure(lambda n: client.post('/search/similar/', drafts[n]))}"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
