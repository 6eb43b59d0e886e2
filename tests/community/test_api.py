"""The forum over the API, as documented in the OpenAPI description."""

import json
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from community.models import Post, Question
from community.services.states import delete_post
from tests.factories.community import ANSWER_BODY, QUESTION_BODY, answer, ask, member, vote

pytestmark = pytest.mark.django_db

API = "/api/v1"
QUESTION_KEYS = {
    "id",
    "url",
    "version",
    "title",
    "body",
    "body_html",
    "tags",
    "language",
    "author",
    "state",
    "score",
    "answer_count",
    "accepted_answer_id",
    "created_at",
}


def _send(client: Client, method: str, path: str, payload: object = None, **headers: str) -> Any:
    return client.generic(
        method,
        f"{API}{path}",
        data="" if payload is None else _json(payload),
        content_type="application/json",
        headers=headers,
    )


def _json(payload: object) -> str:
    return json.dumps(payload)


def test_a_question_is_asked_read_edited_and_deleted(user: User, api_of: Any) -> None:
    api = api_of(user)
    payload = {"title": "How do I free a stuck zip?", "body": QUESTION_BODY, "tags": []}
    created = _send(api, "POST", "/questions", payload)
    assert created.status_code == 201
    assert set(created.json()) == QUESTION_KEYS
    assert created.json()["state"] == "open"
    number = created.json()["id"]

    edited = _send(api, "PATCH", f"/questions/{number}", {"title": "How do I free a zip?"})
    assert edited.json()["title"] == "How do I free a zip?"
    assert "sticks near the top" in edited.json()["body_html"]

    assert _send(api, "DELETE", f"/questions/{number}").status_code == 204
    assert _send(Client(), "GET", f"/questions/{number}").status_code == 404
    assert Question.objects.get(pk=number).state == "deleted"


def test_answers_come_in_display_order_accepted_first_then_by_score(
    user: User, api_of: Any
) -> None:
    question = ask(user)
    low, high, accepted = (answer(question) for _ in range(3))
    vote(high)
    reply = _send(api_of(user), "POST", f"/answers/{accepted.pk}/accept")
    assert [item["id"] for item in reply.json()["answers"]] == [accepted.pk, high.pk, low.pk]
    assert reply.json()["accepted_answer_id"] == accepted.pk
    assert reply.json()["answers"][0]["is_accepted"] is True
    undone = _send(api_of(user), "DELETE", f"/answers/{accepted.pk}/accept")
    assert undone.json()["accepted_answer_id"] is None


def test_votes_answer_with_the_score_and_ones_own_vote(api_of: Any) -> None:
    question = ask()
    post = answer(question)
    api = api_of(member())
    assert _send(api, "POST", f"/answers/{post.pk}/vote", {"value": 1}).json() == {
        "score": 1,
        "my_vote": 1,
    }
    assert _send(api, "POST", f"/answers/{post.pk}/vote", {"value": 0}).json() == {
        "score": 0,
        "my_vote": 0,
    }
    assert _send(api, "POST", f"/questions/{question.pk}/vote", {"value": 1}).json()["score"] == 1


def test_the_same_idempotency_key_posts_once(user: User, api_of: Any) -> None:
    question, api = ask(), api_of(user)
    for _attempt in range(2):
        reply = _send(
            api,
            "POST",
            f"/questions/{question.pk}/answers",
            {"body": ANSWER_BODY},
            **{"Idempotency-Key": "phone-7f"},
        )
        assert reply.status_code == 201
    assert Post.objects.answers().count() == 1


def test_lists_continue_with_the_cursor_until_it_is_null() -> None:
    questions = [ask() for _ in range(23)]
    first = _send(Client(), "GET", "/questions?sort=newest").json()
    second = _send(Client(), "GET", f"/questions?sort=newest&cursor={first['next']}").json()
    ids = [item["id"] for item in first["items"] + second["items"]]
    assert ids == [question.pk for question in reversed(questions)]
    assert second["next"] is None


def test_a_made_up_cursor_starts_at_the_beginning() -> None:
    question = ask()
    for cursor in ("zzz", "bnVsbA", "WyJ4IiwxXQ", "W3RydWUsMV0", "-1", "9" * 400):
        reply = _send(Client(), "GET", f"/questions?cursor={cursor}")
        assert [item["id"] for item in reply.json()["items"]] == [question.pk]


@pytest.mark.parametrize(
    ("method", "path", "payload", "status", "code"),
    [
        ("POST", "/questions", {"title": "Zip", "body": "no"}, 422, "invalid_input"),
        ("POST", "/questions", {"title": "No body at all here"}, 422, "invalid_input"),
        ("POST", "/answers/{own}/vote", {"value": 1}, 403, "self_vote"),
        ("POST", "/answers/{post}/vote", {"value": 7}, 422, "invalid_input"),
        ("POST", "/answers/{post}/accept", None, 403, "permission_refused"),
        ("POST", "/answers/999999/vote", {"value": 1}, 404, "not_found"),
        ("PATCH", "/answers/{post}", {"body": ANSWER_BODY + " Edited."}, 403, "permission_refused"),
    ],
)
def test_refusals_have_one_shape_and_change_nothing(
    user: User, api_of: Any, method: str, path: str, payload: object, status: int, code: str
) -> None:
    question = ask()
    post, own = answer(question), answer(question, user)
    before = list(Post.objects.order_by("pk").values())
    path = path.format(post=post.pk, own=own.pk)
    reply = _send(api_of(user), method, path, payload)
    assert reply.status_code == status
    assert set(reply.json()["error"]) - {"needs", "have"} == {"code", "message", "fields"}
    assert reply.json()["error"]["code"] == code
    assert list(Post.objects.order_by("pk").values()) == before


def test_writing_needs_a_token_or_a_session() -> None:
    reply = _send(Client(), "POST", "/questions", {"title": "x", "body": "y", "tags": []})
    assert reply.status_code == 401
    assert reply.json()["error"]["code"] == "authentication_required"


def test_what_is_deleted_cannot_be_voted_on_or_found(user: User, api_of: Any) -> None:
    author = member()
    post = answer(author=author)
    delete_post(actor=author, post=post)
    api = api_of(member())
    assert _send(api, "POST", f"/answers/{post.pk}/vote", {"value": 1}).status_code == 404
    thread = _send(api, "GET", f"/questions/{post.question_id}").json()
    assert thread["answers"] == []


def test_a_thread_costs_the_same_queries_with_many_answers(
    django_assert_num_queries: Any, client: Client
) -> None:
    question = ask()
    for _ in range(12):
        answer(question)
    with django_assert_num_queries(6):
        _send(client, "GET", f"/questions/{question.pk}")
    with django_assert_num_queries(3):
        _send(client, "GET", "/questions")
