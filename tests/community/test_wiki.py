"""A post can be given to the community, so that more people keep it up to date."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from community.models import Post
from community.permissions import can_edit_post
from community.services.wiki import set_wiki
from core.errors import PermissionRefused
from gamification.models import ReputationTotal
from gamification.services.reconcile import rebuild_ledger
from tests.factories import community as forum
from tests.factories.accounts import UserFactory
from tests.factories.gamification import give_points

pytestmark = pytest.mark.django_db


def points(person: User) -> int:
    total = ReputationTotal.objects.filter(user=person).first()
    return total.points if total else 0


def test_an_author_makes_an_answer_a_wiki_on_its_edit_page(
    client_of: Callable[[User], Client],
) -> None:
    answer = forum.answer(author=UserFactory())
    client = client_of(answer.author)
    edit = reverse("community:answer-edit", args=[answer.pk])
    assert "Make it a wiki" in client.get(edit).content.decode()
    url = reverse("community:post-wiki", args=[answer.pk])
    for _ in range(2):  # the second time changes nothing
        assert client.post(url, {"do": "make"}).status_code == 302
    page = Client().get(answer.question.get_absolute_url()).content.decode()
    assert "Others may edit it" in page
    assert Post.objects.get(pk=answer.pk).is_wiki


def test_members_with_the_privilege_edit_a_wiki_and_no_other_post_of_others() -> None:
    answer = forum.answer(author=UserFactory())
    helper = UserFactory()
    give_points(helper, 100)
    helper = User.objects.get(pk=helper.pk)
    assert not can_edit_post(helper, answer)
    wiki = set_wiki(actor=answer.author, post=answer, is_wiki=True)
    assert can_edit_post(helper, wiki)


def test_votes_on_a_wiki_give_no_points_and_come_back_with_its_end(moderator: User) -> None:
    answer = forum.answer(author=UserFactory())
    before = points(answer.author)
    forum.vote(answer)
    earned = points(answer.author)
    assert earned > before
    set_wiki(actor=answer.author, post=answer, is_wiki=True)
    assert points(answer.author) == before
    set_wiki(actor=moderator, post=answer, is_wiki=False)
    assert points(answer.author) == earned
    rebuild_ledger()
    assert points(answer.author) == earned


def test_others_neither_make_nor_end_a_wiki() -> None:
    answer = forum.answer(author=UserFactory())
    with pytest.raises(PermissionRefused):
        set_wiki(actor=UserFactory(), post=answer, is_wiki=True)
    set_wiki(actor=answer.author, post=answer, is_wiki=True)
    with pytest.raises(PermissionRefused):
        set_wiki(actor=answer.author, post=answer, is_wiki=False)
    assert Post.objects.get(pk=answer.pk).is_wiki
