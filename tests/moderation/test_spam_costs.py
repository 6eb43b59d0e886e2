"""Spam costs its author the same, whoever hid it first and in whatever order."""

from collections.abc import Callable
from itertools import permutations
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import User
from community.models import Post
from community.services.states import delete_post, hide_post, restore_post
from gamification.models import ReputationEntry
from moderation.models import AuditEntry
from moderation.services import resolve_flags
from tests.factories.accounts import UserFactory
from tests.factories.community import answer
from tests.factories.moderation import flag

pytestmark = pytest.mark.django_db

COST = -100


def points_of(author: User) -> int:
    rows = ReputationEntry.objects.filter(user=author)
    return sum(rows.values_list("points", flat=True))


def report(post: Post, times: int = 1, reason: str = "spam") -> None:
    for _ in range(times):
        flag(post, reason=reason)


def agree(moderator: User, post: Post) -> None:
    resolve_flags(actor=moderator, kind="answer", public_id=post.pk, decision="agree")


BEFORE: dict[str, Callable[[User, Post], Any]] = {
    "nothing else": lambda moderator, post: None,
    "members hid it": lambda moderator, post: report(post, times=2),
    "a moderator hid it by hand": lambda moderator, post: hide_post(
        actor=moderator, post=post, reason="Please look at our rules."
    ),
    "its author deleted it": lambda moderator, post: delete_post(actor=post.author, post=post),
}


def test_once_a_moderator_agrees_spam_costs_the_same_whatever_happened_before(
    moderator: User,
) -> None:
    orders = [*permutations(BEFORE, 1), *permutations(BEFORE, 2)]
    for order in orders:
        with transaction.atomic():
            post = answer()
            report(post)
            for name in order:
                if name == "members hid it" and not Post.objects.get(pk=post.pk).is_visible:
                    continue  # what is hidden cannot be reported
                BEFORE[name](moderator, post)
            assert (order, points_of(post.author)) == (order, 0)
            agree(moderator, post)
            assert (order, points_of(post.author)) == (order, COST)
            transaction.set_rollback(True)


@pytest.mark.parametrize("times", [1, 3])
def test_other_reasons_cost_nothing_and_a_restored_post_gives_the_points_back(
    moderator: User, times: int
) -> None:
    off_topic, spam = answer(), answer()
    report(off_topic, times, reason="off_topic")
    agree(moderator, off_topic)
    assert points_of(off_topic.author) == 0
    report(spam, times)
    agree(moderator, spam)
    restore_post(actor=moderator, post=spam)
    assert points_of(spam.author) == 0


def test_what_members_hid_wrongly_costs_nothing(moderator: User) -> None:
    post = answer()
    report(post, times=3)
    resolve_flags(actor=moderator, kind="answer", public_id=post.pk, decision="disagree")
    assert points_of(post.author) == 0


def test_the_reason_of_the_moderator_stands_on_the_page_for_the_author_alone(
    moderator: User, client: Client, client_of: Callable[[User], Client]
) -> None:
    post = answer(author=UserFactory(username="seller", groups=["experts"]))
    report(post, times=3)
    url = post.question.get_absolute_url()
    assert "Reported by several members" in client_of(post.author).get(url).content.decode()
    agree(moderator, post)
    page = client_of(post.author).get(url).content.decode()
    assert "Reason: <bdi>It is spam or advertising" in page
    assert "It is spam or advertising" not in client.get(url).content.decode()
    entry = AuditEntry.objects.filter(action="post_hidden").latest("pk")
    assert (entry.actor, entry.note, entry.before) == (moderator, "spam", "hidden")
