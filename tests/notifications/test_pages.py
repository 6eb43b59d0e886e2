"""The bell, the list and the switches."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.models import User
from community.services.states import delete_post, hide_post
from notifications.kinds import Kind
from notifications.models import Notification, NotificationPreference
from notifications.selectors.inbox import count_unread, get_inbox
from tests.factories.accounts import UserFactory
from tests.factories.community import answer, ask, comment
from tests.factories.kb import approve, draft, promotion
from tests.factories.notifications import notification

pytestmark = pytest.mark.django_db

LIST_QUERIES = 5
ARTICLE_QUERIES = 2
"""Who the reader is to articles, and which of those on the page that lets one read."""
SETTINGS_QUERIES = 5


@pytest.fixture
def reader() -> User:
    return UserFactory(username="reader")


@pytest.fixture
def browser(client_of: Callable[[User], Client], reader: User) -> Client:
    return client_of(reader)


def bell(user: User) -> str:
    request = RequestFactory().get("/")
    source = "{% load notifications_tags %}{% notification_bell %}"
    return Template(source).render(Context({"user": user, "request": request}))


def test_the_bell_counts_the_unread_in_one_query(
    reader: User, django_assert_num_queries: Any
) -> None:
    post = answer()
    for _ in range(3):
        notification(reader, post)
    with django_assert_num_queries(1):
        assert "3 unread" in bell(reader)


def test_the_bell_stops_counting_at_a_hundred(reader: User) -> None:
    post = answer()
    for _ in range(101):
        notification(reader, post)
    assert count_unread(user=reader) == 100
    assert "99+" in bell(reader)


def test_guests_have_no_bell_and_cost_no_query(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert bell(None).strip() == ""  # type: ignore[arg-type]


def test_nothing_yet_says_what_will_come(browser: Client) -> None:
    page = browser.get("/notifications/").content.decode()
    assert "Nothing here yet" in page
    assert "You have read everything" in browser.get("/notifications/?show=unread").content.decode()


def test_the_list_is_newest_first_by_day(browser: Client, reader: User) -> None:
    first = notification(reader, answer(ask(title="The one of yesterday, about a zip")))
    Notification.objects.filter(pk=first.pk).update(created_at=timezone.now() - timedelta(days=1))
    notification(reader, answer(ask(title="The one of today, about a stove")))
    page = browser.get("/notifications/").content.decode()
    assert page.index("The one of today") < page.index("The one of yesterday")
    assert page.count('id="day-') == 2


def test_looking_at_the_list_marks_nothing_read(browser: Client, reader: User) -> None:
    notification(reader)
    browser.get("/notifications/")
    assert count_unread(user=reader) == 1


def test_opening_one_marks_it_read_and_leads_to_it(browser: Client, reader: User) -> None:
    row = notification(reader)
    assert browser.get(f"/notifications/{row.pk}/open/").status_code == 405
    assert count_unread(user=reader) == 1
    response = browser.post(f"/notifications/{row.pk}/open/")
    assert (response.status_code, response["Location"]) == (303, row.post.get_absolute_url())
    assert count_unread(user=reader) == 0


def test_marking_one_read_without_javascript_returns_to_the_list(
    browser: Client, reader: User
) -> None:
    row = notification(reader)
    response = browser.post(f"/notifications/{row.pk}/read/")
    assert (response.status_code, response["Location"]) == (302, "/notifications/")


def test_marking_one_read_with_htmx_returns_its_line(browser: Client, reader: User) -> None:
    row = notification(reader)
    response = browser.post(f"/notifications/{row.pk}/read/", headers={"HX-Request": "true"})
    assert "Mark read" not in response.content.decode()
    assert "<html" not in response.content.decode()


def test_all_can_be_marked_read_at_once(browser: Client, reader: User) -> None:
    post = answer()
    for _ in range(3):
        notification(reader, post)
    browser.post("/notifications/read/")
    assert count_unread(user=reader) == 0


@pytest.mark.parametrize("action", ["open", "read"])
def test_nobody_reads_the_notifications_of_others(browser: Client, action: str) -> None:
    row = notification(UserFactory())
    assert browser.post(f"/notifications/{row.pk}/{action}/").status_code == 404
    row.refresh_from_db()
    assert row.read_at is None


def test_guests_are_asked_to_sign_in(client: Client) -> None:
    for path in ("/notifications/", "/notifications/settings/"):
        assert client.get(path).status_code == 302


def test_what_was_hidden_meanwhile_shows_neither_title_nor_text(
    browser: Client, reader: User, moderator: User
) -> None:
    post = answer(ask(title="A title that must not be seen"), body="Words that must not be seen.")
    notification(reader, post)
    hide_post(actor=moderator, post=post, reason="rude")
    page = browser.get("/notifications/").content.decode()
    assert "must not be seen" not in page
    assert "no longer exists" in page


def test_an_author_reads_why_their_post_was_deleted_without_a_dead_link(
    reader: User, moderator: User
) -> None:
    post = answer(author=UserFactory(groups=["experts"]))
    delete_post(actor=moderator, post=post, reason="spam")
    row = notification(
        post.author, post, kind=Kind.MODERATION, variant="deleted", actor_id=None,
        data={"reason": "spam"},
    )  # fmt: skip
    (line,) = get_inbox(user=post.author).lines
    assert line.words.url == ""
    assert line.words.lead == "Reason: It is spam or advertising"
    assert row.in_app


def test_the_list_takes_the_same_queries_whatever_is_in_it(
    browser: Client, reader: User, django_assert_num_queries: Any
) -> None:
    post = answer()
    notification(reader, post)
    browser.get("/notifications/")
    with django_assert_num_queries(LIST_QUERIES):
        browser.get("/notifications/")
    note = comment(post)
    made = promotion(post)
    page = approve(draft())
    about: list[dict[str, Any]] = [
        {"kind": Kind.COMMENT, "comment_id": note.pk},
        {"kind": Kind.MENTION},
        {"kind": Kind.ACCEPTED},
        {"kind": Kind.QUESTION},
        {"kind": Kind.PROPOSAL, "promotion_id": made.pk},
        {"kind": Kind.BADGE, "data": {"name": "Scholar", "url": "/badges/scholar/"}},
        {"kind": Kind.MODERATION, "variant": "report_agreed"},
        {"kind": Kind.REVIEW, "variant": "requested", "article_id": page.pk},
    ]
    about += [
        {"kind": Kind.PROMOTION, "variant": state, "article_id": page.pk, "promotion_id": made.pk}
        for state in ("proposed", "accepted", "declined", "published")
    ]
    for fields in about:
        notification(reader, post, **fields)
    with django_assert_num_queries(LIST_QUERIES + ARTICLE_QUERIES):
        response = browser.get("/notifications/")
    titles = [line.words.title for line in response.context["page"].lines]
    assert len(set(titles)) == len(titles) == 13
    assert all(line.words.url for line in response.context["page"].lines)


def test_the_list_goes_on_where_the_last_page_ended(browser: Client, reader: User) -> None:
    post = answer()
    rows = [notification(reader, post) for _ in range(31)]
    first = get_inbox(user=reader)
    assert [line.id for line in first.lines] == [row.pk for row in reversed(rows[1:])]
    rest = get_inbox(user=reader, before=first.next_before)
    assert ([line.id for line in rest.lines], rest.next_before) == ([rows[0].pk], None)
    assert f"before={first.next_before}" in browser.get("/notifications/").content.decode()


def test_the_switches_show_the_defaults_and_keep_what_is_chosen(
    browser: Client, reader: User
) -> None:
    page = browser.get("/notifications/settings/")
    rows = {str(row.label): row for row in page.context["form"].rows()}
    assert rows["Answers"].email.value() is True
    assert rows["Badges"].email.value() is False
    browser.post("/notifications/settings/", {"badge-email": "on", "answer-in_app": "on"})
    chosen = {
        row.kind: (row.in_app, row.email)
        for row in NotificationPreference.objects.filter(user=reader)
    }
    assert chosen["badge"] == (False, True)
    assert chosen["answer"] == (True, False)
    assert chosen["comment"] == (False, False)


def test_only_editors_are_offered_the_switches_for_editors(
    browser: Client, client_of: Callable[[User], Client], editor: User
) -> None:
    assert "Proposed answers" not in browser.get("/notifications/settings/").content.decode()
    page = client_of(editor).get("/notifications/settings/").content.decode()
    assert "Proposed answers" in page


def test_the_switches_take_a_fixed_number_of_queries(
    browser: Client, django_assert_num_queries: Any
) -> None:
    browser.get("/notifications/settings/")
    with django_assert_num_queries(SETTINGS_QUERIES):
        browser.get("/notifications/settings/")


def test_reading_the_thread_marks_what_tells_of_it_read(browser: Client, reader: User) -> None:
    post = answer()
    note = comment(post)
    notification(reader, post)
    notification(reader, post, kind=Kind.COMMENT, comment_id=note.pk)
    notification(reader, post, kind=Kind.PROPOSAL)
    elsewhere = notification(reader)
    url = post.question.get_absolute_url()
    browser.head(url)
    assert count_unread(user=reader) == 4
    page = browser.get(url).content.decode()
    assert "Notifications, 2 unread" in page
    unread = Notification.objects.filter(user=reader, read_at=None)
    assert {row.kind for row in unread} == {"answer", "proposal"}
    assert elsewhere in unread


def test_reading_a_thread_marks_nothing_of_others_read(browser: Client) -> None:
    row = notification(UserFactory())
    browser.get(row.question.get_absolute_url())
    row.refresh_from_db()
    assert row.read_at is None


def test_accepting_an_answer_marks_what_tells_of_it_read(api_of: Callable[[User], Client]) -> None:
    post = answer()
    asker = post.question.author
    row = notification(asker, post)
    assert api_of(asker).post(f"/api/v1/answers/{post.pk}/accept").status_code == 200
    row.refresh_from_db()
    assert row.read_at is not None


def test_days_are_called_today_and_yesterday(browser: Client, reader: User) -> None:
    for days in (2, 1, 0):
        row = notification(reader)
        moment = timezone.now() - timedelta(days=days)
        Notification.objects.filter(pk=row.pk).update(created_at=moment)
    page = browser.get("/notifications/").content.decode()
    assert page.index(">Today<") < page.index(">Yesterday<")


RICH = (
    "- **Loosen** it\n- Cross it\n\n![boot](https://e.example/a.png) then\n\n"
    "| a | b |\n|---|---|\n| 1 | 2 |\n\n`print('hi')`"
)


def test_excerpts_are_plain_text_whose_words_stay_apart(browser: Client, reader: User) -> None:
    post = answer(body=f"{RICH}\n\nThat is what helped me with mine.")
    notification(reader, post)
    note = comment(post, body="It is **bold** and `code`, see https://e.example")
    notification(reader, post, kind=Kind.COMMENT, comment_id=note.pk)
    page = browser.get("/notifications/").content.decode()
    assert "Loosen it Cross it boot then a b 1 2 print(&#x27;hi&#x27;) That is" in page
    assert "It is bold and code, see https://e.example" in page
