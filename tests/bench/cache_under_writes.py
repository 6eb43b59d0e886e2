"""What reading costs while others write: the page cache on a demo shop with many questions.

    STOA_DATA_DIR=/a/folder python -m tests.bench.cache_under_writes [--reads N] [--questions N]

Reads 500 pages of the forum and the knowledge base at random, first on an idle site, then with ten
writes for each second that so many readers stand for (votes, answers, comments, questions), spread
over the site. Prints hits and processor time per read. One process, no network: the figures are
ratios.
"""

# ruff: noqa: T201 (this program prints; chance need not be secret)

import argparse
import random
import time
from uuid import uuid4

from tests.bench.site import User, connection  # sets Django up

# isort: split
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.enums import PostKind
from community.models import Post, Question
from community.services.answers import post_answer
from community.services.comments import post_comment
from community.services.questions import ask_question
from community.services.votes import cast_vote
from core.errors import DomainError
from kb.models import ArticlePage

PAGES: int = 500
READS_A_SECOND: int = 1_000
WRITES_A_SECOND: int = 10
BODY = "It took a night in the cellar, with the doors open and a fan on the floor."


def fill(questions: int) -> None:
    """Bring the site to so many questions with two answers each, by two hundred people."""
    rng, now = random.Random(1), timezone.now()
    people = User.objects.bulk_create(
        User(username=f"bench{n}-{uuid4().hex[:8]}", display_name=f"Bench {n}") for n in range(200)
    )
    missing = max(0, questions - Question.objects.count())
    rows = Question.objects.bulk_create(
        Question(
            title=f"How do I dry the tent of size {number}?",
            slug="how-do-i-dry-the-tent",
            author=author,
            language="en",
            answer_count=2,
            created_at=now,
            last_activity_at=now,
            last_activity_by=author,
        )
        for number, author in enumerate(rng.choices(people, k=missing))
    )
    Post.objects.bulk_create(
        Post(
            question=question,
            kind=kind,
            author=question.author if kind == PostKind.QUESTION else rng.choice(people),
            body_markdown=BODY,
            body_html=f"<p>{BODY}</p>",
            body_text=BODY,
            created_at=now,
        )
        for question in rows
        for kind in (PostKind.QUESTION, PostKind.ANSWER, PostKind.ANSWER)
    )


def write(rng: random.Random, admin: User, posts: list[int]) -> None:
    """Vote mostly; also comment, answer and ask."""
    post = Post.objects.select_related("question").get(pk=rng.choice(posts))
    kind = rng.random()
    try:
        if kind < 0.7:
            cast_vote(actor=admin, post=post, value=rng.choice((1, 1, 0, -1)))
        elif kind < 0.85:
            post_comment(actor=admin, post=post, body=f"{BODY} {rng.random()}")
        elif kind < 0.95:
            post_answer(actor=admin, question=post.question, body=f"{BODY} {rng.random()}")
        else:
            title = f"How long does it take in room {rng.random()}?"
            ask_question(actor=admin, title=title, body=BODY, tags=["tents"])
    except DomainError:
        pass


def read(
    pages: list[str], reads: int, *, writes_a_second: int, admin: User, posts: list[int]
) -> tuple[float, float]:
    """Return the share of hits and the milliseconds of processor time per read."""
    rng, client, hits, spent = random.Random(2), Client(), 0, 0.0
    every = READS_A_SECOND // writes_a_second if writes_a_second else reads + 1
    for number in range(reads):
        if number % every == every - 1:
            write(rng, admin, posts)
        page = rng.choice(pages)
        before = time.process_time()
        with CaptureQueriesContext(connection) as queries:
            response = client.get(page)
        spent += time.process_time() - before
        if response.status_code != 200:
            raise SystemExit(f"{page} answers {response.status_code}")
        hits += not queries
    return hits / reads, 1000 * spent / reads


def main() -> None:
    """Prepare the site, read it idle and under writes, and print both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reads", type=int, default=20_000)
    parser.add_argument("--questions", type=int, default=2_000)
    options = parser.parse_args()
    settings.STOA_PAGE_CACHE_SECONDS = 600
    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0)
    if not User.objects.exists():
        call_command("load_demo", verbosity=0)
    fill(options.questions)
    admin = User.objects.filter(is_superuser=True).first()
    assert admin is not None
    questions = Question.objects.visible().order_by("?")[: PAGES - 50]
    pages = [question.get_absolute_url() for question in questions]
    pages += [
        article.get_absolute_url()
        for article in ArticlePage.objects.visible_to(AnonymousUser())[:40]
    ]
    pages += ["/", "/kb/", "/tags/tents/", "/questions/"]
    pages += [f"/questions/?sort={sort}" for sort in ("newest", "votes", "unanswered")]
    posts = list(Post.objects.visible().values_list("pk", flat=True))
    for page in pages:
        Client().get(page)
    idle = read(pages, options.reads, writes_a_second=0, admin=admin, posts=posts)
    busy = read(pages, options.reads, writes_a_second=WRITES_A_SECOND, admin=admin, posts=posts)
    for name, (hits, spent) in (("idle", idle), ("ten writes a second", busy)):
        print(f"{name:20} hits {hits:6.1%}   processor time {spent:.2f} ms a read")
    print(f"{'ratio':20} {busy[1] / idle[1]:.2f}")


if __name__ == "__main__":
    main()
