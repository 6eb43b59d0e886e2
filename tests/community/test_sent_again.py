"""The same request with its key posts once; another request with that key is refused, not lost."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from community.models import Comment, Post, Question
from community.services.answers import post_answer
from community.services.comments import post_comment
from community.services.states import delete_post
from community.services.submissions import KeyReused
from tests.factories.community import ANSWER_BODY, QUESTION_BODY, answer, ask, member
from tests.races import at_once

pytestmark = pytest.mark.django_db

QUESTION = {"title": "How do I free a stuck zip?", "body": QUESTION_BODY, "tags": ["zips"]}
OTHER_TEXT = "Rub a candle over the teeth, then move the slider twice."


def _count() -> tuple[int, int]:
    return Post.objects.count(), Comment.objects.count()


def _requests() -> dict[str, tuple[str, dict[str, Any]]]:
    """One request of each kind that takes a key, and its like to other posts."""
    first, second = answer(), answer()
    return {
        "question": ("/questions", QUESTION),
        "answer": (f"/questions/{first.question_id}/answers", {"body": ANSWER_BODY}),
        "answer elsewhere": (f"/questions/{second.question_id}/answers", {"body": ANSWER_BODY}),
        "comment": (f"/answers/{first.pk}/comments", {"body": ANSWER_BODY}),
        "comment elsewhere": (f"/answers/{second.pk}/comments", {"body": ANSWER_BODY}),
        "comment on the question": (
            f"/questions/{first.question_id}/comments",
            {"body": ANSWER_BODY},
        ),
    }


def _send(api: Client, path: str, payload: dict[str, Any], key: str = "key") -> Any:
    return api.post(
        f"/api/v1{path}",
        payload,
        content_type="application/json",
        headers={"Idempotency-Key": key},
    )


def test_the_same_request_is_answered_with_the_first_result(
    api_of: Callable[[User], Client],
) -> None:
    api = api_of(member())
    for name, (path, payload) in _requests().items():
        first = _send(api, path, payload, key=name)
        counted = _count()
        again = _send(api, path, payload, key=name)
        assert (first.status_code, again.status_code) == (201, 201), name
        assert first.json()["id"] == again.json()["id"], name
        assert _count() == counted, name


def test_another_request_with_the_key_is_refused_and_names_what_was_posted(
    api_of: Callable[[User], Client],
) -> None:
    api, requests = api_of(member()), _requests()
    for name, (path, payload) in requests.items():
        first = _send(api, path, payload, key=name).json()
        counted = _count()
        others = [request for other, request in requests.items() if other != name]
        changed = [{**payload, "body": OTHER_TEXT}]
        if name == "question":
            changed += [payload | {"title": "How do I wax a stuck zip?"}, payload | {"tags": []}]
        for other_path, other_payload in others + [(path, change) for change in changed]:
            reply = _send(api, other_path, other_payload, key=name)
            error = reply.json()["error"]
            assert reply.status_code == 422, (name, other_path)
            assert error["code"] == "idempotency_key_reused"
            assert error["first"]["id"] == first["id"]
            assert error["first"]["url"].startswith("http")
        assert _count() == counted, name


def test_keys_are_of_one_member(api_of: Callable[[User], Client]) -> None:
    for person in (member(), member()):
        assert _send(api_of(person), "/questions", QUESTION).status_code == 201
    assert Question.objects.count() == 2


def test_a_refused_request_does_not_use_its_key_up(
    api_of: Callable[[User], Client],
) -> None:
    api = api_of(member())
    assert _send(api, "/questions", QUESTION | {"title": "Zip"}).status_code == 422
    assert _send(api, "/questions", QUESTION).status_code == 201


def test_what_was_posted_is_found_although_nothing_new_is_taken_there(user: User) -> None:
    question, key = ask(), uuid4()
    first = post_answer(actor=user, question=question, body=ANSWER_BODY, idempotency_key=key)
    delete_post(actor=user, post=first)
    again = post_answer(actor=user, question=question, body=ANSWER_BODY, idempotency_key=key)
    assert again == first


def test_posts_from_before_digests_answer_to_their_key(user: User) -> None:
    question, key = ask(), uuid4()
    first = post_answer(actor=user, question=question, body=ANSWER_BODY, idempotency_key=key)
    Post.objects.filter(pk=first.pk).update(submission_digest=None)
    assert post_answer(actor=user, question=question, body=OTHER_TEXT, idempotency_key=key) == first
    with pytest.raises(KeyReused):
        post_comment(actor=user, post=first, body=OTHER_TEXT, idempotency_key=key)


@pytest.mark.parametrize("kind", ["question", "answer", "comment", "comment by htmx"])
def test_a_form_sent_again_with_another_text_gives_it_back_and_takes_it_the_next_time(
    kind: str, user: User, client_of: Callable[[User], Client]
) -> None:
    browser, post = client_of(user), answer()
    url = {
        "question": "/questions/ask/",
        "answer": f"{post.question.get_absolute_url()}answer/",
    }.get(kind, f"/posts/{post.pk}/comment/")
    key = str(uuid4())
    form = {"title": QUESTION["title"], "seen_similar": "yes", "idempotency_key": key}
    headers = {"HX-Request": "true"} if kind == "comment by htmx" else {}
    assert browser.post(url, form | {"body": QUESTION_BODY}, headers=headers).status_code < 400
    counted = _count()
    refused = browser.post(url, form | {"body": OTHER_TEXT}, headers=headers)
    html = refused.content.decode()
    assert refused.status_code == 422
    assert OTHER_TEXT in html
    assert "You have sent this form before, with another text" in html
    assert key not in html
    assert _count() == counted
    again = form | {"body": OTHER_TEXT, "idempotency_key": str(uuid4())}
    assert browser.post(url, again, headers=headers).status_code < 400
    assert sum(_count()) == sum(counted) + 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_different_requests_at_once_with_one_key_post_one() -> None:
    actor, posts, key = member(), [answer(), answer()], uuid4()
    results = at_once(
        *[
            lambda p=p: post_comment(actor=actor, post=p, body=ANSWER_BODY, idempotency_key=key)
            for p in posts
        ],
        lambda: post_answer(
            actor=actor, question=posts[0].question, body=ANSWER_BODY, idempotency_key=key
        ),
    )
    assert sorted(type(result) is KeyReused for result in results) == [False, True, True]
