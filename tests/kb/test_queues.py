"""The queues of editors and reviewers: however long they are, they cost the same."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from kb.models import ArticlePage
from tests.factories import community as forum
from tests.factories import kb

pytestmark = pytest.mark.django_db

PROPOSAL_LIST_QUERIES = 7
PROPOSAL_QUERIES = 10
REVIEW_LIST_QUERIES = 11
REVIEW_QUERIES = 27


def draft_of_an_answer() -> ArticlePage:
    """A draft that an answer became, handed in."""
    article = kb.accept(kb.promotion(forum.answer())).article
    assert article is not None
    return kb.hand_in(article)


def test_the_list_of_proposals(
    client_of: Callable[[User], Client], editor: User, django_assert_num_queries: Any
) -> None:
    client = client_of(editor)
    url = reverse("kb:promotion-list")
    kb.promotion()
    client.get(url)

    with django_assert_num_queries(PROPOSAL_LIST_QUERIES):
        client.get(url)
    for _ in range(3):
        kb.promotion()
    with django_assert_num_queries(PROPOSAL_LIST_QUERIES):
        client.get(url)


def test_a_proposal_beside_others_and_beside_articles_like_it(
    client_of: Callable[[User], Client], editor: User, django_assert_num_queries: Any
) -> None:
    client = client_of(editor)
    answer = forum.answer()
    url = kb.promotion(answer).get_absolute_url()
    kb.promotion(forum.answer(question=answer.question))
    client.get(url)

    with django_assert_num_queries(PROPOSAL_QUERIES):
        client.get(url)
    for _ in range(3):
        kb.promotion(forum.answer(question=answer.question))
    with django_assert_num_queries(PROPOSAL_QUERIES):
        client.get(url)


def test_the_list_of_drafts(
    client_of: Callable[[User], Client], expert: User, django_assert_num_queries: Any
) -> None:
    client = client_of(expert)
    url = reverse("kb:review-list")
    draft_of_an_answer()
    client.get(url)

    with django_assert_num_queries(REVIEW_LIST_QUERIES):
        client.get(url)
    for _ in range(3):
        draft_of_an_answer()
    with django_assert_num_queries(REVIEW_LIST_QUERIES):
        client.get(url)


def test_a_draft_beside_the_answers_it_stands_on(
    client_of: Callable[[User], Client], expert: User, django_assert_num_queries: Any
) -> None:
    client = client_of(expert)
    draft = draft_of_an_answer()
    url = reverse("kb:review-detail", args=[draft.pk])
    client.get(url)

    with django_assert_num_queries(REVIEW_QUERIES):
        client.get(url)
