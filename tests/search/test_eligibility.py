"""One rule says what may be found, for a row and for a queryset alike."""

import pytest
from wagtail.models import PageViewRestriction

from community.enums import PostState
from community.models import Post, Question
from kb.models import ArticlePage
from search.documents.eligibility import (
    eligible_answers,
    eligible_articles,
    eligible_questions,
    is_eligible_answer,
    is_eligible_article,
    is_eligible_question,
)
from tests.factories import community as forum
from tests.factories import kb

pytestmark = pytest.mark.django_db


def test_questions_in_every_state():
    for state in PostState:
        Question.objects.filter(pk=forum.ask().pk).update(state=state)
    by_row = {row.pk for row in Question.objects.all() if is_eligible_question(row)}
    assert by_row == set(eligible_questions().values_list("pk", flat=True))
    assert len(by_row) == 1


def test_answers_in_every_state():
    question = forum.ask()
    for state in PostState:
        Post.objects.filter(pk=forum.answer(question).pk).update(state=state)
    by_row = {row.pk for row in Post.objects.all() if is_eligible_answer(row)}
    assert by_row == set(eligible_answers().values_list("pk", flat=True))
    assert len(by_row) == 2


def test_articles_published_drafted_restricted_and_below_a_restricted_section():
    published = kb.article()
    kb.draft()
    kb.article(audience="members").unpublish()
    alone = kb.article()
    below = kb.article()
    members = kb.article(audience="members")
    for page in (alone, below.get_parent()):
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    by_row = {row.pk for row in ArticlePage.objects.all() if is_eligible_article(row)}
    assert by_row == set(eligible_articles().values_list("pk", flat=True))
    assert by_row == {published.pk, members.pk}
