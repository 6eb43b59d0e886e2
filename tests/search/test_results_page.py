"""The result page, as a visitor sees it."""

import pytest
from django.test import Client
from django.urls import reverse

from community.models import Question
from community.services.states import hide_post
from tests.factories import community as forum
from tests.factories.search import build_index

pytestmark = pytest.mark.django_db


@pytest.fixture
def zip_question(run_tasks) -> Question:
    question = forum.ask(
        title="The zip of my tent is stuck", body="It jams at the top.", tags=["tents"]
    )
    forum.answer(question, body="Rub candle wax along the teeth of the zip, then pull gently.")
    return question


def results(client: Client, **params):
    return client.get(reverse("search:results"), params)


def test_a_thread_is_one_hit_with_its_best_answer_shown_and_linked(client, zip_question):
    build_index()
    page = results(client, q="candle wax zip")
    text = page.content.decode()
    assert page.status_code == 200
    assert [card.id for card in page.context["page"].cards] == [zip_question.pk]
    assert "<mark>candle</mark> <mark>wax</mark>" in text
    assert f"#answer-{zip_question.posts.answers().get().pk}" in text
