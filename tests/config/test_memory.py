"""What goes through all rows holds a few batches in memory, however many rows there are."""

import gc
import tracemalloc
from collections.abc import Callable, Iterator

import pytest
from django.conf import LazySettings
from django.db import connection
from django.utils import timezone

from accounts.models import User
from community.enums import PostKind
from community.models import Post, Question, Vote
from community.services import recounts
from community.services.recounts import recount_community
from core import memory
from gamification.badges.rules import PUBLIC
from gamification.entitlements import base as claims_base
from gamification.entitlements import community as community_claims
from gamification.models import BadgeAward, ReputationEntry
from gamification.services import badges, ledger, reconcile
from gamification.services.badges import rebuild_badges
from gamification.services.reconcile import rebuild_ledger, reconcile_ledger
from search.documents import builders as documents
from search.services import indexing
from search.services.indexing import find_drift, rebuild_index, reconcile_index

SMALL = 200
LARGE = 1_600
BATCH = 100
BYTES_FOR_A_ROW = 150
"""An entry of a dictionary with its key takes more; when garbage is collected varies by less."""

WORK: dict[str, Callable[[], object]] = {
    "counters": recount_community,
    "ledger": rebuild_ledger,
    "ledger repaired": reconcile_ledger,
    "badges": lambda: rebuild_badges(is_quiet=True),
    "index": rebuild_index,
    "index compared": find_drift,
    "index repaired": reconcile_index,
}


def add_questions(count: int) -> None:
    """Questions by as many people, each with one vote, and counters that are wrong."""
    now, start = timezone.now(), Question.objects.count()
    people = User.objects.bulk_create(
        User(username=f"person{n}", display_name=f"P {n}", bio="Words.")
        for n in range(start, start + count)
    )
    questions = Question.objects.bulk_create(
        Question(
            title="How do I dry a tent?",
            slug="q",
            author=person,
            language="en",
            created_at=now,
            last_activity_at=now,
            last_activity_by=person,
        )
        for person in people
    )
    posts = Post.objects.bulk_create(
        Post(
            question=question,
            kind=PostKind.QUESTION,
            author_id=question.author_id,
            body_markdown="It is wet.",
            body_html="<p>It is wet.</p>",
            body_text="It is wet.",
            created_at=now,
        )
        for question in questions
    )
    Vote.objects.bulk_create(
        Vote(post=post, author_id=post.author_id, value=1, created_at=now, updated_at=now)
        for post in posts
    )


def peak_of(work: Callable[[], object]) -> int:
    """The most that the work holds at any time, in bytes."""
    gc.collect()
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As a forum with a hundred times as many rows has them in batches of the usual size.

    Garbage is collected as in the product, where nothing is frozen as the tests have it.
    """
    for module, name in (
        (recounts, "CHUNK_SIZE"),
        (badges, "READ_SIZE"),
        (badges, "WRITE_SIZE"),
        (ledger, "WRITE_SIZE"),
        (reconcile, "WRITE_SIZE"),
        (reconcile, "READ_SIZE"),
        (reconcile, "BATCH_SIZE"),
        (claims_base, "READ_SIZE"),
        (community_claims, "READ_SIZE"),
        (documents, "BATCH_SIZE"),
        (indexing, "BATCH_SIZE"),
    ):
        monkeypatch.setattr(module, name, BATCH)
    monkeypatch.setattr(memory, "GARBAGE_THRESHOLDS", (100, 2, 1))
    gc.unfreeze()
    yield
    gc.freeze()


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_what_is_held_does_not_grow_with_the_number_of_rows(
    small_batches: None, settings: LazySettings
) -> None:
    settings.DEBUG = True
    add_questions(SMALL)
    for work in WORK.values():
        work()
    add_questions(SMALL)
    small = {name: peak_of(work) for name, work in WORK.items()}
    add_questions(LARGE)
    large = {name: peak_of(work) for name, work in WORK.items()}

    rows = 2 * SMALL + LARGE
    assert Post.objects.filter(up_count=1).count() == rows
    assert ReputationEntry.objects.filter(post__isnull=False).count() == rows
    assert BadgeAward.objects.filter(badge="autobiographer").count() == rows
    growth = {name: (large[name] - small[name]) / LARGE for name in WORK}
    assert {name: bytes_ for name, bytes_ in growth.items() if bytes_ > BYTES_FOR_A_ROW} == {}


@pytest.mark.django_db
def test_badges_of_some_people_are_not_looked_for_among_everybody() -> None:
    if connection.vendor != "sqlite":
        pytest.skip(
            "about SQLite only, which knows nothing of its tables before it is told to look"
        )
    add_questions(50)
    badges_of_some = Post.objects.filter(PUBLIC, score__gte=5, author_id__in=[1, 2, 3]).order_by()
    rebuild_badges(is_quiet=True)
    assert "(author_id=?" in badges_of_some.explain()
