"""The list of drafts to review has every kind of draft, for everybody as the review itself."""

from collections.abc import Callable
from typing import Any, Final

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import TaskState

from accounts.models import User
from kb.selectors.review_queue import DraftLine, list_drafts
from kb.selectors.waiting import waiting_for
from tests.factories.drafts import (
    DRAFTS,
    a_front_page,
    a_section_for_members,
    a_section_in_a_field,
    a_shared_text,
    review_people,
)

pytestmark = pytest.mark.django_db

ARTICLES: Final = [name for name in DRAFTS if "article" in name]
OTHERS: Final = [name for name in DRAFTS if name not in ARTICLES]
QUERIES_WITH_EVERY_KIND: Final = 14


@pytest.fixture
def people() -> dict[str, User]:
    return review_people()


def lines_of(reader: User) -> list[DraftLine]:
    return [line for line in list_drafts(reader) if line.ticket is not None]


@pytest.mark.parametrize("name", DRAFTS)
def test_it_is_listed_for_all_who_see_drafts_and_marked_for_who_may_judge_it(
    name: str, people: dict[str, User], client_of: Callable[[User], Client]
) -> None:
    draft = type(DRAFTS[name][0](people))
    (step,) = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS)
    waiting = draft.objects.get(pk=step.workflow_state.object_id)
    title = getattr(waiting, "draft_title", "") or str(waiting)
    for username, reader in people.items():
        if username in {"gone", "member"}:
            continue
        person = User.objects.get(pk=reader.pk)
        (line,) = lines_of(person)
        assert line.title == title
        assert line.may_review == bool(step.task.specific.get_actions(waiting, person)), username
        groups = {group.label: group for group in waiting_for(person)}
        assert groups["Drafts to review"].count == int(line.may_review), username
        assert groups["Drafts to review"].total == 1
        page = client_of(person).get(reverse("kb:review-list"))
        assert title in page.content.decode(), username
        if line.url:
            assert client_of(person).get(line.url).status_code == 200, username
        assert line.url or not line.may_review
    assert client_of(people["member"]).get(reverse("kb:review-list")).status_code == 403


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_sent_back_waits_for_its_author_and_what_is_approved_for_nobody(
    name: str, people: dict[str, User]
) -> None:
    make, able = DRAFTS[name]
    make(people)
    step = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)
    step.task.specific.on_action(step, people[min(able)], "reject", comment="Whom?")
    author = User.objects.get(username="author")
    groups = {group.label: group.count for group in waiting_for(author)}
    assert groups == {"Your drafts with changes asked for": 1}
    assert not lines_of(author)

    step.workflow_state.content_object.current_workflow_state.resume(user=author)
    while step := TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).first():
        judge = next(
            person
            for person in User.objects.filter(is_superuser=False)
            if step.task.specific.get_actions(step.workflow_state.content_object, person)
        )
        step.task.specific.on_action(step, judge, "approve")
    assert not list_drafts(author)


def test_however_many_wait_the_list_costs_the_same(
    people: dict[str, User], client_of: Callable[[User], Client], django_assert_num_queries: Any
) -> None:
    a_front_page(people)
    a_section_in_a_field(people)
    a_shared_text(people)
    client = client_of(people["elsewhere"])
    url = reverse("kb:review-list")
    client.get(url)
    with django_assert_num_queries(QUERIES_WITH_EVERY_KIND):
        client.get(url)
    for _ in range(3):
        a_section_for_members(people)
    with django_assert_num_queries(QUERIES_WITH_EVERY_KIND):
        page = client.get(url)
    assert page.content.decode().count("Stoves") >= 4
    assert "I will check it" not in page.content.decode()
