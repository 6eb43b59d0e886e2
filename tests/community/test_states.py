"""What every act makes of every state, for everybody, and that nothing forgets what it was."""

from collections.abc import Callable
from itertools import product
from typing import Any, Final

import pytest
from django.test import Client

from accounts.models import User
from community.models import Comment, Post
from community.services import comments, states
from core.errors import DomainError
from gamification.services.reconcile import reconcile_ledger
from tests.factories.accounts import UserFactory
from tests.factories.community import answer, ask, comment, member, vote

pytestmark = pytest.mark.django_db

Text = Post | Comment

STATES: Final = (
    ("visible", ""),
    ("pending", ""),
    ("hidden", ""),
    ("deleted", "visible"),
    ("deleted", "pending"),
    ("deleted", "hidden"),
)
ACTORS: Final = ("author", "moderator", "stranger", "system")


def made(kind: str) -> Text:
    return {"question": lambda: ask().post, "answer": answer, "comment": lambda: comment(answer())}[
        kind
    ]()


def brought_to(text: Text, state: str, former: str, *, moderator: User) -> Text:
    """The text in a state that its own life has led it to."""
    services: Any = comments if isinstance(text, Comment) else states
    name = "comment" if isinstance(text, Comment) else "post"
    reached = former or state
    if reached == "hidden":
        getattr(services, f"hide_{name}")(actor=moderator, reason="spam", **{name: text})
    if reached == "pending":
        type(text).objects.filter(pk=text.pk).update(state="pending")
        if isinstance(text, Post) and text.is_question:
            type(text.question).objects.filter(pk=text.question_id).update(state="pending")
    if state == "deleted":
        getattr(services, f"delete_{name}")(actor=text.author, **{name: text})
    text = type(text).objects.get(pk=text.pk)
    assert (text.state, text.former_state) == (state, former)
    return text


def act(text: Text, name: str, actor: User | None) -> None:
    kind = "comment" if isinstance(text, Comment) else "post"
    services: Any = comments if isinstance(text, Comment) else states
    reason = {"reason": "spam"} if name == "hide" else {}
    getattr(services, f"{name}_{kind}")(actor=actor, **{kind: text}, **reason)


def expected(name: str, actor: str, state: str, former: str) -> tuple[str, str] | None:
    """Where it ends; None where it is refused or nothing comes of it."""
    is_deleted = state == "deleted"
    if name == "delete" and actor in ("author", "moderator"):
        return None if is_deleted else ("deleted", state)
    if name == "undelete" and actor in ("author", "moderator"):
        return (former, "") if is_deleted else None
    if name == "hide" and actor in ("moderator", "system"):
        return ("deleted", "hidden") if is_deleted else ("hidden", "")
    if name == "restore" and actor in ("moderator", "system"):
        return ("visible", "")
    return None


@pytest.mark.parametrize("kind", ["question", "answer", "comment"])
@pytest.mark.parametrize("name", ["delete", "undelete", "hide", "restore"])
def test_every_act_in_every_state_ends_where_it_should(kind: str, name: str) -> None:
    if (kind, name) == ("comment", "undelete"):
        pytest.skip("comments have no way back but a moderator's")
    moderator, stranger = UserFactory(groups=["moderators"]), member()
    wrong = {}
    for (state, former), actor in product(STATES, ACTORS):
        if actor == "system" and name in ("delete", "undelete"):
            continue
        text = brought_to(made(kind), state, former, moderator=moderator)
        people = {"author": text.author, "moderator": moderator, "stranger": stranger}
        try:
            act(text, name, people.get(actor))
        except DomainError:
            pass
        text.refresh_from_db()
        found = (text.state, text.former_state)
        if found != (expected(name, actor, state, former) or (state, former)):
            wrong[f"{actor} {state}/{former}"] = found
        if isinstance(text, Post) and text.is_question:
            text.question.refresh_from_db()
            assert text.question.state == text.state
    assert wrong == {}


@pytest.mark.parametrize("kind", ["question", "answer"])
@pytest.mark.parametrize("state", ["hidden", "pending"])
def test_authors_who_delete_and_restore_what_is_withheld_publish_nothing(
    kind: str, state: str, client: Client
) -> None:
    moderator = UserFactory(groups=["moderators"])
    post = brought_to(made(kind), state, "", moderator=moderator)
    assert isinstance(post, Post)
    client.force_login(post.author, backend="django.contrib.auth.backends.ModelBackend")
    for url in ("delete", "undelete"):
        client.post(f"/posts/{post.pk}/{url}/")
    after = Post.objects.get(pk=post.pk)
    kept = ("state", "state_changed_by_id", "state_changed_at", "state_reason")
    assert [getattr(after, name) for name in kept] == [getattr(post, name) for name in kept]
    assert post.body_text not in Client().get(post.get_absolute_url()).content.decode()


@pytest.mark.parametrize("last", ["delete", "undelete"])
def test_deleting_spam_gives_no_points_back(last: str) -> None:
    moderator, post = UserFactory(groups=["moderators"]), answer()
    vote(post)
    states.hide_post(actor=moderator, post=post, reason="spam")
    reconcile_ledger()
    before = points_of(post.author)
    states.delete_post(actor=post.author, post=post)
    if last == "undelete":
        states.undelete_post(actor=post.author, post=post)
    assert points_of(post.author) == before
    reconcile_ledger()
    assert points_of(post.author) == before
    states.restore_post(actor=moderator, post=post)
    assert points_of(post.author) > before


def points_of(person: User) -> int:
    return sum(person.reputation_entries.values_list("points", flat=True))


Step = Callable[[Post, Post, Comment], object]

GOING: Final[dict[str, Step]] = {
    "the answer is deleted": lambda old, new, said: states.delete_post(actor=new.author, post=new),
    "the answer is hidden": lambda old, new, said: states.hide_post(
        actor=None, post=new, reason="spam"
    ),
    "the comment is deleted": lambda old, new, said: comments.delete_comment(
        actor=said.author, comment=said
    ),
    "the comment is hidden": lambda old, new, said: comments.hide_comment(actor=None, comment=said),
}


@pytest.mark.parametrize("what", GOING)
def test_nobody_is_last_active_by_what_is_gone(what: str, client: Client) -> None:
    old = answer()
    new, said = answer(old.question), comment(old.question.post)
    going: Text = new if "answer" in what else said
    if going is new:
        comments.delete_comment(actor=said.author, comment=said)
    question = old.question
    question.refresh_from_db()
    assert question.last_activity_by == going.author
    GOING[what](old, new, said)
    question.refresh_from_db()
    last = old if going is new else new
    assert (question.last_activity_by, question.last_activity_at) == (last.author, last.created_at)
    rows = client.get("/questions/").content.decode()
    assert f"/users/{going.author.username}/" not in rows
    brought_back: Any = comments.restore_comment if going is said else states.restore_post
    brought_back(actor=None, **{"comment" if going is said else "post": going})
    question.refresh_from_db()
    assert question.last_activity_by == going.author
