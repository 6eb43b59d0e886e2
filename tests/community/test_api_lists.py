"""What a write answers is what it wrote, and every list can be read to its end."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from community.models import Comment, Post, Question
from community.services.states import hide_post
from tests.factories.accounts import UserFactory
from tests.factories.community import ANSWER_BODY, ask, comment, member

pytestmark = pytest.mark.django_db

API = "/api/v1"
ANSWERS = 205


def call(client: Client, method: str, path: str, payload: object = None) -> Any:
    data = "" if payload is None else json.dumps(payload)
    return client.generic(method, f"{API}{path}", data, content_type="application/json")


@pytest.fixture
def long_thread() -> Question:
    """A question with more answers than one page holds, each with a score of its own or a tie."""
    question, writer, now = ask(), member(), timezone.now()
    for number in range(ANSWERS):
        Post.objects.create(
            question=question,
            kind="answer",
            author=writer,
            body_markdown=ANSWER_BODY,
            body_html=f"<p>{number}</p>",
            body_text=str(number),
            score=number % 7,
            up_count=number % 7,
            created_at=now + timedelta(seconds=number // 2),
        )
    Question.objects.filter(pk=question.pk).update(answer_count=ANSWERS)
    question.refresh_from_db()
    return question


def in_display_order(question: Question) -> list[int]:
    return list(question.posts.answers().in_display_order().values_list("pk", flat=True))


def read_to_the_end(client: Client, path: str) -> list[int]:
    found, cursor = [], ""
    while cursor is not None:
        page = call(client, "GET", f"{path}?cursor={cursor}").json()
        assert set(page) == {"items", "next"}
        found += [item["id"] for item in page["items"]]
        cursor = page["next"]
    return found


def test_all_answers_of_a_long_thread_can_be_read(long_thread: Question) -> None:
    for accepted in (None, in_display_order(long_thread)[150]):
        Post.objects.filter(pk=accepted).update(accepted_at=timezone.now())
        wanted = in_display_order(long_thread)
        path = f"/questions/{long_thread.pk}/answers"
        assert read_to_the_end(Client(), path) == wanted
        thread = call(Client(), "GET", f"/questions/{long_thread.pk}").json()
        first = [item["id"] for item in thread["answers"]]
        rest = call(Client(), "GET", f"{path}?cursor={thread['answers_next']}").json()
        assert first + [item["id"] for item in rest["items"]] == wanted[: len(first) * 2]


@pytest.mark.long
def test_moderators_read_the_hidden_answers_of_a_long_thread_too(
    long_thread: Question, api_of: Any, client: Client
) -> None:
    moderator = UserFactory(groups=["moderators"])
    for pk in in_display_order(long_thread)[:110]:
        hide_post(actor=None, post=Post.objects.get(pk=pk), reason="spam")
    path = f"/questions/{long_thread.pk}/answers"
    assert len(read_to_the_end(Client(), path)) == ANSWERS - 110
    assert len(read_to_the_end(api_of(moderator), path)) == ANSWERS
    client.force_login(moderator, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"{long_thread.get_absolute_url()}?page=3").content.decode()
    assert f'id="answer-{in_display_order(long_thread)[-1]}"' in page


@pytest.mark.parametrize("place", [0, 99, 100, 204])
def test_writes_about_any_answer_of_a_long_thread_answer_with_it(
    long_thread: Question, api_of: Any, place: int
) -> None:
    pk = in_display_order(long_thread)[place]
    author = Post.objects.get(pk=pk).author
    edited = call(api_of(author), "PATCH", f"/answers/{pk}", {"body": ANSWER_BODY + " Slowly."})
    assert (edited.status_code, edited.json()["id"]) == (200, pk)
    assert "Slowly" in edited.json()["body_html"]
    voted = call(api_of(member()), "POST", f"/answers/{pk}/vote", {"value": 1})
    assert voted.json()["my_vote"] == 1
    said = call(api_of(member()), "POST", f"/answers/{pk}/comments", {"body": "How slowly?"})
    assert said.status_code == 201
    accepted = call(api_of(long_thread.author), "POST", f"/answers/{pk}/accept")
    assert accepted.json()["accepted_answer_id"] == pk
    assert call(api_of(long_thread.author), "DELETE", f"/answers/{pk}/accept").status_code == 200
    assert call(Client(), "GET", f"/answers/{pk}").json()["id"] == pk
    assert call(api_of(author), "DELETE", f"/answers/{pk}").status_code == 204
    assert call(Client(), "GET", f"/answers/{pk}").status_code == 404


def test_a_new_answer_of_a_long_thread_is_answered_and_shown(
    long_thread: Question, user: User, api_of: Any, client: Client
) -> None:
    path = f"/questions/{long_thread.pk}/answers"
    posted = call(api_of(user), "POST", path, {"body": ANSWER_BODY})
    assert posted.status_code == 201
    assert posted.json()["author"]["username"] == user.username
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    sent = client.post(
        f"{long_thread.get_absolute_url()}answer/", {"body": ANSWER_BODY + " Twice."}, follow=True
    )
    pk = Post.objects.order_by("-pk").values_list("pk", flat=True)[0]
    assert f'id="answer-{pk}"' in sent.content.decode()


def test_all_comments_of_a_post_can_be_read(user: User) -> None:
    post = ask().post
    comment(post)
    now = timezone.now()
    Comment.objects.bulk_create(
        Comment(post=post, author=user, body="x", body_html="x", created_at=now) for _ in range(230)
    )
    path = f"/questions/{post.question_id}/comments"
    assert read_to_the_end(Client(), path) == sorted(Comment.objects.values_list("pk", flat=True))
    thread = call(Client(), "GET", f"/questions/{post.question_id}").json()
    rest = call(Client(), "GET", f"{path}?cursor={thread['comments_next']}").json()["items"]
    assert rest[0]["id"] == thread["comments"][-1]["id"] + 1


@pytest.mark.parametrize(
    "cursor", ["zzz", "bnVsbA", "WyJ4IiwxXQ", "W251bGwsMV0", "WzEsMiwzXQ", "-1", "9" * 400]
)
def test_a_made_up_cursor_starts_at_the_beginning(cursor: str) -> None:
    post = ask().post
    written = comment(post)
    for path in (f"/questions/{post.question_id}/comments", "/questions"):
        reply = call(Client(), "GET", f"{path}?cursor={cursor}")
        assert reply.status_code == 200
        assert reply.json()["items"][0]["id"] in (written.pk, post.question_id)


@pytest.mark.parametrize(
    ("method", "path", "payload", "needs"),
    [
        ("POST", "/questions/{q}/vote", {"value": 1}, 8),
        ("POST", "/answers/{a}/vote", {"value": -1}, 125),
        ("PATCH", "/answers/{a}", {"body": ANSWER_BODY + " Edited."}, 1_000),
        ("PATCH", "/questions/{q}", {"title": "Another title for it"}, 1_000),
        ("POST", "/answers/{a}/promotions", {"kind": "create"}, 200),
    ],
)
def test_a_refusal_for_lack_of_points_says_what_is_needed_and_what_is_there(
    user: User, api_of: Any, method: str, path: str, payload: object, needs: int, settings: Any
) -> None:
    settings.STOA_REPUTATION = {"privileges": {"community.vote_up": 8}}
    question = ask()
    posted = call(
        api_of(member()), "POST", f"/questions/{question.pk}/answers", {"body": ANSWER_BODY}
    )
    path = path.format(q=question.pk, a=posted.json()["id"])
    reply = call(api_of(user), method, path, payload)
    assert reply.status_code == 403
    error = reply.json()["error"]
    assert (error["needs"], error["have"]) == (needs, 1)


def test_a_refusal_for_another_reason_names_no_points(user: User, api_of: Any) -> None:
    question = ask()
    Question.objects.filter(pk=question.pk).update(locked_at=timezone.now())
    reply = call(api_of(user), "POST", f"/questions/{question.pk}/vote", {"value": -1})
    assert set(reply.json()["error"]) == {"code", "message", "fields"}
