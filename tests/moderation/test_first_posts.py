"""First posts that wait for a moderator, and what their authors see meanwhile."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from community.enums import PostState
from community.models import Comment, Post
from community.services.states import restore_post
from moderation.services import approve_pending
from tests.factories.accounts import UserFactory
from tests.factories.community import ANSWER_BODY, QUESTION_BODY, answer, ask, comment, member

pytestmark = pytest.mark.django_db

LINK = "See https://shop.example/wax for more."
HELD = {"off": (False, False), "links": (False, True), "all": (True, True)}


@pytest.fixture
def newcomer() -> User:
    return UserFactory(username="newcomer")


@pytest.mark.parametrize("held", HELD)
@pytest.mark.parametrize("has_link", [False, True])
def test_what_waits_of_somebody_of_whom_nothing_is_public(
    settings: Any, newcomer: User, held: str, has_link: bool
) -> None:
    settings.STOA_HOLD_FIRST_POSTS = held
    post = answer(author=newcomer, body=f"{ANSWER_BODY} {LINK if has_link else ''}")
    expected = PostState.PENDING if HELD[held][has_link] else PostState.VISIBLE
    assert post.state == expected


def test_links_inside_the_site_do_not_make_a_text_wait(settings: Any, newcomer: User) -> None:
    settings.STOA_HOLD_FIRST_POSTS = "links"
    inside = f"{ANSWER_BODY} See {settings.STOA_BASE_URL}/questions/1/zip/."
    assert answer(author=newcomer, body=inside).state == PostState.VISIBLE


@pytest.mark.parametrize("name", ["question", "answer", "comment"])
def test_every_kind_of_text_waits_and_appears_when_it_is_approved(
    settings: Any, newcomer: User, moderator: User, name: str
) -> None:
    settings.STOA_HOLD_FIRST_POSTS = "links"
    made: Post | Comment
    if name == "question":
        made = ask(newcomer, body=f"{QUESTION_BODY} {LINK}").post
        public_id = made.question_id
    elif name == "answer":
        made = answer(author=newcomer, body=f"{ANSWER_BODY} {LINK}")
        public_id = made.pk
    else:
        settings.STOA_HOLD_FIRST_POSTS = "off"
        post = ask(newcomer).post
        Post.objects.filter(pk=post.pk).update(author=member())
        settings.STOA_HOLD_FIRST_POSTS = "links"
        made = comment(post, newcomer, body=LINK)
        public_id = made.pk
    assert made.state == PostState.PENDING
    approve_pending(actor=moderator, kind=name, public_id=public_id)
    made.refresh_from_db()
    assert made.state == PostState.VISIBLE


def test_who_has_a_public_post_and_who_is_trusted_posts_at_once(
    settings: Any, newcomer: User, moderator: User
) -> None:
    settings.STOA_HOLD_FIRST_POSTS = "all"
    first = answer(author=newcomer)
    assert first.state == PostState.PENDING
    assert answer(author=newcomer, body=f"{ANSWER_BODY} Twice.").state == PostState.PENDING
    for post in Post.objects.filter(author=newcomer):
        restore_post(actor=moderator, post=post)
    assert answer(author=newcomer, body=f"{ANSWER_BODY} {LINK}").state == PostState.VISIBLE
    assert answer(author=member()).state == PostState.VISIBLE


def test_the_author_sees_that_it_waits_others_do_not_see_it_and_moderators_count_it(
    settings: Any,
    newcomer: User,
    moderator: User,
    client: Client,
    client_of: Callable[[User], Client],
) -> None:
    settings.STOA_HOLD_FIRST_POSTS = "links"
    sent = client_of(newcomer).post(
        "/questions/ask/",
        {
            "title": "Does candle wax harm the zip of a tent?",
            "body": f"{QUESTION_BODY} {LINK}",
            "tags": "",
            "is_sure": "1",
        },
    )
    post = Post.objects.get(author=newcomer)
    url = post.get_absolute_url()
    assert sent.status_code in (302, 303)
    assert post.state == PostState.PENDING
    assert "until it is approved" in client_of(newcomer).get(url).content.decode()
    assert client.get(url).status_code == 404
    queue = client_of(moderator).get("/moderation/?show=pending").content.decode()
    assert post.question.title in queue


def test_the_menu_of_moderators_counts_held_comments(settings: Any, moderator: User) -> None:
    from moderation.selectors.queue import count_open_work  # noqa: PLC0415

    post = answer()
    note = comment(post)
    before = count_open_work()
    Comment.objects.filter(pk=note.pk).update(state=PostState.PENDING)
    assert count_open_work() == before + 1
