"""Why a text is hidden: chosen by the moderator, read by its author, counted by the ledger."""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import User
from community.enums import PostState
from community.models import Comment, Post
from community.services.comments import hide_comment, restore_comment
from community.services.states import delete_post, hide_post, restore_post
from gamification.models import ReputationEntry
from gamification.rules import ABUSE_REASONS
from moderation.enums import FlagReason
from moderation.models import AuditEntry
from tests.factories.community import answer, ask, comment
from tests.factories.moderation import flag

pytestmark = pytest.mark.django_db

COST = -100
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/moderation/"}


@pytest.fixture
def browser(client_of: Callable[[User], Client], moderator: User) -> Client:
    return client_of(moderator)


def points_of(author: User) -> int:
    return sum(ReputationEntry.objects.filter(user=author).values_list("points", flat=True))


def act(browser: Client, post: Post, **sent: str) -> Any:
    return browser.post(f"/moderation/posts/{post.pk}/act/", {"action": "hide", **sent})


def hold(post: Post) -> None:
    Post.objects.filter(pk=post.pk).update(state=PostState.PENDING)


def reject(browser: Client, post: Post, reason: str) -> Any:
    hold(post)
    number = post.question_id if post.is_question else post.pk
    sent = {"decision": "reject", "reason": reason, "note": "Seen before."}
    return browser.post(f"/moderation/approvals/{post.kind}/{number}/", sent)


WAYS: dict[str, Callable[[Client, User, Post, str], Any]] = {
    "by hand": lambda browser, _m, post, reason: act(browser, post, reason=reason, note="Again."),
    "by hand, in words": lambda browser, _m, post, reason: act(
        browser, post, note=f" {FlagReason(reason).label}. "
    ),
    "by hand, by its code": lambda browser, _m, post, reason: act(
        browser, post, note=reason.capitalize()
    ),
    "hidden before for another reason": lambda browser, moderator, post, reason: (
        hide_post(actor=moderator, post=post, reason="Look at our rules."),
        act(browser, post, reason=reason),
    ),
    "deleted by its author before": lambda browser, _m, post, reason: (
        delete_post(actor=post.author, post=post),
        act(browser, post, reason=reason),
    ),
    "deleted by its author afterwards": lambda browser, moderator, post, reason: (
        act(browser, post, reason=reason),
        delete_post(actor=moderator, post=post),
    ),
    "rejected": lambda browser, _m, post, reason: reject(browser, post, reason),
}


@pytest.mark.long
def test_a_post_hidden_for_a_reason_costs_what_the_reason_costs_however_it_was_hidden(
    browser: Client, moderator: User
) -> None:
    reasons = [reason for reason in FlagReason if reason != FlagReason.OTHER]
    for kind, way, reason in product(("question", "answer"), WAYS, reasons):
        if reason not in ("spam", "rude", "off_topic") and way != "by hand":
            continue
        with transaction.atomic():
            post = ask().posts.get() if kind == "question" else answer()
            WAYS[way](browser, moderator, post, reason.value)
            post.refresh_from_db()
            expected = COST if reason in ABUSE_REASONS else 0
            assert PostState.HIDDEN in (post.state, post.former_state), (kind, way, reason)
            assert points_of(post.author) == expected, (kind, way, reason)
            restore_post(actor=moderator, post=post)
            assert points_of(post.author) == 0, (kind, way, reason)


def test_something_else_needs_words_and_its_author_reads_them(browser: Client) -> None:
    post = answer()
    assert act(browser, post, reason="other").status_code == 422
    assert act(browser, post, reason="nonsense", note="Hm").status_code == 422
    act(browser, post, reason="other", note="Please keep to tents.")
    post.refresh_from_db()
    assert (post.state_reason, points_of(post.author)) == ("Please keep to tents.", 0)


def test_the_note_beside_a_reason_is_in_the_log(browser: Client) -> None:
    post = answer()
    act(browser, post, reason="spam", note="The third time.")
    post.refresh_from_db()
    assert post.state_reason == "spam"
    page = browser.get("/moderation/log/").content.decode()
    assert "It is spam or advertising: The third time." in page


def test_a_comment_keeps_why_it_was_hidden_until_it_is_published(
    moderator: User, client_of: Callable[[User], Client]
) -> None:
    note = comment(answer())
    hide_comment(actor=None, comment=note, reason="Reported by several members")
    hide_comment(actor=moderator, comment=note, reason="rude", note="Twice.")
    hide_comment(actor=None, comment=note, reason="Reported by several members")
    note.refresh_from_db()
    assert note.state_reason == "rude"
    assert "rude: Twice." in AuditEntry.objects.values_list("note", flat=True)
    url = note.post.question.get_absolute_url()
    assert "It is rude or abusive" in client_of(note.author).get(url).content.decode()
    restore_comment(actor=moderator, comment=note)
    note.refresh_from_db()
    assert note.state_reason == ""


def test_deciding_on_a_comment_shows_the_comment_and_not_what_it_is_under(
    browser: Client,
) -> None:
    post = answer(body="Wax the zip of the tent once a year, and keep sand away.")
    note = comment(post, body="Buy my wax at the corner.")
    flag(note, reason="spam")
    sent = browser.post(
        f"/moderation/reports/comment/{note.pk}/", {"decision": "agree"}, headers=HTMX
    )
    page = sent.content.decode()
    assert "Buy my wax at the corner." in page
    assert "Wax the zip" not in page
    item = browser.get(f"/moderation/posts/{post.pk}/").content.decode()
    assert item.count("Buy my wax at the corner.") > 1
    assert "Buy my wax at the corner." in browser.get("/moderation/log/").content.decode()
    assert Comment.objects.get().state_reason == "spam"


def test_an_act_by_htmx_renews_every_count_on_the_page(browser: Client) -> None:
    first, second, waiting = answer(), answer(), answer()
    flag(first)
    flag(second)
    hold(waiting)
    sent = {"decision": "agree"}
    url = f"/moderation/reports/answer/{first.pk}/"
    page = browser.post(url, sent, headers=HTMX).content.decode()
    assert '<span class="count" id="count-reports" hx-swap-oob="true">1</span>' in page
    assert '<span class="count" id="count-pending" hx-swap-oob="true">1</span>' in page
    assert 'id="moderation-menu" hx-swap-oob="true"' in page
    assert "2 items wait" in page
    queue = browser.get("/moderation/").content.decode()
    for element in ("count-reports", "count-pending", "moderation-menu"):
        assert queue.count(f'id="{element}"') == 1
    of_item = HTMX | {"HX-Current-URL": f"http://testserver/moderation/posts/{second.pk}/"}
    page = browser.post(f"/moderation/posts/{second.pk}/claim/", headers=of_item).content.decode()
    assert "count-reports" not in page
    assert "moderation-menu" in page
