"""The queue, the page of one post and the audit log."""

from collections.abc import Callable
from typing import Any

import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory

from accounts.models import User
from community.enums import PostState
from community.models import Post
from moderation.models import AuditEntry, Flag
from moderation.selectors.queue import get_queue
from tests.factories.accounts import UserFactory
from tests.factories.community import answer, ask, comment, member
from tests.factories.moderation import flag

pytestmark = pytest.mark.django_db

QUEUE_QUERIES = 13
ITEM_QUERIES = 11
AUDIT_QUERIES = 7


@pytest.fixture
def browser(client_of: Callable[[User], Client], moderator: User) -> Client:
    return client_of(moderator)


def pending_answer() -> Post:
    post = answer(author=UserFactory(groups=["experts"]))
    Post.objects.filter(pk=post.pk).update(state=PostState.PENDING)
    return post


def test_reports_of_a_post_and_its_comments_are_one_item_and_the_most_reported_is_first() -> None:
    often, seldom = answer(), answer()
    flag(seldom)
    flag(often)
    flag(comment(often))
    queue = get_queue()
    assert [item.post for item in queue.items] == [often, seldom]
    kinds = [entry.target.kind.name for entry in queue.items[0].targets]
    assert kinds == ["answer", "comment"]
    assert (queue.report_count, queue.pending_count) == (3, 0)


def test_texts_that_wait_for_approval_are_in_the_queue_and_have_their_own_tab() -> None:
    waiting, reported = pending_answer(), answer()
    flag(reported)
    assert [item.post for item in get_queue().items] == [reported, waiting]
    assert [item.post for item in get_queue(show="pending").items] == [waiting]
    assert [item.post for item in get_queue(show="reports").items] == [reported]


def test_the_page_shows_reasons_notes_and_reporters(browser: Client) -> None:
    post, reporter = answer(), member(display_name="Olga Wrona")
    flag(post, reporter, "other", "This is an advertisement for wax.")
    page = browser.get("/moderation/").content.decode()
    for text in ("Something else", "This is an advertisement for wax.", "Olga Wrona"):
        assert text in page


def test_an_empty_queue_says_so(browser: Client) -> None:
    assert "Nothing waits for a moderator" in browser.get("/moderation/").content.decode()


def test_the_queue_takes_the_same_queries_whatever_is_in_it(
    browser: Client, django_assert_num_queries: Any
) -> None:
    for _ in range(3):
        flag(answer())
    flag(comment(answer()))
    pending_answer()
    browser.get("/moderation/")
    with django_assert_num_queries(QUEUE_QUERIES):
        browser.get("/moderation/")
    for _ in range(4):
        flag(comment(answer()))
    with django_assert_num_queries(QUEUE_QUERIES):
        browser.get("/moderation/")


def test_the_queue_goes_on_after_twenty_items(browser: Client) -> None:
    question = ask()
    posts = [answer(question) for _ in range(21)]
    reporter = member()
    for post in posts:
        flag(post, reporter)
    first = get_queue()
    assert (len(first.items), first.has_next) == (20, True)
    assert [item.post for item in get_queue(page=2).items] == [posts[-1]]
    assert "page=2" in browser.get("/moderation/").content.decode()


@pytest.mark.parametrize("path", ["/moderation/", "/moderation/log/", "/moderation/posts/{}/"])
def test_members_may_not_see_moderation_and_guests_sign_in(
    path: str, client: Client, client_of: Callable[[User], Client]
) -> None:
    path = path.format(answer().pk)
    assert client_of(member()).get(path).status_code == 403
    assert client.get(path).status_code == 302


@pytest.mark.parametrize(
    "path",
    [
        "/moderation/reports/answer/{}/",
        "/moderation/approvals/answer/{}/",
        "/moderation/posts/{}/act/",
        "/moderation/posts/{}/claim/",
    ],
)
def test_members_may_not_act_and_nothing_changes(
    path: str, client_of: Callable[[User], Client]
) -> None:
    post = answer()
    flag(post)
    sent = {"decision": "agree", "action": "hide", "note": "no"}
    assert client_of(member()).post(path.format(post.pk), sent).status_code == 403
    post.refresh_from_db()
    assert post.state == PostState.VISIBLE
    assert Flag.objects.get().state == "open"
    assert not AuditEntry.objects.exists()


def test_a_plain_form_decides_and_returns_to_the_queue(browser: Client) -> None:
    post = answer()
    flag(post)
    sent = browser.post(f"/moderation/reports/answer/{post.pk}/", {"decision": "agree"})
    assert (sent.status_code, sent["Location"]) == (302, "/moderation/")
    post.refresh_from_db()
    assert post.state == PostState.HIDDEN


def test_htmx_gets_the_item_as_it_is_now(browser: Client) -> None:
    post = answer()
    flag(post)
    sent = browser.post(
        f"/moderation/reports/answer/{post.pk}/",
        {"decision": "disagree"},
        headers={"HX-Request": "true"},
    )
    page = sent.content.decode()
    assert sent.status_code == 200
    assert "<html" not in page
    assert "The reports are closed." in page


def test_a_moderator_takes_an_item_and_others_see_it(
    browser: Client, client_of: Callable[[User], Client], moderator: User
) -> None:
    post = answer()
    flag(post)
    browser.post(f"/moderation/posts/{post.pk}/claim/")
    other = client_of(UserFactory(groups=["moderators"]))
    page = other.get("/moderation/").content.decode()
    assert f"<bdi>{moderator.name}</bdi> is working on it" in page
    assert other.post(f"/moderation/posts/{post.pk}/claim/").status_code == 409


@pytest.mark.parametrize("action", ["hide", "lock"])
def test_hiding_and_locking_need_a_reason(browser: Client, action: str) -> None:
    post = answer()
    sent = browser.post(f"/moderation/posts/{post.pk}/act/", {"action": action, "note": " "})
    assert sent.status_code == 422
    assert "Give a reason" in sent.content.decode()
    assert not AuditEntry.objects.exists()


def test_a_moderator_hides_restores_locks_and_unlocks_and_the_log_tells(browser: Client) -> None:
    post = answer()
    for action in ("hide", "restore", "lock", "unlock"):
        sent = browser.post(
            f"/moderation/posts/{post.pk}/act/", {"action": action, "note": "Heated thread"}
        )
        assert sent.status_code == 302
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["post_hidden", "post_restored", "question_locked", "question_unlocked"]


def test_the_page_of_one_post_takes_a_fixed_number_of_queries(
    browser: Client, django_assert_num_queries: Any
) -> None:
    post = answer()
    flag(comment(post))
    browser.get(f"/moderation/posts/{post.pk}/")
    with django_assert_num_queries(ITEM_QUERIES):
        assert browser.get(f"/moderation/posts/{post.pk}/").status_code == 200


def test_a_post_that_is_not_there_is_not_found(browser: Client) -> None:
    assert browser.get("/moderation/posts/999999/").status_code == 404


def test_the_log_is_filtered_by_act_and_person(browser: Client, moderator: User) -> None:
    author = member(username="helmi")
    first, second = answer(author=author), answer()
    browser.post(f"/moderation/posts/{first.pk}/act/", {"action": "hide", "note": "Off the rails"})
    browser.post(f"/moderation/posts/{second.pk}/act/", {"action": "lock", "note": "Cool down"})
    page = browser.get("/moderation/log/?action=post_hidden").content.decode()
    assert ("Off the rails" in page, "Cool down" in page) == (True, False)
    page = browser.get("/moderation/log/?subject=HELMI").content.decode()
    assert ("Off the rails" in page, "Cool down" in page) == (True, False)
    assert "Nothing matches" in browser.get("/moderation/log/?actor=nobody").content.decode()


def test_the_log_takes_a_fixed_number_of_queries(
    browser: Client, django_assert_num_queries: Any
) -> None:
    for _ in range(5):
        browser.post(f"/moderation/posts/{answer().pk}/act/", {"action": "hide", "note": "Spam"})
    with django_assert_num_queries(AUDIT_QUERIES):
        browser.get("/moderation/log/")


def render(source: str, user: User, **context: Any) -> str:
    request = RequestFactory().get("/")
    request.user = user
    template = Template("{% load moderation_tags %}" + source)
    return template.render(Context({"user": user, "request": request, **context}))


def test_the_menu_costs_members_no_query_and_moderators_two_counts(
    moderator: User, django_assert_num_queries: Any
) -> None:
    flag(answer())
    reader = member()
    reader.has_perm("any")
    moderator.has_perm("any")
    with django_assert_num_queries(0):
        assert render("{% moderation_menu %}", reader).strip() == ""
    with django_assert_num_queries(2):
        assert "1 item waits" in render("{% moderation_menu %}", moderator)


def test_reason_codes_are_shown_in_words_and_other_reasons_as_written() -> None:
    shown = render(
        "{{ code|flag_reason }} / {{ text|flag_reason }}", member(), code="spam", text="Hm"
    )
    assert shown == "It is spam or advertising / Hm"
