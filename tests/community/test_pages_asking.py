"""Asking in the browser: what is kept, what is refused, what posts once."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from community.models import Question
from tests.factories.accounts import UserFactory
from tests.factories.community import QUESTION_BODY, ask, member

pytestmark = pytest.mark.django_db

TITLE = "Which wax keeps the zip of a tent going?"
ASK = "/questions/ask/"


@pytest.fixture
def writer() -> User:
    return member(username="writer")


@pytest.fixture
def browser(writer: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(writer)


def asked(**changes: str) -> dict[str, str]:
    """What the form of a question sends, past the step that shows similar ones."""
    fields = {
        "title": TITLE,
        "body": QUESTION_BODY,
        "tags": "tents, zips",
        "seen_similar": "yes",
        "idempotency_key": str(uuid4()),
    }
    return fields | changes


class TestAsking:
    def test_posts_a_question_and_shows_it(self, browser: Client, writer: User) -> None:
        response = browser.post(ASK, asked(), follow=True)
        question = Question.objects.get()
        assert response.redirect_chain == [(question.get_absolute_url(), 302)]
        assert (question.title, question.author) == (TITLE, writer)
        assert set(question.tags.names()) == {"tents", "zips"}
        assert 'data-draft-done="ask"' in response.content.decode()

    def test_sent_twice_posts_once(self, browser: Client) -> None:
        form = asked()
        first, second = browser.post(ASK, form), browser.post(ASK, form)
        assert first["Location"] == second["Location"]
        assert Question.objects.count() == 1

    def test_needs_no_extra_step_when_nothing_is_similar(self, browser: Client) -> None:
        assert browser.post(ASK, asked(seen_similar="")).status_code == 302
        assert Question.objects.count() == 1

    def test_shows_similar_questions_first_and_keeps_the_text(self, browser: Client) -> None:
        known = ask(title="Which wax keeps the zip of a tent running?", tags=["tents"])
        call_command("rebuild_search", verbosity=0)
        response = browser.post(ASK, asked(seen_similar=""))
        html = response.content.decode()
        assert response.status_code == 200
        assert f'href="{known.get_absolute_url()}"' in html
        assert "None of these: post my question" in html
        assert f'value="{TITLE}"' in html
        assert QUESTION_BODY in html
        assert 'name="seen_similar" value="yes"' in html
        assert Question.objects.count() == 1

    def test_says_what_is_wrong_beside_each_field_and_keeps_everything(
        self, browser: Client
    ) -> None:
        response = browser.post(ASK, asked(title="Short", body="Too short.", tags="a, b/c"))
        html = response.content.decode()
        assert response.status_code == 422
        assert response.context["form"].errors.keys() == {"title", "body", "tags"}
        assert 'class="error-summary"' in html
        for name in ("title", "body", "tags"):
            assert f'id="id_{name}_error"' in html
        assert 'value="Short"' in html
        assert "Too short." in html
        assert 'value="a, b/c"' in html
        assert not Question.objects.exists()

    @pytest.mark.parametrize(
        "changes",
        [
            {"title": "", "body": "", "tags": ""},
            {"title": "x" * 5000},
            {"body": "x" * 40_000},
            {"tags": "x" * 400},
            {"idempotency_key": "no-key"},
            {"title": "\u202e\x00" * 20},
        ],
    )
    def test_refuses_what_cannot_be_stored(self, browser: Client, changes: dict[str, str]) -> None:
        response = browser.post(ASK, asked(**changes))
        assert response.status_code == 422
        assert not Question.objects.exists()

    def test_shows_hostile_text_as_text(self, browser: Client) -> None:
        evil = "<script>alert(1)</script> How do I open this?"
        response = browser.post(
            ASK, asked(title=evil, body=evil + " " + QUESTION_BODY), follow=True
        )
        html = response.content.decode()
        assert "<script>alert" not in html
        assert "&lt;script&gt;" in html

    def test_shows_the_form_to_everybody(self, client: Client) -> None:
        html = client.get(f"{ASK}?title=Why+does+it+leak%3F").content.decode()
        assert 'value="Why does it leak?"' in html
        assert "Sign in and post" in html

    def test_keeps_the_text_of_somebody_who_must_sign_in_first(self, client: Client) -> None:
        person = UserFactory()
        response = client.post(ASK, asked())
        assert response["Location"] == f"/accounts/login/?next={ASK}"
        assert not Question.objects.exists()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        html = client.get(ASK).content.decode()
        assert f'value="{TITLE}"' in html
        assert QUESTION_BODY in html
        assert 'value="tents, zips"' in html

    def test_tells_a_visitor_what_is_wrong_before_asking_to_sign_in(self, client: Client) -> None:
        empty = client.post(ASK, {"title": "", "body": "", "tags": ""})
        html = empty.content.decode()
        assert empty.status_code == 422
        assert html.count("Please write something here.") >= 2
        short = client.post(ASK, asked(body="Too short."))
        assert short.status_code == 422
        assert f'value="{TITLE}"' in short.content.decode()
        assert "drafts" not in client.session

    def test_forgets_the_kept_text_once_it_is_posted(self, client: Client, writer: User) -> None:
        client.post(ASK, asked())
        client.force_login(writer, backend="django.contrib.auth.backends.ModelBackend")
        client.post(ASK, asked())
        assert TITLE not in client.get(ASK).content.decode()

    def test_says_when_it_is_too_often_and_keeps_the_text(
        self, browser: Client, rate_limits: None
    ) -> None:
        browser.post(ASK, asked())
        response = browser.post(ASK, asked(title="Another question, much too soon after it?"))
        assert response.status_code == 429
        assert "Another question, much too soon after it?" in response.content.decode()
        assert Question.objects.count() == 1


def test_who_sends_too_much_before_signing_in_gets_it_back_under_its_names(
    client: Client, rate_limits: None
) -> None:
    for _number in range(200):
        response = client.post(ASK, asked())
        if response.status_code == 429:
            break
    html = response.content.decode()
    assert response.status_code == 429
    assert ">Your question</label>" in html
    assert ">More details</label>" in html
    assert QUESTION_BODY in html
