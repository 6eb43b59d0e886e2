"""Pages say what to do next, and ask for nothing that was given already."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.community import answer, ask, member

pytestmark = pytest.mark.django_db

ClientOf = Callable[[object], Client]


def heading_over_the_form(client: Client, url: str) -> str:
    title = BeautifulSoup(client.get(url).content, "html.parser").find(id="your-answer-title")
    assert title is not None
    return " ".join(title.get_text().split())


def test_the_form_of_an_answer_knows_who_is_before_it(client_of: ClientOf) -> None:
    question, helper = ask(), member()
    answer(question, author=helper)
    headings: dict[User, str] = {
        member(): "Know the answer?",
        helper: "Add another answer",
        question.author: "Solved it yourself? Share how",
    }
    for person, heading in headings.items():
        assert heading_over_the_form(client_of(person), question.get_absolute_url()) == heading
    assert heading_over_the_form(Client(), question.get_absolute_url()) == "Know the answer?"


@pytest.mark.parametrize(
    ("role", "query", "next_step"),
    [
        (None, "", "/questions/ask/"),
        (None, "?q=zzz", "/tags/"),
        ("moderators", "", "/tags/-/new/"),
    ],
)
def test_a_list_without_tags_leads_on(
    client_of: ClientOf, role: str | None, query: str, next_step: str
) -> None:
    client = client_of(UserFactory(groups=[role])) if role else Client()
    page = BeautifulSoup(client.get(f"/tags/{query}").content, "html.parser")
    button = page.select_one(".empty-state a.button")
    assert button is not None
    assert button["href"] == next_step
