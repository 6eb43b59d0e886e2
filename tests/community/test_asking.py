"""Asking and answering."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser, Permission

from accounts.models import User
from community.models import Follow, Post, Question, Revision, Tag
from community.services.answers import edit_answer, post_answer
from community.services.closing import close_question, lock_question
from community.services.questions import ask_question
from community.signals import users_mentioned
from core.errors import AuthenticationRequired, InvalidInput, PermissionRefused
from tests.factories.accounts import UserFactory
from tests.factories.community import QUESTION_BODY, answer, ask, member

pytestmark = pytest.mark.django_db


def test_a_question_is_published_with_its_first_revision_and_followed_by_its_author(
    user: User,
) -> None:
    Tag.objects.create(name="tents", slug="tents")
    question = ask_question(
        actor=user, title="How do I  free a stuck zip?", body=QUESTION_BODY, tags=["Tents"]
    )
    question.refresh_from_db()
    assert question.title == "How do I free a stuck zip?"
    assert question.slug == "how-do-i-free-a-stuck-zip"
    assert question.follower_count == 1
    assert question.post.body_html.startswith("<p>The zip")
    assert [tag.name for tag in question.tags.all()] == ["tents"]
    assert Tag.objects.get().question_count == 1
    revision = Revision.objects.get()
    assert (revision.number, revision.title, revision.tag_names) == (1, question.title, ["tents"])


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "", "write something"),
        ("title", "Zip?", "at least 10"),
        ("title", "z" * 151, "too long"),
        ("title", "?" * 20, "some words"),
        ("body", "Help", "at least 20"),
        ("body", "w" * 32_001, "too long"),
        ("tags", ["aa", "bb", "cc", "dd", "ee", "ff"], "at most 5"),
        ("tags", ["tents; drop table"], "only letters"),
        ("tags", ["<script>"], "only letters"),
        ("tags", ["x" * 31], "at most 30"),
        ("tags", ["brand-new-tag"], "no tag"),
    ],
)
def test_wrong_input_names_the_field_and_writes_nothing(
    user: User, field: str, value: object, words: str
) -> None:
    fields = {"title": "How do I free a stuck zip?", "body": QUESTION_BODY, "tags": []}
    with pytest.raises(InvalidInput) as refused:
        ask_question(actor=user, **(fields | {field: value}))
    assert words in str(refused.value.fields[field][0])
    assert not Question.objects.exists()


def test_all_wrong_fields_are_told_at_once(user: User) -> None:
    with pytest.raises(InvalidInput) as refused:
        ask_question(actor=user, title="Zip", body="Help", tags=["!!"])
    assert set(refused.value.fields) == {"title", "body", "tags"}


def test_an_unknown_tag_suggests_those_that_begin_alike(user: User) -> None:
    Tag.objects.create(name="tents", slug="tents", question_count=3)
    with pytest.raises(InvalidInput) as refused:
        ask_question(actor=user, title="How do I free it?", body=QUESTION_BODY, tags=["tentes"])
    assert "Did you mean: tents?" in str(refused.value.fields["tags"][0])


def test_a_synonym_becomes_its_main_tag() -> None:
    main = Tag.objects.create(name="sleeping-bags", slug="sleeping-bags")
    Tag.objects.create(name="bags", slug="bags", synonym_of=main)
    question = ask(tags=["bags"])
    assert [tag.name for tag in question.tags.all()] == ["sleeping-bags"]


def test_sending_a_form_twice_asks_once(user: User) -> None:
    key = uuid4()
    title = "How do I free the zip of my tent?"
    first = ask(user, title=title, idempotency_key=key)
    second = ask(user, title=title, idempotency_key=key)
    assert first == second
    assert Question.objects.count() == 1
    assert Follow.objects.count() == 1


def test_an_answer_counts_and_moves_the_thread_up(user: User) -> None:
    question = ask()
    before = question.last_activity_at
    post = answer(question, user)
    question.refresh_from_db()
    assert question.answer_count == 1
    assert question.last_activity_at > before
    assert question.last_activity_by == user
    assert post.get_absolute_url() == f"{question.get_absolute_url()}#answer-{post.pk}"


def test_sending_an_answer_twice_posts_once(user: User) -> None:
    question, key = ask(), uuid4()
    assert answer(question, user, idempotency_key=key) == answer(
        question, user, idempotency_key=key
    )
    question.refresh_from_db()
    assert question.answer_count == 1


def test_closed_and_locked_questions_take_no_answers(user: User, moderator: User) -> None:
    closed, locked = ask(), ask()
    close_question(actor=moderator, question=closed, reason="off_topic")
    lock_question(actor=moderator, question=locked, reason="Settled.")
    for question, word in ((closed, "closed"), (locked, "locked")):
        with pytest.raises(PermissionRefused, match=word):
            answer(question, user)
    assert not Post.objects.answers().exists()


def test_people_with_the_privilege_close_by_three_votes() -> None:
    question = ask()
    voters = [UserFactory() for _ in range(3)]
    for voter in voters:
        _grant(voter, "close_questions")
    for voter in voters[:2]:
        assert not close_question(actor=voter, question=question, reason="off_topic").is_closed
        assert not close_question(actor=voter, question=question, reason="off_topic").is_closed
    assert close_question(actor=voters[2], question=question, reason="off_topic").is_closed
    assert not question.closing_votes.exists()


def _grant(user: User, codename: str) -> None:
    user.user_permissions.add(Permission.objects.get(codename=codename))


def test_a_duplicate_needs_its_target(moderator: User) -> None:
    question, target = ask(), ask()
    with pytest.raises(InvalidInput):
        close_question(actor=moderator, question=question, reason="duplicate")
    with pytest.raises(InvalidInput):
        close_question(
            actor=moderator, question=question, reason="duplicate", duplicate_of=question
        )
    close_question(actor=moderator, question=question, reason="duplicate", duplicate_of=target)
    assert list(target.links_in.values_list("source", "kind")) == [(question.pk, "duplicate")]


def test_people_who_are_not_signed_in_are_asked_to() -> None:
    question = ask()
    with pytest.raises(AuthenticationRequired):
        post_answer(actor=AnonymousUser(), question=question, body="An answer from nobody.")
    assert question.posts.count() == 1


def test_a_mention_is_told_once_and_links_to_the_person() -> None:
    told: list[list[int]] = []

    def note(**payload: object) -> None:
        told.append(payload["user_ids"])  # type: ignore[arg-type]

    users_mentioned.connect(note)
    try:
        mentioned, author = UserFactory(username="ilse"), member()
        post = answer(author=author, body="Thanks @ilse and @nobody-here, that was the slider.")
        edit_answer(actor=author, answer=post, body="Thanks @ilse, that really was the slider.")
    finally:
        users_mentioned.disconnect(note)
    assert told == [[mentioned.pk]]
    post.refresh_from_db()
    assert 'href="/users/ilse/"' in post.body_html
