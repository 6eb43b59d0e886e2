"""Who is told that a draft waits and how its review ended: every kind of draft, every person."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from wagtail.models import TaskState

from accounts.models import User
from kb.services.review import remind_of_reviews
from notifications.kinds import Kind
from notifications.models import Notification
from notifications.selectors.preferences import Channels
from notifications.selectors.rendering import describe
from notifications.services import save_preferences
from notifications.tasks import fan_out
from tests.factories.drafts import (
    DRAFTS,
    EXPERTS,
    a_section_for_members,
    a_section_in_a_field,
    a_shared_text,
    an_article,
    review_people,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> dict[str, User]:
    found = review_people()
    nothing = Channels(in_app=False, email=False)
    save_preferences(actor=found["muted"], choices={Kind.REVIEW: nothing})
    return found


def told() -> list[tuple[str, str]]:
    rows = Notification.objects.filter(kind=Kind.REVIEW).order_by("user__username", "pk")
    return list(rows.values_list("user__username", "variant"))


def each(names: set[str], variant: str) -> list[tuple[str, str]]:
    return [(name, variant) for name in sorted(names)]


@pytest.mark.parametrize("name", DRAFTS)
def test_of_a_draft_that_waits_those_are_told_who_may_judge_it(
    name: str, people: dict[str, User], run_tasks: Any
) -> None:
    make, expected = DRAFTS[name]
    with run_tasks():
        draft = make(people)
    assert told() == each(expected, "requested")

    waiting = type(draft).objects.get(pk=draft.pk)
    may_act = {
        person.username
        for person in User.objects.filter(is_active=True, is_superuser=False)
        if waiting.current_workflow_task.get_actions(waiting, person)
    }
    assert may_act - {"muted"} == expected

    with run_tasks():
        remind_of_reviews(today=timezone.localdate() + timedelta(days=3))
        remind_of_reviews(today=timezone.localdate() + timedelta(days=4))
    assert [row for row in told() if row[1] == "overdue"] == each(expected, "overdue")


@pytest.mark.parametrize("name", DRAFTS)
@pytest.mark.parametrize("action", ["approve", "reject"])
def test_of_the_judgement_its_author_is_told_and_of_the_next_step_its_people(
    name: str, action: str, people: dict[str, User], run_tasks: Any
) -> None:
    make, expected = DRAFTS[name]
    with run_tasks():
        make(people)
    Notification.objects.all().delete()
    step = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)
    judge = people[min(expected)]
    with run_tasks():
        step.task.specific.on_action(step, judge, action, comment="Say why.")

    is_over = not TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).exists()
    outcome = "approved" if action == "approve" else "rejected"
    if is_over:
        writer = "colleague" if make is an_article else "author"
        assert (writer, outcome) in told()
        assert {variant for _person, variant in told()} == {outcome}
    else:
        assert told() == each(EXPERTS, "requested")
    assert is_over == (action == "reject" or judge.username != "colleague")


def test_what_was_sent_back_and_comes_again_is_told_again(
    people: dict[str, User], run_tasks: Any
) -> None:
    with run_tasks():
        section = a_section_in_a_field(people)
    step = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)
    with run_tasks():
        step.task.specific.on_action(step, people["named"], "reject", comment="Whom?")
    with run_tasks():
        state = type(section).objects.get(pk=section.pk).current_workflow_state
        state.resume(user=people["author"])
    assert told() == [
        ("author", "rejected"),
        ("named", "requested"),
        ("named", "requested"),
    ]


def test_where_nobody_else_may_judge_administrators_are_told(
    people: dict[str, User], run_tasks: Any
) -> None:
    User.objects.filter(username__in=["named", "elsewhere", "moderator", "muted"]).delete()
    with run_tasks():
        a_section_for_members(people)
    assert told() == each({"administrator"}, "requested")


@pytest.mark.parametrize(
    ("make", "title"), [(a_section_in_a_field, "Stoves"), (a_shared_text, "Gas warning")]
)
def test_it_names_the_draft_and_leads_to_where_it_is_judged(
    make: Callable[[dict[str, User]], Any],
    title: str,
    people: dict[str, User],
    run_tasks: Any,
    client_of: Callable[[User], Client],
) -> None:
    with run_tasks():
        make(people)
    notice = Notification.objects.get(kind=Kind.REVIEW)
    words = describe(notice)
    assert words.title == f"A change waits for your review: {title}"
    (message,) = [sent for sent in mail.outbox if sent.to == [notice.user.email]]
    assert f"http://testserver{words.url}" in message.body
    page = client_of(notice.user).get(words.url)
    assert page.status_code == 200
    assert "Approve" in page.content.decode()


@pytest.mark.parametrize("name", DRAFTS)
def test_of_a_draft_that_is_gone_meanwhile_nobody_is_told_and_no_task_fails(
    name: str, people: dict[str, User]
) -> None:
    draft = DRAFTS[name][0](people)
    step = TaskState.objects.latest("pk").pk
    draft.delete()
    before = told()
    fan_out.func("draft_submitted", {"task_state_id": step, "actor_id": people["author"].pk})
    fan_out.func("review_overdue", {"task_state_id": step})
    judged = {"action": "approve", "editor_ids": [people["author"].pk]}
    fan_out.func("draft_reviewed", {"task_state_id": step, "actor_id": None, **judged})
    assert told() == before
