"""Mails: what is in them, who stops them, and how often they go out."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import User
from community.models import Comment
from community.services.states import hide_post
from notifications.jobs import remove_old, send_missed
from notifications.kinds import Kind
from notifications.models import Notification, NotificationPreference
from notifications.selectors.preferences import get_preferences
from notifications.services import mark_read
from notifications.services.mail import MAILS_PER_DAY, send_mail_for
from notifications.tokens import make_unsubscribe_token, read_unsubscribe_token
from tests.factories.accounts import UserFactory
from tests.factories.community import answer, ask, comment, member
from tests.factories.notifications import notification

pytestmark = pytest.mark.django_db

RunTasks = Callable[[], AbstractContextManager[list[Any]]]


@pytest.fixture
def reader() -> User:
    return UserFactory(username="reader", display_name="Risto Aalto")


def sent() -> EmailMessage:
    """The only mail that went to the reader."""
    (message,) = [message for message in mail.outbox if message.to == ["reader@example.com"]]
    return message.message()


def unsubscribe_path() -> str:
    header = sent()["List-Unsubscribe"]
    assert header.startswith("<http://testserver/")
    return header.strip("<>").removeprefix("http://testserver")


def test_a_mail_has_text_and_html_with_the_same_links(run_tasks: RunTasks, reader: User) -> None:
    post = answer(ask(title="Does <b>wax</b> harm a zip & its slider?"))
    with run_tasks():
        row = notification(reader, post)
    message = sent()
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    text, html = [part.get_payload(decode=True).decode() for part in list(message.walk())[1:]]
    target = f"http://testserver{post.get_absolute_url()}"
    for body in (text, html):
        assert target in body
        assert unsubscribe_path() in body
    assert "Does <b>wax</b> harm a zip & its slider?" in text
    assert "Does &lt;b&gt;wax&lt;/b&gt; harm a zip &amp; its slider?" in html
    assert message["To"] == reader.email
    row.refresh_from_db()
    assert row.mailed_at is not None


def test_a_mail_says_how_to_stop_it_with_one_click(run_tasks: RunTasks, reader: User) -> None:
    with run_tasks():
        notification(reader)
    message = sent()
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] == "auto-generated"
    token = unsubscribe_path().split("/")[-2]
    assert read_unsubscribe_token(token) == (reader.pk, Kind.ANSWER)


def test_a_line_break_in_a_title_cannot_add_a_header(run_tasks: RunTasks, reader: User) -> None:
    post = answer()
    post.question.title = "A title\r\nBcc: everybody@example.com"
    post.question.save(update_fields=["title"])
    with run_tasks():
        notification(reader, post)
    assert sent()["Bcc"] is None


def test_one_click_stops_the_mails_of_that_kind_without_a_sign_in(
    run_tasks: RunTasks, reader: User
) -> None:
    with run_tasks():
        notification(reader)
    response = Client(enforce_csrf_checks=True).post(
        unsubscribe_path(), {"List-Unsubscribe": "One-Click"}
    )
    assert response.status_code == 200
    mail.outbox.clear()
    with run_tasks():
        again = notification(reader)
        other = notification(reader, kind=Kind.MENTION)
    assert "mentioned you" in sent()["Subject"]
    assert (again.in_app, again.wants_mail, other.wants_mail) == (True, False, True)


def test_opening_the_link_only_asks(run_tasks: RunTasks, reader: User, client: Client) -> None:
    with run_tasks():
        notification(reader)
    page = client.get(unsubscribe_path())
    assert page.status_code == 200
    assert "Stop these mails?" in page.content.decode()
    assert not NotificationPreference.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_forged_token_is_not_found_and_changes_nothing(
    method: str, reader: User, client: Client
) -> None:
    token = make_unsubscribe_token(user_id=reader.pk, kind=Kind.ANSWER)
    forged = token[:-2] + ("AA" if not token.endswith("AA") else "BB")
    response = getattr(client, method)(f"/notifications/unsubscribe/{forged}/")
    assert response.status_code == 404
    assert not NotificationPreference.objects.exists()


def test_stopping_twice_is_harmless(reader: User, client: Client) -> None:
    token = make_unsubscribe_token(user_id=reader.pk, kind=Kind.COMMENT)
    for _ in range(2):
        assert client.post(f"/notifications/unsubscribe/{token}/").status_code == 200
    assert get_preferences(user=reader)[Kind.COMMENT].email is False
    assert get_preferences(user=reader)[Kind.COMMENT].in_app is True


def test_a_mail_is_sent_once_however_often_its_task_runs(run_tasks: RunTasks, reader: User) -> None:
    row = notification(reader)
    assert [send_mail_for(notification_id=row.pk) for _ in range(3)] == [True, False, False]
    assert len(mail.outbox) == 1


def test_what_was_read_before_is_not_mailed(reader: User) -> None:
    row = notification(reader)
    mark_read(actor=reader, notification_id=row.pk)
    assert send_mail_for(notification_id=row.pk) is False
    assert mail.outbox == []


def test_what_can_no_longer_be_read_is_not_mailed(reader: User, moderator: User) -> None:
    post = answer()
    row = notification(reader, post)
    hide_post(actor=moderator, post=post, reason="spam")
    assert send_mail_for(notification_id=row.pk) is False
    row.refresh_from_db()
    assert (row.wants_mail, row.mailed_at) == (False, None)


def test_a_person_gets_a_hundred_mails_a_day_and_no_more(reader: User) -> None:
    post = answer()
    rows = [notification(reader, post) for _ in range(MAILS_PER_DAY + 1)]
    outcomes = [send_mail_for(notification_id=row.pk) for row in rows]
    assert outcomes == [True] * MAILS_PER_DAY + [False]
    assert len(mail.outbox) == MAILS_PER_DAY


def test_a_failed_transport_leaves_the_mail_to_be_sent_again(
    reader: User, settings: Any, run_tasks: RunTasks
) -> None:
    row = notification(reader)
    settings.EMAIL_BACKEND = "tests.notifications.failing_mail.FailingBackend"
    with pytest.raises(ConnectionError):
        send_mail_for(notification_id=row.pk)
    row.refresh_from_db()
    assert row.mailed_at is None
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Notification.objects.update(created_at=timezone.now() - timedelta(minutes=20))
    with run_tasks():
        assert send_missed() == "1 mails asked for"
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(("language", "expected"), [("en", "Hello"), ("", "Hello")])
def test_a_mail_is_in_the_readers_language(
    run_tasks: RunTasks, reader: User, language: str, expected: str
) -> None:
    reader.language = language
    reader.save(update_fields=["language"])
    with run_tasks():
        notification(reader)
    assert expected in sent().as_string()


def test_a_comment_is_quoted_and_linked_to(run_tasks: RunTasks, reader: User) -> None:
    note: Comment = comment(answer(author=member()), body="Candle wax, or the silicone kind?")
    with run_tasks():
        notification(reader, note.post, kind=Kind.COMMENT, comment_id=note.pk)
    assert "> Candle wax, or the silicone kind?" in mail.outbox[0].body
    assert note.get_absolute_url() in mail.outbox[0].body


def test_old_notifications_are_forgotten_after_sixty_days(reader: User) -> None:
    old, young = notification(reader), notification(reader)
    Notification.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=61))
    assert remove_old() == "1 removed"
    assert list(Notification.objects.all()) == [young]
