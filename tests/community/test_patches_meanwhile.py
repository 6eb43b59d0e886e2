"""A PATCH undoes nothing that somebody else changed meanwhile, whichever field either names."""

import json
from collections.abc import Callable
from typing import Any, Final

import pytest
from django.test import Client

from accounts.models import User
from community.api.schemas import AnswerPatch, QuestionPatch
from community.models import Question
from community.services.answers import edit_answer
from community.services.questions import edit_question
from tests.factories.accounts import UserFactory
from tests.factories.community import answer, ask

pytestmark = pytest.mark.django_db

BODY: Final = "Rub candle wax along the teeth and run the slider up and down."
THEIRS: Final[dict[str, Any]] = {
    "title": "How do I wax a zip?",
    "body": BODY,
    "tags": ["zips"],
    "language": "cs",
}
NOT_COMPARED: Final = {"version", "summary"}
QUESTION_FIELDS: Final = sorted(QuestionPatch.model_fields.keys() - NOT_COMPARED)
ANSWER_FIELDS: Final = sorted(AnswerPatch.model_fields.keys() - NOT_COMPARED)


def patch(client: Client, path: str, payload: dict[str, Any], **headers: str) -> Any:
    return client.patch(
        f"/api/v1{path}", json.dumps(payload), content_type="application/json", headers=headers
    )


def former(question: Question) -> dict[str, Any]:
    """The fields of a question as an API client read them."""
    shown = Client().get(f"/api/v1/questions/{question.pk}").json()
    return {name: shown[name] for name in (*QUESTION_FIELDS, "version")}


@pytest.fixture
def other() -> User:
    return UserFactory(groups=["moderators"])


@pytest.mark.parametrize("way", ["If-Match", "version"])
@pytest.mark.parametrize("theirs", QUESTION_FIELDS)
@pytest.mark.parametrize("mine", QUESTION_FIELDS)
def test_no_field_of_a_question_goes_back_to_what_it_was(
    mine: str, theirs: str, way: str, other: User, api_of: Callable[[User], Client]
) -> None:
    question = ask(tags=["tents"], language="de")
    read = former(question)
    extra = {"version": read["version"]} if way == "version" else {}
    headers = {"If-Match": f'"{read["version"]}"'} if way == "If-Match" else {}
    edit_question(
        actor=other, question=question, **{"language_base": "de", theirs: THEIRS[theirs]}, version=1
    )
    refused = patch(
        api_of(question.author), f"/questions/{question.pk}", {mine: read[mine]} | extra, **headers
    )
    assert refused.status_code == 409
    current = refused.json()["error"]["current"]
    now = former(question)
    assert current == now
    assert now[theirs] == THEIRS[theirs]
    again = patch(
        api_of(question.author),
        f"/questions/{question.pk}",
        {mine: read[mine], "version": current["version"]},
    )
    assert (again.status_code, again.json()[mine]) == (200, read[mine])


@pytest.mark.parametrize("theirs", QUESTION_FIELDS)
@pytest.mark.parametrize("mine", QUESTION_FIELDS)
def test_without_a_version_nothing_of_another_editor_is_replaced(
    mine: str, theirs: str, other: User, api_of: Callable[[User], Client]
) -> None:
    question = ask(tags=["tents"], language="de")
    read = former(question)
    edit_question(
        actor=other, question=question, **{"language_base": "de", theirs: THEIRS[theirs]}, version=1
    )
    reply = patch(api_of(question.author), f"/questions/{question.pk}", {mine: read[mine]})
    assert reply.status_code == (428 if mine == theirs else 200)
    assert former(question)[theirs] == THEIRS[theirs]


@pytest.mark.parametrize("mine", ANSWER_FIELDS)
def test_no_field_of_an_answer_goes_back_to_what_it_was(
    mine: str, other: User, api_of: Callable[[User], Client]
) -> None:
    post = answer()
    read = Client().get(f"/api/v1/answers/{post.pk}").json()
    edit_answer(actor=other, answer=post, body=BODY, version=1)
    refused = patch(
        api_of(post.author), f"/answers/{post.pk}", {mine: read[mine], "version": read["version"]}
    )
    assert refused.status_code == 409


def test_a_language_that_was_not_known_is_compared_too(
    other: User, client_of: Callable[[User], Client]
) -> None:
    question = ask()
    Question.objects.filter(pk=question.pk).update(language="")
    url = f"{question.get_absolute_url()}edit/"
    browser = client_of(question.author)
    begun = browser.get(url).context["form"]
    sent = {name: begun[name].value() or "" for name in begun.fields} | {"language": "de"}
    edit_question(actor=other, question=question, language="cs")
    assert browser.post(url, sent).status_code == 409
    question.refresh_from_db()
    assert question.language == "cs"
