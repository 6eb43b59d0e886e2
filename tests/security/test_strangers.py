"""What strangers leave behind is little, and goes."""

from datetime import timedelta
from typing import Any, Final

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.models import User
from core.jobs import registered_jobs
from core.upkeep import remove_old_rows
from tests.factories.accounts import UserFactory
from tests.factories.community import answer, ask

pytestmark = pytest.mark.django_db

ASK: Final = "/questions/ask/"
TITLE: Final = "How do I free the stuck zip of my tent?"
LONG: Final = f"{TITLE} " * 700
LARGE: Final = f"{TITLE} " * 20_000
QUESTION: Final = {"title": TITLE, "body": LONG, "tags": "tents"}
MODEL_BACKEND: Final = "django.contrib.auth.backends.ModelBackend"


def kept_by(client: Client) -> dict[str, Any]:
    return dict(client.session.get("drafts", {}))


def test_one_text_of_a_visitor_is_kept_and_no_more_than_could_be_posted() -> None:
    client, question, post = Client(), ask(), answer()
    client.post(f"/questions/{question.pk}/{question.slug}/answer/", {"body": LARGE})
    client.post(f"/posts/{post.pk}/comment/", {"body": LARGE})
    client.post(ASK, QUESTION | {"other": LARGE})
    assert list(kept_by(client)) == ["ask"]
    [session] = Session.objects.all()
    assert len(session.session_data) < 80_000
    assert session.expire_date < timezone.now() + timedelta(days=1, minutes=5)


def test_a_network_cannot_fill_the_database_with_texts(rate_limits: None) -> None:
    refused = [Client().post(ASK, QUESTION) for _ in range(30)][5:]
    assert {response.status_code for response in refused} == {429}
    assert Session.objects.count() == 5


def test_who_sent_too_many_gets_the_text_back_to_copy_it(rate_limits: None) -> None:
    text = "<b>What I wrote</b> about the zips of tents"
    answers = [Client().post(ASK, QUESTION | {"body": text}) for _ in range(6)]
    page = answers[-1].content.decode()
    assert "&lt;b&gt;What I wrote&lt;/b&gt; about the zips" in page
    assert "Copy what you wrote" in page
    assert int(answers[-1]["Retry-After"]) > 0


def test_who_signs_in_stays_as_long_as_others(user: User) -> None:
    client = Client()
    client.post(ASK, QUESTION | {"body": "Cleaned twice, and it still sticks."})
    client.force_login(user, backend=MODEL_BACKEND)
    assert client.session.get_expiry_age() > timedelta(days=7).total_seconds()
    assert "Cleaned twice" in client.get(ASK).content.decode()


def test_sessions_that_ended_are_removed_by_a_job() -> None:
    for days in (-1, 1):
        end = timezone.now() + timedelta(days=days)
        Session.objects.create(session_key=f"s{days}", session_data="x", expire_date=end)
    remove_old_rows()
    assert [session.session_key for session in Session.objects.all()] == ["s1"]
    [job] = [job for job in registered_jobs() if job.name == "remove_old_rows"]
    assert job.every <= timedelta(days=1)


@pytest.mark.parametrize("path", ["/", "/questions/", "/search/?q=tent", "/kb/", ASK])
def test_reading_leaves_nothing_behind(path: str) -> None:
    UserFactory()
    for _ in range(3):
        Client().get(path)
    assert not Session.objects.exists()
