"""Posts that are rendered once for all who see the same: nobody notices, except by the speed."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.templatetags import remembering
from accounts.templatetags.remembering import Memory, memory
from community.models import Post
from community.services.answers import edit_answer
from community.services.closing import lock_question
from community.services.comments import post_comment
from community.services.solutions import accept_answer
from community.services.states import hide_post
from community.services.votes import cast_vote
from tests.factories import community as forum
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

ONE_TIME = re.compile(r'(name="(?:csrfmiddlewaretoken|submission_key)" value=")[^"]+')
BrowserOf = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _forget() -> None:
    """Begin without remembered parts."""
    memory.clear()


@pytest.fixture
def answer() -> Post:
    """Return an answer with comments of two people in a thread with one answer more."""
    post = forum.answer()
    forum.answer(question=post.question)
    forum.comment(post)
    forum.comment(post, author=post.author)
    return post


def page_of(client: Client, answer: Post) -> str:
    """Return the page of the thread."""
    response = client.get(answer.question.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def test_every_reader_sees_what_they_would_see_without_memory(
    answer: Post, client_of: BrowserOf, moderator: User, settings: Any
) -> None:
    readers = [Client(), *(client_of(person) for person in people_around(answer, moderator))]

    def read_all() -> list[str]:
        return [ONE_TIME.sub(r"\1", page_of(reader, answer)) for reader in readers]

    settings.STOA_REMEMBER_PARTS = False
    plain = read_all()
    settings.STOA_REMEMBER_PARTS = True

    assert read_all() == plain
    assert read_all() == plain
    assert len(set(plain)) == len(plain)


def people_around(answer: Post, moderator: User) -> list[User]:
    """Return people who see different things of the thread."""
    newcomer = UserFactory()
    voter = forum.member()
    cast_vote(actor=voter, post=answer, value=1)
    return [answer.author, answer.question.author, moderator, newcomer, voter]


def test_everybody_gets_their_own_token(answer: Post, client_of: BrowserOf) -> None:
    first, second = (client_of(forum.member()) for _ in range(2))

    pages = [page_of(reader, answer) for reader in (first, second, first)]

    tokens = [set(re.findall(r'csrfmiddlewaretoken" value="([^"]+)', page)) for page in pages]
    assert all(len(found) == 1 for found in tokens)
    assert len(set.union(*tokens)) == 3
    assert not any(
        mark in page for page in pages for mark in (remembering.CSRF_MARK, "NOTPROVIDED")
    )


def test_every_form_gets_a_fresh_key_so_that_no_comment_is_taken_for_another(
    answer: Post, client_of: BrowserOf
) -> None:
    reader = client_of(forum.member())

    keys: list[str] = []
    for _ in range(2):
        keys += re.findall(r'submission_key" value="([^"]+)', page_of(reader, answer))

    assert len(keys) > 4
    assert len(set(keys)) == len(keys)
    assert all(len(key) == 36 for key in keys)


def test_visitors_get_no_cookie_for_a_remembered_page(answer: Post, client: Client) -> None:
    for _ in range(2):
        response = client.get(answer.question.get_absolute_url())
        assert not response.cookies


def test_every_change_shows_at_once(answer: Post, client_of: BrowserOf, moderator: User) -> None:
    reader = client_of(forum.member())
    asker = answer.question.author
    changes: list[Callable[[], object]] = [
        lambda: cast_vote(actor=moderator, post=answer, value=1),
        lambda: edit_answer(actor=answer.author, answer=answer, body="A quite different text now."),
        lambda: post_comment(actor=moderator, post=answer, body="Worked for me as well."),
        lambda: accept_answer(actor=asker, answer=answer),
        lambda: User.objects.filter(pk=answer.author_id).update(display_name="Somebody New"),
        lambda: lock_question(actor=moderator, question=answer.question, reason="Settled."),
        lambda: hide_post(actor=moderator, post=answer, reason="other"),
    ]

    for change in changes:
        before = ONE_TIME.sub(r"\1", page_of(reader, answer))
        change()
        assert ONE_TIME.sub(r"\1", page_of(reader, answer)) != before


def test_a_second_reader_of_the_same_costs_no_second_rendering(
    answer: Post, client_of: BrowserOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[str] = []
    original = Memory.put

    def put(self: Memory, key: Any, part: str) -> None:
        kept.append(part)
        original(self, key, part)

    monkeypatch.setattr(Memory, "put", put)
    readers = [client_of(forum.member()) for _ in range(2)]

    for reader in readers:
        page_of(reader, answer)

    assert len(kept) == 3


def test_the_memory_drops_what_was_not_used_for_longest() -> None:
    parts = Memory(2)
    parts.put("a", "1")
    parts.put("b", "2")
    parts.get("a")
    parts.put("c", "3")

    assert (parts.get("a"), parts.get("b"), parts.get("c")) == ("1", None, "3")
