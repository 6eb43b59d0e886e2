"""The language of a question: recognised when it is asked, put right by hand."""

import json

import pytest
from django.test import Client
from django.utils import translation

from accounts.models import User
from community.models import Question, Revision
from community.services.questions import ask_question, edit_question
from community.signals import question_language_changed
from core.errors import InvalidInput, PermissionRefused
from tests.factories.community import ask, member

pytestmark = pytest.mark.django_db

POLISH = {
    "title": "Jak wyczyścić zamek namiotu?",
    "body": "Zamek w moim namiocie zacina się od piasku i nie chce się domknąć.",
}


def test_a_question_is_in_the_language_of_its_text_whatever_the_page_speaks(user: User) -> None:
    with translation.override("en"):
        question = ask_question(actor=user, tags=[], **POLISH)
    assert question.language == "pl"


def test_a_text_that_does_not_show_its_language_is_in_its_authors(user: User) -> None:
    numbers = {"title": "12345 67890 x", "body": "0123456789 0123456789 x"}
    user.language = "fi"
    with translation.override("en"):
        assert ask_question(actor=user, tags=[], **numbers).language == "fi"


def test_a_language_that_is_given_is_taken(user: User) -> None:
    assert ask_question(actor=user, tags=[], language="jv", **POLISH).language == "jv"


def test_an_unknown_language_is_refused_and_nothing_written(user: User) -> None:
    with pytest.raises(InvalidInput) as refused:
        ask_question(actor=user, tags=[], language="tlh", **POLISH)
    assert set(refused.value.fields) == {"language"}
    assert not Question.objects.exists()


def test_its_author_puts_the_language_right_on_the_edit_page(client: Client) -> None:
    question = ask(**POLISH)
    client.force_login(question.author)
    page = client.get(f"{question.get_absolute_url()}edit/").content.decode()
    assert '<option value="pl" selected>Polski</option>' in page
    fields = {"title": question.title, "body": question.post.body_markdown, "tags": ""}
    client.post(f"{question.get_absolute_url()}edit/", fields | {"language": "cs"})
    question.refresh_from_db()
    assert question.language == "cs"
    assert Revision.objects.count() == 1
    assert 'lang="cs"' in client.get(question.get_absolute_url()).content.decode()


def test_a_moderator_puts_it_right_over_the_api(client: Client, moderator: User) -> None:
    question = ask(**POLISH)
    client.force_login(moderator)
    answer = client.patch(
        f"/api/v1/questions/{question.pk}", json.dumps({"language": "cs"}), "application/json"
    )
    assert answer.json()["language"] == "cs"
    question.refresh_from_db()
    assert question.language == "cs"


def test_search_hears_of_a_new_language_once() -> None:
    question = ask(**POLISH)
    heard = []

    def hear(sender: object, **ids: object) -> None:
        heard.append(ids["question_id"])

    question_language_changed.connect(hear)
    fields = {"title": question.title, "body": question.post.body_markdown, "tags": []}
    for language in ("cs", "cs", ""):
        edit_question(actor=question.author, question=question, language=language, **fields)
    question_language_changed.disconnect(hear)
    assert heard == [question.pk]
    question.refresh_from_db()
    assert question.language == "cs"


def test_others_do_not_change_it(user: User) -> None:
    question = ask(author=member(), **POLISH)
    fields = {"title": question.title, "body": question.post.body_markdown, "tags": []}
    with pytest.raises(PermissionRefused):
        edit_question(actor=user, question=question, language="cs", **fields)
    question.refresh_from_db()
    assert question.language == "pl"
