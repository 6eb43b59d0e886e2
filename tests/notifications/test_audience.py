"""Who is told of what: the whole table of events, people and states.

Everybody but the person who acts has a part in the same thread, so that each event is asked about
each of them at once.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

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
from community.services.answers import edit_answer
from community.services.closing import (
    close_question,
)
from community.services.comments import (
    hide_comment,
    restore_comment,
)
from community.services.follows import follow_question, follow_tag, unfollow_question
from community.services.questions import edit_question
from community.services.states import hide_post, restore_post
from moderation.services import approve_pending, reject_pending
from notifications.kinds import Kind
from notifications.models import Notification
from notifications.selectors.preferences import Channels
from notifications.services import save_preferences
from notifications.services.forum import notify_post
from tests.factories.accounts import UserFactory
from tests.factories.community import ANSWER_BODY, QUESTION_BODY, answer, ask, comment, member
from tests.notifications.acts import (
    EVENTS,
    NEW,
    TITLE,
    Acts,
    Thread,
    Told,
    close,
    delete,
    hide,
    lock,
)

pytestmark = pytest.mark.django_db

RunTasks = Callable[[], AbstractContextManager[list[Any]]]


@pytest.fixture
def thread(moderator: User) -> Thread:
    """A question, an answer and a comment below it, all seen; nothing is told yet."""
    names = ("asker", "author", "commenter", "follower", "tag_follower", "named", "stranger")
    people = {name: UserFactory(username=name, groups=["experts"]) for name in names}
    maintainer = UserFactory(username="maintainer", groups=["moderators"])
    question = ask(people["asker"], title=TITLE)
    edit_question(
        actor=maintainer, question=question, title=TITLE, body=QUESTION_BODY, tags=["tents"]
    )
    question.refresh_from_db()
    follow_question(actor=people["follower"], question=question)
    follow_tag(actor=people["tag_follower"], tag=question.tags.get())
    post = answer(question, people["author"])
    remark = comment(post, people["commenter"])
    Notification.objects.all().delete()
    return Thread(
        actor=moderator,
        people={**people, "maintainer": maintainer, "moderator": moderator},
        question=question,
        answer=post,
        remark=remark,
    )


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
        maintainer = UserFactory(groups=["moderators"])
        named = member(username="named")
        question = ask()
        author = member()
        with self.captureOnCommitCallbacks(execute=True):
            post = answer(question, author, body=f"{ANSWER_BODY} @named")
        acts: dict[str, Callable[[int], Any]] = {
            "hide": lambda n: hide_post(actor=maintainer, post=post, reason="rude"),
            "restore": lambda n: restore_post(actor=maintainer, post=post),
            "edit": lambda n: edit_answer(
                actor=author, answer=post, body=f"{ANSWER_BODY} {n} {'@named' * (n % 2)}"
            ),
            "again": lambda n: notify_post(post_id=post.pk),
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
