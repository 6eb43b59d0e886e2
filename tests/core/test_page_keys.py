"""A kept page is served until something that it shows changes, and never after that."""

import random
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, Final

import pytest
from django.core.cache import caches
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.services.profiles import update_profile
from community.models import Question, Tag
from community.services.answers import post_answer
from core import page_cache
from core.errors import DomainError
from core.page_journal import CacheJournal, FileJournal, Journal, KeyIndex
from core.page_keys import EVERYTHING, advance
from kb.models import ArticlePage
from kb.services.feedback import Reader, record_feedback
from tests.community.test_invariants import STEPS
from tests.factories import kb
from tests.factories.accounts import UserFactory
from tests.factories.community import ANSWER_BODY, answer, ask, member, vote

pytestmark = pytest.mark.django_db(transaction=True)

VARIES: Final = re.compile(r'nonce-[^"\']+|name="csrfmiddlewaretoken" value="[^"]+"')
TIME_IN_WORDS: Final = re.compile(r"(<time[^>]*>)[^<]*")
"""Says how long ago, which changes without a write; pages are kept for a while nevertheless."""


@pytest.fixture
def keeping(settings: Any, tmp_path: Any) -> Iterator[None]:
    settings.STOA_PAGE_CACHE_SECONDS, settings.DATA_DIR = 600, tmp_path
    caches["pages"].clear()
    yield
    caches["pages"].clear()


def is_kept(url: str) -> bool:
    with CaptureQueriesContext(connection) as queries:
        assert Client().get(url).status_code == 200
    return len(queries) == 0


class TestWhatAWriteChanges:
    @pytest.mark.parametrize("is_for_answer", [True, False])
    def test_a_vote_leaves_pages_kept_that_do_not_show_it(
        self, keeping: None, *, is_for_answer: bool
    ) -> None:
        voted, other = answer(), answer()
        if not is_for_answer:
            voted = voted.question.post
        url, other_url = voted.question.get_absolute_url(), other.question.get_absolute_url()
        pages = [url, other_url, "/questions/?sort=newest", "/questions/?sort=votes", "/"]
        voter = member()
        for page in pages:
            Client().get(page)
        vote(voted, voter=voter)
        assert {page: is_kept(page) for page in pages} == {
            url: False,
            other_url: True,
            "/questions/?sort=newest": is_for_answer,
            "/questions/?sort=votes": is_for_answer,
            "/": is_for_answer,
        }

    def test_a_vote_renews_every_page_that_shows_the_points_of_the_author(
        self, keeping: None
    ) -> None:
        author = member()
        voted, elsewhere = answer(author=author), answer(author=author)
        url = elsewhere.question.get_absolute_url()
        voter = member()
        before = Client().get(url).content
        vote(voted, voter=voter)
        assert Client().get(url).content != before

    def test_a_new_answer_leaves_other_questions_and_articles_kept(self, keeping: None) -> None:
        question, other, article = ask(), ask(), kb.article()
        pages = [other.get_absolute_url(), article.get_absolute_url(), "/kb/"]
        actor = member()
        for page in pages:
            Client().get(page)
        post_answer(actor=actor, question=question, body=ANSWER_BODY)
        assert [page for page in pages if not is_kept(page)] == []

    def test_a_verdict_renews_its_article_alone(self, keeping: None) -> None:
        rated, other = kb.article(), kb.article()
        reader = Reader.member(member())
        for article in (rated, other):
            Client().get(article.get_absolute_url())
        record_feedback(reader=reader, article=rated, helpful=True)
        assert not is_kept(rated.get_absolute_url())
        assert is_kept(other.get_absolute_url())

    def test_a_write_that_nobody_named_renews_all(self, keeping: None) -> None:
        url = ask().get_absolute_url()
        Client().get(url)
        Tag.objects.create(name="boots", slug="boots")
        assert not is_kept(url)

    def test_what_was_named_in_a_part_that_was_undone_covers_nothing(self, keeping: None) -> None:
        one, other = ask(), ask()
        url = other.get_absolute_url()
        Client().get(url)
        with transaction.atomic():
            with suppress(ZeroDivisionError), transaction.atomic():
                advance(f"question:{one.pk}", tables={Question._meta.db_table})
                raise ZeroDivisionError
            Question.objects.filter(pk=other.pk).update(title="Freed at last")
        assert b"Freed at last" in Client().get(url).content

    def test_what_was_rolled_back_renews_nothing(self, keeping: None) -> None:
        url = ask().get_absolute_url()
        Client().get(url)
        with suppress(ZeroDivisionError), transaction.atomic():
            Question.objects.update(title="Never")
            raise ZeroDivisionError
        assert is_kept(url)


class TestRequestsThatAskWhetherTheyHaveIt:
    def test_an_unchanged_page_is_not_sent_again(self, keeping: None) -> None:
        url = ask().get_absolute_url()
        first = Client().get(url)
        again = Client().get(url, headers={"if-none-match": first["ETag"]})
        assert again.status_code == 304
        assert again.content == b""
        assert again["ETag"] == first["ETag"]

    def test_a_changed_page_is(self, keeping: None) -> None:
        question = ask()
        first = Client().get(question.get_absolute_url())
        Question.objects.update(title="Freed at last")
        again = Client().get(question.get_absolute_url(), headers={"if-none-match": first["ETag"]})
        assert again.status_code == 200
        assert b"Freed at last" in again.content


def test_while_one_reader_has_a_page_rendered_others_get_the_former_one(
    keeping: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = ask()
    url = question.get_absolute_url()
    former = Client().get(url)
    Question.objects.update(title="Freed at last")
    begun, may_end = threading.Event(), threading.Event()
    slow = page_cache.PageCacheMiddleware(lambda request: wait())

    def wait() -> Any:
        begun.set()
        may_end.wait(10)
        return page_cache.HttpResponse("rendered", content_type="text/html")

    client = Client()
    client.get("/questions/")
    request = client.request().wsgi_request
    request.path_info, request.path = url, url
    request.META["QUERY_STRING"] = ""
    thread = threading.Thread(target=slow, args=(request,))
    thread.start()
    try:
        assert begun.wait(10)
        stale = Client().get(url)
        assert stale["Warning"] == '110 - "Response is Stale"'
        assert stale.content == former.content
        monkeypatch.setattr(page_cache.Renderings, "STALE_SECONDS", 0.0)
        assert b"Freed at last" in Client().get(url).content
    finally:
        may_end.set()
        thread.join()


# Never older than the data

PeopleStep = Callable[[User, int], object]
MORE_STEPS: dict[str, PeopleStep] = {
    "rename": lambda actor, n: update_profile(actor=actor, user=actor, display_name=f"Name {n}"),
    "rate": lambda actor, n: record_feedback(
        reader=Reader.member(actor), article=ArticlePage.objects.live().get(), helpful=bool(n % 2)
    ),
    "publish": lambda actor, n: kb.change(ArticlePage.objects.live().get(), "large", f"Note {n}"),
}


def pages_of_all_kinds() -> list[str]:
    return [
        "/",
        *(f"/questions/?sort={sort}" for sort in ("active", "newest", "votes", "unanswered")),
        *(question.get_absolute_url() for question in Question.objects.visible()),
        *(f"/tags/{tag.slug}/" for tag in Tag.objects.filter(synonym_of=None)),
        "/tags/",
        "/kb/",
        *(article.get_absolute_url() for article in ArticlePage.objects.live()),
        "/users/",
    ]


def content_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return TIME_IN_WORDS.sub(r"\1", VARIES.sub("", response.content.decode()))


def walk(seed: int, length: int, settings: Any) -> None:
    """Do random things; after each of them every page must say what an uncached one says."""
    rng = random.Random(seed)
    kept = Client()
    kept.get("/")
    settings.STOA_PAGE_CACHE_SECONDS = 0
    fresh = Client()
    fresh.get("/")
    settings.STOA_PAGE_CACHE_SECONDS = 600
    for name in ("tents", "boots"):
        Tag.objects.create(name=name, slug=name)
    kb.drift()
    people = [member(), member(), UserFactory(groups=["moderators"])]
    steps = STEPS | MORE_STEPS
    for name in ("ask", "answer", "answer", *rng.choices(sorted(steps), k=length)):
        try:
            steps[name](rng.choice(people), rng.randrange(30))
        except (DomainError, ZeroDivisionError, ObjectDoesNotExist):
            continue
        for url in pages_of_all_kinds():
            assert content_of(kept, url) == content_of(fresh, url), f"{url} after {name}"


def test_no_page_is_older_than_the_data_whatever_happens(keeping: None, settings: Any) -> None:
    walk(1, 12, settings)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 5))
def test_no_page_is_older_than_the_data_over_long_histories(
    keeping: None, settings: Any, seed: int
) -> None:
    walk(seed, 40, settings)


# The journal


@pytest.fixture(params=["file", "cache"])
def two_readers(request: Any, tmp_path: Any) -> tuple[Journal, KeyIndex, KeyIndex]:
    """A journal to write, and what two processes (or hosts) read of it."""
    caches["default"].clear()
    make: Callable[[], Journal] = CacheJournal
    if request.param == "file":
        make = lambda: FileJournal(tmp_path / "journal")  # noqa: E731
    return make(), KeyIndex(make()), KeyIndex(make())


class TestJournal:
    def test_all_processes_learn_of_an_advance(self, two_readers: Any) -> None:
        journal, *readers = two_readers
        before = [reader.read() for reader in readers]
        journal.append(["question:3"])
        for reader, position in zip(readers, before, strict=True):
            reader.read()
            assert not reader.is_current({"question:3", EVERYTHING}, position)
            assert reader.is_current({"question:4", EVERYTHING}, position)

    def test_what_was_rendered_after_an_advance_is_current(self, two_readers: Any) -> None:
        journal, reader, _other = two_readers
        reader.read()
        journal.append(["question:3"])
        assert reader.is_current({"question:3"}, reader.read())

    def test_a_journal_that_is_gone_is_another_one(self, two_readers: Any) -> None:
        journal, reader, _other = two_readers
        journal.append(["question:3"])
        position = reader.read()
        caches["default"].clear()
        if isinstance(journal, FileJournal):
            journal.path.unlink()
        is_known = reader.read() is not None
        assert not (is_known and reader.is_current({"question:4"}, position))

    def test_a_long_file_begins_anew_and_nothing_is_missed(
        self, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("core.page_journal.FILE_MAX_BYTES", 200)
        journal = FileJournal(tmp_path / "journal")
        reader = KeyIndex(FileJournal(tmp_path / "journal"))
        for number in range(100):
            position = reader.read()
            journal.append([f"question:{number}"])
            reader.read()
            assert not reader.is_current({f"question:{number}"}, position)

    def test_an_entry_that_is_still_to_come_makes_nobody_believe_a_page(self) -> None:
        caches["default"].clear()
        journal, reader = CacheJournal(), KeyIndex(CacheJournal())
        position = reader.read()
        assert position is not None
        journal.append(["question:3"])
        caches["default"].delete(f"page-journal:{position.offset + 1}")
        assert reader.read() is None

    def test_a_process_forgets_keys_instead_of_growing(self, tmp_path: Any) -> None:
        journal = FileJournal(tmp_path / "journal")
        reader = KeyIndex(FileJournal(tmp_path / "journal"), keys_max=10)
        position = reader.read()
        journal.append([f"question:{n}" for n in range(20)])
        reader.read()
        assert not reader.is_current({"question:99"}, position)
