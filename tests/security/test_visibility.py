"""No door shows, or takes part in, a text that its reader may not read: part and whole together."""

import json
from collections.abc import Iterator
from typing import Any, Final

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.test import Client

from accounts.models import User
from community.models import Comment, LegacyAddress, Post, Question, Vote
from community.permissions import can_see_post
from community.querysets import CommentQuerySet, PostQuerySet
from moderation.models import Flag
from search.services.indexing import rebuild_index
from tests.factories.accounts import UserFactory
from tests.factories.community import answer, ask, comment

pytestmark = [pytest.mark.long, pytest.mark.django_db]

STATES: Final = ("visible", "pending", "hidden", "deleted")
ROLES: Final = ("visitor", "stranger", "asker", "writer", "commenter", "moderator")
LISTS: Final = ("/", "/questions/", "/feeds/questions/", "/users/writer/", "/api/v1/questions")
COMBINATIONS: Final = (
    *((thread, "visible", "visible") for thread in STATES),
    *(("visible", post, "visible") for post in STATES[1:]),
    *(("visible", "visible", said) for said in STATES[1:]),
)


class World:
    """A thread whose question, answer and comment stand in given states, each with a word."""

    def __init__(self, number: int, states: tuple[str, str, str], people: dict[str, User]) -> None:
        self.words = [f"{word}{number}word" for word in ("thread", "answer", "comment")]
        title = f"How do I free a {self.words[0]} zip of a tent?"
        self.question = ask(people["asker"], title=title)
        self.answer = answer(
            self.question, people["writer"], body=f"Rub {self.words[1]} wax along the teeth."
        )
        self.comment = comment(self.answer, people["commenter"], body=f"Why {self.words[2]}?")
        post = self.question.post
        LegacyAddress.objects.create(
            source="old", kind="question", old_id=90_000 + number, question=self.question, post=post
        )
        thread, answered, said = states
        Question.objects.filter(pk=self.question.pk).update(state=thread)
        Post.objects.filter(pk=post.pk).update(state=thread)
        Post.objects.filter(pk=self.answer.pk).update(state=answered)
        Comment.objects.filter(pk=self.comment.pk).update(state=said)

    @property
    def rows(self) -> list[Any]:
        return [self.question, self.answer, self.comment]

    def pages(self) -> Iterator[str]:
        question, post, said = self.question, self.answer, self.comment
        url, own = question.get_absolute_url(), question.post
        yield from (url, f"/questions/{question.pk}/", f"{url}history/", f"{url}edit/")
        yield from (f"{url}close/", f"/posts/{own.pk}/history/", f"/posts/{post.pk}/history/")
        yield from (f"/answers/{post.pk}/edit/", f"/comments/{said.pk}/edit/")
        yield from (f"/moderation/flag/{own.pk}/", f"/moderation/flag/{post.pk}/")
        yield from (
            f"/moderation/flag/comment/{said.pk}/",
            f"/knowledge/answers/{post.pk}/promote/",
        )
        yield from (f"/search/open/question/{question.pk}/", f"/a/{post.pk}", f"/q/{question.pk}")
        yield from (f"/q/{LegacyAddress.objects.get(question=question).old_id}",)
        yield from (f"/search/?q={self.words[0]}", f"/search/?q={self.words[1]}")
        api = "/api/v1"
        yield from (f"{api}/questions/{question.pk}", f"{api}/questions/{question.pk}/answers")
        yield from (f"{api}/answers/{post.pk}", f"{api}/answers/{post.pk}/comments")
        yield from (f"{api}/questions/{question.pk}/comments",)


def own_rule(reader: User | None, path: str) -> Q:
    """Written out here once more, so that the product is compared with something."""
    visible = Q(**{f"{path}state": "visible"})
    if reader is None:
        return visible
    return visible | (Q(**{f"{path}author": reader}) & ~Q(**{f"{path}state": "deleted"}))


def may_read(reader: User | None, row: Any) -> bool:
    if reader is not None and reader.groups.filter(name="moderators").exists():
        return True
    paths = {Question: [""], Post: ["", "question__"], Comment: ["", "post__", "post__question__"]}
    rows = type(row)._default_manager.filter(pk=row.pk)
    for path in paths[type(row)]:
        rows = rows.filter(own_rule(reader, path))
    return bool(rows.exists())


@pytest.fixture
def people() -> dict[str, User]:
    group = {"moderator": "moderators"}
    return {
        name: UserFactory(username=name, groups=[group.get(name, "experts")]) for name in ROLES[1:]
    }


@pytest.fixture
def worlds(people: dict[str, User]) -> list[World]:
    made = [World(number, states, people) for number, states in enumerate(COMBINATIONS)]
    rebuild_index()
    return made


def browser_of(person: User | None) -> Client:
    browser = Client()
    if person is not None:
        browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return browser


@pytest.mark.parametrize("role", ["visitor", "stranger", "asker", "writer"])
def test_no_page_shows_what_its_reader_may_not_read(
    role: str, worlds: list[World], people: dict[str, User]
) -> None:
    reader, leaks = people.get(role), []
    browser, seen = browser_of(reader), 0
    lists = {page: browser.get(page).content.decode() for page in LISTS}
    for states, world in zip(COMBINATIONS, worlds, strict=True):
        secret = [
            word
            for word, row in zip(world.words, world.rows, strict=True)
            if not may_read(reader, row)
        ]
        leaks += [
            (states, page, word)
            for page, shown in lists.items()
            for word in secret
            if word in shown
        ]
        for page in world.pages():
            response = browser.get(page)
            shown = response.content.decode() + response.headers.get("Location", "")
            shown = shown.replace(page, "").replace(page.rpartition("=")[2], "")
            leaks += [(states, page, word) for word in secret if word in shown]
            seen += response.status_code == 200
    assert leaks == []
    assert seen > len(worlds)


@pytest.mark.parametrize("role", ["visitor", "stranger", "writer"])
def test_nobody_acts_on_what_they_may_not_read(
    role: str, worlds: list[World], people: dict[str, User]
) -> None:
    reader = people.get(role)
    browser, taken = browser_of(reader), []
    for states, world in zip(COMBINATIONS, worlds, strict=True):
        post, said = world.answer, world.comment
        acts: list[tuple[str, Any, Any]] = []
        if not may_read(reader, post):
            acts += [
                (f"/moderation/flag/{post.pk}/", {"reason": "spam"}, None),
                (f"/posts/{post.pk}/vote/", {"value": "1"}, None),
                (f"/posts/{post.pk}/comment/", {"body": "What about this?"}, None),
                (f"/answers/{post.pk}/accept/", {}, None),
                (f"/knowledge/answers/{post.pk}/promote/", {"kind": "create"}, None),
                (f"/api/v1/answers/{post.pk}/vote", None, {"value": 1}),
                (f"/api/v1/answers/{post.pk}/comments", None, {"body": "What about this?"}),
                (f"/api/v1/answers/{post.pk}/promotions", None, {"kind": "create"}),
                ("/api/v1/flags", None, {"target": f"answer:{post.pk}", "reason": "spam"}),
            ]
        if not may_read(reader, said):
            acts += [
                (f"/moderation/flag/comment/{said.pk}/", {"reason": "spam"}, None),
                (f"/comments/{said.pk}/delete/", {}, None),
                ("/api/v1/flags", None, {"target": f"comment:{said.pk}", "reason": "spam"}),
            ]
        for url, form, payload in acts:
            if payload is None:
                response = browser.post(url, form)
            else:
                response = browser.post(url, json.dumps(payload), "application/json")
            login = response.headers.get("Location", "").startswith("/accounts/login/")
            if response.status_code not in (401, 404) and not login:
                taken.append((states, url, response.status_code))
    assert taken == []
    assert (Vote.objects.count(), Flag.objects.count()) == (0, 0)
    assert Comment.objects.count() == len(worlds)


def test_the_filters_of_lists_and_the_rule_for_a_row_agree(
    worlds: list[World], people: dict[str, User]
) -> None:
    for reader in [None, *people.values()]:
        asks: Any = reader or AnonymousUser()
        for world in worlds:
            for row in world.rows:
                fresh = type(row)._default_manager.get(pk=row.pk)
                listed = type(row).objects.visible_to(asks).filter(pk=row.pk).exists()
                assert listed == can_see_post(asks, fresh) == may_read(reader, row)


def test_whatever_is_public_is_public_with_its_whole(worlds: list[World]) -> None:
    for model in (Post, Comment):
        rows: PostQuerySet | CommentQuerySet = model.objects.public()
        assert {row.pk for row in rows} == {
            row.pk for row in model.objects.all() if may_read(None, row)
        }
