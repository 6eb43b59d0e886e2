"""Who is told of what: the whole table of events, people and states.

Everybody but the person who acts has a part in the same thread, so that each event is asked about
each of them at once.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any, Final

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import User
from community.admission import Verdict
from community.models import Comment, Post, Question
from community.services.answers import edit_answer, post_answer
from community.services.closing import (
    close_question,
    lock_question,
    reopen_question,
    unlock_question,
)
from community.services.comments import (
    delete_comment,
    edit_comment,
    hide_comment,
    post_comment,
    restore_comment,
)
from community.services.follows import follow_question, follow_tag, unfollow_question
from community.services.questions import ask_question, edit_question
from community.services.solutions import accept_answer
from community.services.states import delete_post, hide_post, restore_post, undelete_post
from moderation.services import approve_pending, reject_pending
from notifications.forum import tell_of_post
from notifications.kinds import Kind
from notifications.models import Notification
from notifications.selectors.preferences import Channels
from notifications.services import save_preferences
from tests.factories.accounts import UserFactory
from tests.factories.community import ANSWER_BODY, QUESTION_BODY, answer, ask, comment, member

pytestmark = pytest.mark.django_db

RunTasks = Callable[[], AbstractContextManager[list[Any]]]

TITLE: Final = "Which wax is good for the zip of a tent?"


@dataclass
class Thread:
    """A thread in which everybody has a part. `actor` is new in it and may do everything."""

    actor: User
    people: dict[str, User]
    question: Question
    answer: Post
    remark: Comment


@pytest.fixture
def thread(moderator: User) -> Thread:
    """A question, an answer and a comment below it, all seen; nothing is told yet."""
    names = ("asker", "author", "commenter", "follower", "tag_follower", "named", "stranger")
    people = {name: UserFactory(username=name, groups=["experts"]) for name in names}
    keeper = UserFactory(username="keeper", groups=["moderators"])
    question = ask(people["asker"], title=TITLE)
    edit_question(actor=keeper, question=question, title=TITLE, body=QUESTION_BODY, tags=["tents"])
    question.refresh_from_db()
    follow_question(actor=people["follower"], question=question)
    follow_tag(actor=people["tag_follower"], tag=question.tags.get())
    post = answer(question, people["author"])
    remark = comment(post, people["commenter"])
    Notification.objects.all().delete()
    return Thread(
        actor=moderator,
        people={**people, "keeper": keeper, "moderator": moderator},
        question=question,
        answer=post,
        remark=remark,
    )


def ask_another(it: Thread, body: str = QUESTION_BODY) -> Question:
    return ask_question(actor=it.actor, title="Does wax harm a zip?", body=body, tags=["tents"])


def answer_it(it: Thread, body: str = ANSWER_BODY) -> Post:
    return post_answer(actor=it.actor, question=it.question, body=body)


def comment_on(it: Thread, post: Post, body: str = "Candle wax, or the silicone kind?") -> Comment:
    return post_comment(actor=it.actor, post=post, body=body)


def edit(it: Thread, body: str = f"{ANSWER_BODY} Twice.") -> Post:
    it.answer.refresh_from_db()
    version = it.answer.revision_count
    return edit_answer(actor=it.actor, answer=it.answer, body=body, version=version)


def edit_asked(it: Thread, body: str = f"{QUESTION_BODY} Twice.") -> Question:
    return edit_question(
        actor=it.actor,
        question=it.question,
        title=TITLE,
        body=body,
        tags=["tents"],
        version=it.question.posts.get(kind="question").revision_count,
    )


def edit_remark(it: Thread, body: str = "Which model is it exactly?") -> Comment:
    return edit_comment(actor=it.actor, comment=it.remark, body=body)


def close(it: Thread, reason: str = "needs_details") -> Question:
    return close_question(actor=it.actor, question=it.question, reason=reason)


def lock(it: Thread) -> Question:
    return lock_question(actor=it.actor, question=it.question, reason="It got heated.")


def hide(it: Thread) -> Post:
    return hide_post(actor=it.actor, post=it.answer, reason="rude")


def hide_remark(it: Thread) -> Comment:
    return hide_comment(actor=it.actor, comment=it.remark, reason="rude")


def delete(it: Thread) -> Post:
    return delete_post(actor=it.actor, post=it.answer, reason="Twice the same")


Told = dict[str, list[str]]
Acts = tuple[Callable[[Thread], Any], ...]

NEW: Final[dict[str, tuple[Acts, Told]]] = {
    "a question": ((ask_another,), {"tag_follower": ["question"]}),
    "a question that names somebody": (
        (lambda it: ask_another(it, f"{QUESTION_BODY} Do you know, @named?"),),
        {"tag_follower": ["question"], "named": ["mention"]},
    ),
    "a question that names who hears of it anyway": (
        (lambda it: ask_another(it, f"{QUESTION_BODY} Do you know, @tag_follower?"),),
        {"tag_follower": ["question"]},
    ),
    "an answer": ((answer_it,), {"asker": ["answer"], "follower": ["answer"]}),
    "an answer that names people": (
        (lambda it: answer_it(it, f"{ANSWER_BODY} See you, @named and @asker."),),
        {"asker": ["answer"], "follower": ["answer"], "named": ["mention"]},
    ),
    "an answer that quotes a mention": (
        (lambda it: answer_it(it, f"> ask @named\n\n{ANSWER_BODY}"),),
        {"asker": ["answer"], "follower": ["answer"]},
    ),
    "an answer with a name in code": (
        (lambda it: answer_it(it, f"`@named` and\n\n    @named\n\n{ANSWER_BODY}"),),
        {"asker": ["answer"], "follower": ["answer"]},
    ),
    "an answer with an escaped name": (
        (lambda it: answer_it(it, f"\\@named: {ANSWER_BODY}"),),
        {"asker": ["answer"], "follower": ["answer"]},
    ),
    "a comment on the question": (
        (lambda it: comment_on(it, it.question.post),),
        {"asker": ["comment"]},
    ),
    "a comment on an answer": (
        (lambda it: comment_on(it, it.answer),),
        {"author": ["comment"], "commenter": ["comment reply"]},
    ),
    "a comment that names people": (
        (lambda it: comment_on(it, it.answer, "Thanks @author, and @named should read this."),),
        {"author": ["comment"], "commenter": ["comment reply"], "named": ["mention"]},
    ),
    "a comment that quotes a mention": (
        (lambda it: comment_on(it, it.answer, "> and @named said so\nThat is right."),),
        {"author": ["comment"], "commenter": ["comment reply"]},
    ),
}
"""Texts that appear: what was done, and who is told of it as what."""

CHANGES: Final[dict[str, tuple[Acts, Told]]] = {
    "an answer edited": ((edit,), {"author": ["edit"]}),
    "an answer edited twice": (
        (edit, lambda it: edit(it, f"{ANSWER_BODY} Three times.")),
        {"author": ["edit", "edit"]},
    ),
    "a question edited": ((edit_asked,), {"asker": ["edit"]}),
    "a comment edited": ((edit_remark,), {"commenter": ["edit"]}),
    "an edit that names somebody": (
        (lambda it: edit(it, f"{ANSWER_BODY} Right, @named?"),),
        {"author": ["edit"], "named": ["mention"]},
    ),
    "an edit that names the author": (
        (lambda it: edit(it, f"{ANSWER_BODY} Right, @author?"),),
        {"author": ["edit"]},
    ),
    "edits that name somebody, forget them and name them again": (
        (
            lambda it: edit(it, f"{ANSWER_BODY} Right, @named?"),
            edit,
            lambda it: edit(it, f"{ANSWER_BODY} Right, @named and @follower?"),
        ),
        {"author": ["edit"] * 3, "named": ["mention"], "follower": ["mention"]},
    ),
    "an edit of a comment that names somebody": (
        (lambda it: edit_remark(it, "Which model is it, @named?"),),
        {"commenter": ["edit"], "named": ["mention"]},
    ),
    "an answer accepted for the asker": (
        (lambda it: accept_answer(actor=it.actor, answer=it.answer),),
        {"author": ["accepted"], "asker": ["accepted for_asker"]},
    ),
    "a post hidden": ((hide,), {"author": ["moderation hidden"]}),
    "a post hidden and restored": (
        (hide, lambda it: restore_post(actor=it.actor, post=it.answer)),
        {"author": ["moderation hidden", "moderation visible"]},
    ),
    "a post deleted": ((delete,), {"author": ["moderation deleted"]}),
    "a post deleted and undeleted": (
        (delete, lambda it: undelete_post(actor=it.actor, post=it.answer)),
        {"author": ["moderation deleted", "moderation visible"]},
    ),
    "a question hidden": (
        (lambda it: hide_post(actor=it.actor, post=it.question.post, reason="rude"),),
        {"asker": ["moderation hidden"]},
    ),
    "a comment hidden": ((hide_remark,), {"commenter": ["moderation hidden"]}),
    "a comment hidden and restored": (
        (hide_remark, lambda it: restore_comment(actor=it.actor, comment=it.remark)),
        {"commenter": ["moderation hidden", "moderation visible"]},
    ),
    "a comment deleted": (
        (lambda it: delete_comment(actor=it.actor, comment=it.remark),),
        {"commenter": ["moderation deleted"]},
    ),
    "a question closed": ((close,), {"asker": ["moderation closed"]}),
    "a question closed and reopened": (
        (close, lambda it: reopen_question(actor=it.actor, question=it.question)),
        {"asker": ["moderation closed", "moderation reopened"]},
    ),
    "a question closed, reopened and closed again": (
        (close, lambda it: reopen_question(actor=it.actor, question=it.question), close),
        {"asker": ["moderation closed", "moderation reopened", "moderation closed"]},
    ),
    "a question locked": ((lock,), {"asker": ["moderation locked"]}),
    "a question locked and unlocked": (
        (lock, lambda it: unlock_question(actor=it.actor, question=it.question)),
        {"asker": ["moderation locked", "moderation unlocked"]},
    ),
}
"""What happens to texts that are there."""

EVENTS: Final = {**NEW, **CHANGES}


def told_of(it: Thread, acts: Acts, run_tasks: RunTasks) -> Told:
    """Who is told what, by name; afterwards all is as it was before."""
    with transaction.atomic():
        for act in acts:
            with run_tasks():
                act(it)
        rows = Notification.objects.exclude(kind=Kind.BADGE).order_by("pk").select_related("user")
        found: Told = {}
        for row in rows:
            found.setdefault(row.user.username, []).append(f"{row.kind} {row.variant}".strip())
        transaction.set_rollback(True)
    return found


def test_of_each_event_everybody_is_told_who_should_be_and_nobody_else(
    thread: Thread, run_tasks: RunTasks
) -> None:
    for name, (acts, expected) in EVENTS.items():
        assert (name, told_of(thread, acts, run_tasks)) == (name, expected)


def test_nobody_is_told_of_what_they_do_themselves(thread: Thread, run_tasks: RunTasks) -> None:
    role = Group.objects.get(name="moderators")
    for name, (acts, expected) in EVENTS.items():
        for username in expected:
            thread.people[username].groups.add(role)
            own = replace(thread, actor=User.objects.get(username=username))
            assert (name, username, told_of(own, acts, run_tasks).get(username)) == (
                name,
                username,
                None,
            )
            thread.people[username].groups.remove(role)


def test_who_switched_everything_off_is_told_nothing(thread: Thread, run_tasks: RunTasks) -> None:
    nothing = Channels(in_app=False, email=False)
    for person in thread.people.values():
        save_preferences(actor=person, choices=dict.fromkeys(Kind, nothing))
    for name, (acts, _expected) in EVENTS.items():
        assert (name, told_of(thread, acts, run_tasks)) == (name, {})


def test_who_switched_one_reason_off_is_told_for_another_one(
    thread: Thread, run_tasks: RunTasks
) -> None:
    asker = thread.people["asker"]
    nothing = Channels(in_app=False, email=False)
    save_preferences(actor=asker, choices={Kind.ANSWER: nothing})
    acts, _expected = NEW["an answer that names people"]
    assert told_of(thread, acts, run_tasks)["asker"] == ["mention"]


def test_an_asker_who_unfollows_hears_only_what_is_meant_for_them(
    thread: Thread, run_tasks: RunTasks
) -> None:
    unfollow_question(actor=thread.people["asker"], question=thread.question)
    silenced = {"answer", "comment"}
    for name, (acts, expected) in EVENTS.items():
        asker = [row for row in expected.get("asker", []) if row not in silenced]
        if name == "an answer that names people":
            asker = ["mention"]
        assert (name, told_of(thread, acts, run_tasks).get("asker", [])) == (name, asker)


@pytest.mark.parametrize("decide", [approve_pending, None], ids=["approved", "refused first"])
def test_of_a_text_that_was_held_everybody_is_told_once_it_appears(
    thread: Thread,
    moderator: User,
    run_tasks: RunTasks,
    monkeypatch: pytest.MonkeyPatch,
    decide: Any,
) -> None:
    monkeypatch.setattr("community.admission._checks", [lambda submission: Verdict.HOLD])
    newcomer = replace(thread, actor=member(username="newcomer"))
    approved = ["moderation approved"] if decide else ["moderation hidden", "moderation visible"]
    made: list[Any] = []
    for name, ((write,), expected) in NEW.items():
        assert (name, told_of(newcomer, (write,), run_tasks)) == (name, {})
        acts = [
            lambda it, write=write: made.append(write(it)),
            lambda it: _decide(made[-1], moderator, decide or reject_pending),
        ]
        if not decide:
            acts.append(lambda it: _decide(made[-1], moderator, None))
        found = told_of(newcomer, tuple(acts), run_tasks)
        assert (name, found) == (name, {**expected, "newcomer": approved})


def _decide(text: Question | Post | Comment, moderator: User, decide: Any) -> None:
    if isinstance(text, Question):
        kind, public_id, post = "question", text.pk, text.post
    elif isinstance(text, Post):
        kind, public_id, post = "answer", text.pk, text
    else:
        kind, public_id, post = "comment", text.pk, None
    if decide:
        decide(actor=moderator, kind=kind, public_id=public_id)
    elif post is None:
        restore_comment(actor=moderator, comment=Comment.objects.get(pk=public_id))
    else:
        restore_post(actor=moderator, post=post)


def test_what_may_not_be_read_is_told_to_nobody_who_may_not_read_it(
    thread: Thread, run_tasks: RunTasks
) -> None:
    """A moderator works on in a thread that is hidden."""
    hide_post(actor=thread.actor, post=thread.question.post, reason="rude")
    Notification.objects.all().delete()
    for name in ("an edit that names somebody", "an edit of a comment that names somebody"):
        acts, expected = EVENTS[name]
        assert "named" in expected
        assert (name, told_of(thread, acts, run_tasks).get("named")) == (name, None)


def test_a_late_task_tells_what_is_so_by_then(thread: Thread, run_tasks: RunTasks) -> None:
    """All at once: the question is closed and open again before anybody is told."""
    acts, _expected = EVENTS["a question closed and reopened"]

    def both(it: Thread) -> None:
        for act in acts:
            act(it)

    assert told_of(thread, (both,), run_tasks) == {"asker": ["moderation reopened"]}


class Orders(TestCase):
    """In whatever order things happen, each person is told of each text at most once."""

    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.sampled_from(["hide", "restore", "edit", "again"]), max_size=6))
    def test_no_order_of_acts_tells_of_a_text_twice(self, order: list[str]) -> None:
        keeper = UserFactory(groups=["moderators"])
        named = member(username="named")
        question = ask()
        author = member()
        with self.captureOnCommitCallbacks(execute=True):
            post = answer(question, author, body=f"{ANSWER_BODY} @named")
        acts: dict[str, Callable[[int], Any]] = {
            "hide": lambda n: hide_post(actor=keeper, post=post, reason="rude"),
            "restore": lambda n: restore_post(actor=keeper, post=post),
            "edit": lambda n: edit_answer(
                actor=author, answer=post, body=f"{ANSWER_BODY} {n} {'@named' * (n % 2)}"
            ),
            "again": lambda n: tell_of_post(post_id=post.pk),
        }
        for number, act in enumerate(order):
            with self.captureOnCommitCallbacks(execute=True):
                acts[act](number)
        about = Notification.objects.filter(post=post)
        assert about.filter(user=question.author).count() == 1
        assert about.filter(user=named).count() == 1


# --- what it says ---------------------------------------------------------------------------------


def test_the_author_finds_what_a_moderator_changed(
    thread: Thread, api_of: Callable[[User], Client], run_tasks: RunTasks
) -> None:
    with run_tasks():
        body = {"body": f"{ANSWER_BODY} Only candle wax."}
        url = f"/api/v1/answers/{thread.answer.pk}"
        sent = api_of(thread.actor).patch(url, body, content_type="application/json")
    assert sent.status_code == 200
    (message,) = mail.outbox
    assert message.to == [thread.people["author"].email]
    assert f"edited your answer: {TITLE}" in message.subject
    assert f"http://testserver/posts/{thread.answer.pk}/history/#version-2" in message.body


def test_the_asker_of_a_duplicate_finds_the_original(
    thread: Thread, client_of: Callable[[User], Client], run_tasks: RunTasks
) -> None:
    original = ask(title="Is candle wax good for a zip?")
    asker = thread.people["asker"]
    with run_tasks():
        close_question(
            actor=thread.actor,
            question=thread.question,
            reason="duplicate",
            duplicate_of=original,
        )
    (message,) = mail.outbox
    assert message.subject == f"Your question was closed: {TITLE}"
    assert f"http://testserver{original.get_absolute_url()}" in message.body
    page = client_of(asker).get("/notifications/").content.decode()
    assert f'href="{original.get_absolute_url()}">{original.title}</a>' in page
    hide_post(actor=thread.actor, post=original.post, reason="rude")
    assert original.title not in client_of(asker).get("/notifications/").content.decode()


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (lambda it: close(it, "off_topic"), "Reason: not about our products or services."),
        (lock, "Reason: It got heated."),
        (delete, "Reason: Twice the same"),
        (hide, "Reason: It is rude or abusive"),
        (
            lambda it: hide_comment(actor=it.actor, comment=it.remark, reason="spam"),
            "Reason: It is spam or advertising",
        ),
    ],
)
def test_whoever_is_told_of_an_act_of_moderators_reads_the_reason(
    thread: Thread, run_tasks: RunTasks, act: Callable[[Thread], Any], reason: str
) -> None:
    with run_tasks():
        act(thread)
    (message,) = mail.outbox
    assert reason in message.body
    assert not Notification.objects.filter(actor=thread.actor).exists()
