"""A site to measure: the demo shop in a folder of its own, plus a thread of known length.

Run as a program it prepares the data folder of the environment and prints, as JSON, the pages to
ask for and what each of them costs in queries.
"""

# ruff: noqa: T201 (this program prints)

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
django.setup()

from django.conf import settings  # noqa: E402 (needs Django's settings)
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import User  # noqa: E402
from community.models import Question  # noqa: E402
from community.services.answers import post_answer  # noqa: E402
from community.services.comments import post_comment  # noqa: E402
from community.services.questions import ask_question  # noqa: E402
from community.services.votes import cast_vote  # noqa: E402
from core.page_cache import NEVER_KEPT  # noqa: E402
from kb.models import ArticlePage  # noqa: E402

TITLE = "How do I choose between {n} ways to dry a wet tent at home?"
PARAGRAPH = (
    "Hang it by the corners, **doors open**, and let the air do the work. A heater close to the "
    "fabric ruins the coating, as [the care notes](https://example.com/care) say.\n\n"
)
LIST = "1. Shake it out.\n2. Hang it up.\n3. Turn it after an hour.\n"
MEMBER = "customer"


@dataclass(frozen=True)
class PageToMeasure:
    """A URL, for a visitor or with somebody's session, and what it costs."""

    name: str
    path: str
    reader: str
    cookie: str
    is_kept: bool
    queries: int
    size: int


def make_thread(answers: int) -> Question:
    """Return the thread with so many answers; written by the services unless it is there."""
    title = TITLE.format(n=answers)
    found = Question.objects.filter(title=title).first()
    if found is not None:
        return found
    people = list(User.objects.filter(is_active=True).exclude(username=MEMBER).order_by("pk"))
    admins = list(User.objects.filter(is_superuser=True))
    start = timezone.now() - timedelta(days=90)
    body = PARAGRAPH * 2 + LIST
    question = ask_question(actor=admins[0], title=title, body=body, tags=["tents"], now=start)
    for number in range(answers):
        author = people[number % len(people)]
        then = start + timedelta(hours=number + 1)
        answer = post_answer(actor=author, question=question, body=body, now=then)
        if number % 3 == 0:
            post_comment(actor=author, post=answer, body="It took two days in the cellar.")
        if author.pk != admins[0].pk:
            cast_vote(actor=admins[0], post=answer, value=1)
    return question


def session_of(username: str) -> str:
    """Return the cookie of a signed-in person."""
    client = Client()
    client.force_login(User.objects.get(username=username))
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


def urls() -> Iterator[tuple[str, str]]:
    """Yield name and URL of each page to measure."""
    article = ArticlePage.objects.live().public().order_by("pk").first()
    if article is None:
        raise SystemExit("The demo has no article; is the data folder complete?")
    yield "home", "/"
    yield "question list", "/questions/"
    for answers in (20, 30):
        yield f"question, {answers} answers", make_thread(answers).get_absolute_url()
    yield "article", article.get_absolute_url()
    yield "search", "/search/?q=tent"
    yield "profile", User.objects.get(username="expert").get_absolute_url()


def measure(name: str, path: str, cookie: str) -> PageToMeasure:
    """Ask for a page until caches are warm, then count queries and bytes."""
    client = Client(headers={"Cookie": cookie} if cookie else None)
    for _ in range(2):
        client.get(path)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
    if response.status_code != 200:
        raise SystemExit(f"{path} answers {response.status_code}")
    return PageToMeasure(
        name=name,
        path=path,
        reader="member" if cookie else "visitor",
        cookie=cookie,
        is_kept=not path.startswith(NEVER_KEPT),
        queries=len(queries),
        size=len(response.content),
    )


def main() -> None:
    """Prepare the site and print what to measure."""
    call_command("serve", demo=True, prepare_only=True)
    pages = list(urls())
    cookie = session_of(MEMBER)
    found = [measure(name, path, who) for who in ("", cookie) for name, path in pages]
    print(json.dumps([asdict(page) for page in found]))


if __name__ == "__main__":
    main()
