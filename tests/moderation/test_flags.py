"""Reporting posts and comments."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from community.enums import PostState
from community.services.states import delete_post
from core.errors import InvalidInput, NotFound, PermissionRefused, RateLimited
from moderation.enums import FlagReason, FlagState
from moderation.models import AuditEntry, Flag
from moderation.services import flag_post, resolve_flags
from moderation.services.flags import AlreadyReported, OwnContent
from tests.factories.accounts import UserFactory
from tests.factories.community import answer, ask, comment, member
from tests.factories.moderation import flag, flagger

pytestmark = pytest.mark.django_db


def test_a_report_keeps_who_what_and_why() -> None:
    post, reporter = answer(), flagger()
    made = flag(post, reporter, FlagReason.UNSAFE, " Wax melts near a stove. ")
    assert (made.post, made.comment, made.reporter) == (post, None, reporter)
    assert (made.reason, made.note) == ("unsafe", "Wax melts near a stove.")
    assert made.state == FlagState.OPEN


def test_one_report_hides_nothing() -> None:
    post = answer()
    flag(post)
    post.refresh_from_db()
    assert post.state == PostState.VISIBLE


def test_three_people_hide_a_post_until_a_moderator_looks() -> None:
    post = answer()
    for _ in range(3):
        flag(post)
    post.refresh_from_db()
    assert post.state == PostState.HIDDEN
    assert post.state_changed_by is None
    assert Flag.objects.filter(post=post, state=FlagState.OPEN).count() == 3
    entry = AuditEntry.objects.get(post=post)
    assert (entry.action, entry.actor) == ("post_hidden", None)


def test_two_people_suffice_when_one_is_trusted(moderator: User) -> None:
    post = answer()
    flag(post)
    flag(post, moderator)
    post.refresh_from_db()
    assert post.state == PostState.HIDDEN


def test_three_people_hide_a_comment_and_the_post_stays() -> None:
    post = answer()
    note = comment(post)
    for _ in range(3):
        flag(note)
    note.refresh_from_db()
    post.refresh_from_db()
    assert (note.state, post.state) == (PostState.HIDDEN, PostState.VISIBLE)
    assert post.comment_count == 0


def test_the_threshold_is_a_setting(settings: Any) -> None:
    settings.MODERATION_FLAGS_TO_HIDE = 1
    post = answer()
    flag(post)
    post.refresh_from_db()
    assert post.state == PostState.HIDDEN


@pytest.mark.parametrize(
    ("reason", "note", "field"),
    [
        ("", "", "reason"),
        ("boring", "", "reason"),
        ("other", "  ", "note"),
        ("spam", "x" * 501, "note"),
    ],
)
def test_a_report_without_a_proper_reason_is_refused(reason: str, note: str, field: str) -> None:
    post = answer()
    with pytest.raises(InvalidInput) as refused:
        flag(post, reason=reason, note=note)
    assert list(refused.value.fields) == [field]
    assert not Flag.objects.exists()


def test_nobody_reports_their_own_post() -> None:
    author = member()
    post = answer(author=author)
    with pytest.raises(OwnContent):
        flag(post, author)
    assert not Flag.objects.exists()


def test_a_second_report_of_the_same_post_is_refused() -> None:
    post, reporter = answer(), flagger()
    flag(post, reporter)
    with pytest.raises(AlreadyReported):
        flag(post, reporter, FlagReason.RUDE)
    assert Flag.objects.count() == 1


def test_a_report_can_be_repeated_only_a_day_after_it_was_handled(moderator: User) -> None:
    post, reporter = answer(), flagger()
    flag(post, reporter)
    resolve_flags(actor=moderator, kind="answer", public_id=post.pk, decision="disagree")
    with pytest.raises(AlreadyReported):
        flag(post, reporter)
    Flag.objects.update(handled_at=timezone.now() - timezone.timedelta(hours=25))
    assert flag(post, reporter).state == FlagState.OPEN


def test_what_is_deleted_cannot_be_reported(moderator: User) -> None:
    post = delete_post(actor=moderator, post=answer())
    with pytest.raises(NotFound):
        flag(post)
    assert not Flag.objects.exists()


def test_a_person_without_the_privilege_cannot_report(settings: Any) -> None:
    settings.AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
    post = answer()
    with pytest.raises(PermissionRefused):
        flag_post(actor=UserFactory(), post=post, reason="spam")
    assert not Flag.objects.exists()


@pytest.mark.usefixtures("rate_limits")
def test_the_eleventh_report_of_a_day_is_refused(settings: Any) -> None:
    settings.STOA_RATE_LIMIT_RULES = {"flag": {"normal": ["10/day"]}, "answer": {}} | {
        action: {} for action in ("question", "answer_in_thread", "comment")
    }
    reporter = flagger()
    posts = [answer() for _ in range(11)]
    for post in posts[:10]:
        flag(post, reporter)
    with pytest.raises(RateLimited):
        flag(posts[10], reporter)
    assert Flag.objects.filter(reporter=reporter).count() == 10


def test_the_database_refuses_a_report_of_two_things_or_none() -> None:
    post = answer()
    note = comment(post)
    person = flagger()
    fields = {"reporter": person, "reason": "spam", "created_at": timezone.now()}
    for targets in ({"post": post, "comment": note}, {}):
        with pytest.raises(IntegrityError, match="flag_has_one_target"), transaction.atomic():
            Flag.objects.create(**fields, **targets)


def test_the_form_has_no_chosen_reason_and_tells_what_is_missing(
    client_of: Callable[[User], Client],
) -> None:
    browser = client_of(flagger())
    post = answer()
    page = browser.get(f"/moderation/flag/{post.pk}/")
    assert page.status_code == 200
    assert "checked" not in page.content.decode().split('<form class="form"')[1].split("</form>")[0]
    refused = browser.post(f"/moderation/flag/{post.pk}/", {"note": "Please look"})
    assert refused.status_code == 422
    assert "Choose what is wrong with it." in refused.content.decode()
    assert "Please look" in refused.content.decode()
    assert not Flag.objects.exists()


def test_a_reader_reports_a_comment_in_the_browser(client_of: Callable[[User], Client]) -> None:
    note = comment(answer())
    sent = client_of(flagger()).post(
        f"/moderation/flag/comment/{note.pk}/", {"reason": "rude", "note": ""}
    )
    assert sent.status_code == 302
    assert Flag.objects.get().comment == note


def test_reporting_twice_in_the_browser_explains_itself(
    client_of: Callable[[User], Client],
) -> None:
    reporter, post = flagger(), answer()
    flag(post, reporter)
    again = client_of(reporter).post(f"/moderation/flag/{post.pk}/", {"reason": "spam"})
    assert "already reported" in again.content.decode()
    assert Flag.objects.count() == 1


def test_a_guest_is_asked_to_sign_in_first(client: Client) -> None:
    response = client.get(f"/moderation/flag/{answer().pk}/")
    assert response.status_code == 302
    assert "/accounts/login/" in response["Location"]


def test_the_flag_page_takes_a_fixed_number_of_queries(
    client_of: Callable[[User], Client], django_assert_num_queries: Any
) -> None:
    browser, post = client_of(flagger()), answer()
    browser.get(f"/moderation/flag/{post.pk}/")
    with django_assert_num_queries(FLAG_PAGE_QUERIES):
        browser.get(f"/moderation/flag/{post.pk}/")


FLAG_PAGE_QUERIES = 6


@pytest.mark.parametrize("kind", ["question", "answer", "comment"])
def test_the_api_takes_reports_of_every_kind(kind: str, api_of: Callable[[User], Client]) -> None:
    question = ask()
    reply = answer(question)
    note = comment(reply)
    ids = {"question": question.pk, "answer": reply.pk, "comment": note.pk}
    response = api_of(flagger()).post(
        "/api/v1/flags",
        {"target": f"{kind}:{ids[kind]}", "reason": "off_topic"},
        content_type="application/json",
    )
    assert response.status_code == 201, response.content
    made = Flag.objects.get()
    assert response.json() == {
        "id": made.pk,
        "target": f"{kind}:{ids[kind]}",
        "reason": "off_topic",
        "state": "open",
    }
    targets = {
        "question": (question.pk, None),
        "answer": (reply.pk, None),
        "comment": (None, note.pk),
    }
    if kind == "question":
        assert made.post is not None
        assert made.post.question == question
    else:
        assert (made.post_id, made.comment_id) == targets[kind]


@pytest.mark.parametrize(
    ("target", "status"),
    [("article:1", 404), ("question:999999", 404), ("question:x", 422), ("nonsense", 422)],
)
def test_the_api_refuses_targets_that_are_none(
    target: str, status: int, api_of: Callable[[User], Client]
) -> None:
    response = api_of(flagger()).post(
        "/api/v1/flags", {"target": target, "reason": "spam"}, content_type="application/json"
    )
    assert response.status_code == status
    assert set(response.json()["error"]) == {"code", "message", "fields"}
    assert not Flag.objects.exists()


def test_the_api_wants_a_token(client: Client) -> None:
    response = client.post(
        "/api/v1/flags", {"target": "answer:1", "reason": "spam"}, content_type="application/json"
    )
    assert response.status_code == 401
