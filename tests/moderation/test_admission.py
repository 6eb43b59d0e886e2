"""The first look at what new members write."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from community.admission import Submission, Verdict
from community.enums import PostState
from community.models import Post
from community.text import render_markdown
from core.errors import InvalidInput
from moderation.admission import RepeatedText, check_new_content, count_links
from tests.factories.accounts import UserFactory
from tests.factories.community import QUESTION_BODY, answer, ask, comment, member

LINKS = "See https://a.example/1 and http://b.example and www.c.example/shop for wax."


@pytest.fixture
def newcomer(db: None) -> User:
    return UserFactory()


def submit(actor: User, body: str, kind: str = "answer", *, is_edit: bool = False) -> Verdict:
    return check_new_content(
        Submission(actor=actor, kind=kind, body=body, is_edit=is_edit)  # type: ignore[arg-type]
    )


def test_three_links_of_a_newcomer_are_refused_at_the_text(newcomer: User) -> None:
    with pytest.raises(InvalidInput) as refused:
        submit(newcomer, LINKS)
    assert list(refused.value.fields) == ["body"]
    assert "2 links" in str(refused.value)


def test_an_edit_cannot_smuggle_links_in(newcomer: User) -> None:
    with pytest.raises(InvalidInput):
        submit(newcomer, LINKS, is_edit=True)


def test_two_links_and_the_same_link_twice_are_fine(newcomer: User) -> None:
    body = "https://a.example/1, again https://a.example/1. Then https://b.example"
    assert submit(newcomer, body) is Verdict.ADMIT


@pytest.mark.django_db
def test_experienced_members_link_freely() -> None:
    assert submit(member(), LINKS) is Verdict.ADMIT


def test_the_same_text_twice_is_refused_and_nothing_is_posted(newcomer: User) -> None:
    ask(newcomer)
    before = Post.objects.count()
    with pytest.raises(RepeatedText):
        ask(newcomer)
    assert Post.objects.count() == before


def test_the_same_comment_twice_is_refused(newcomer: User) -> None:
    question = ask(newcomer)
    comment(question.posts.get(), newcomer)
    with pytest.raises(RepeatedText):
        submit(newcomer, "Which model is it, and how old?", "comment")


def test_the_same_text_is_taken_again_after_a_day_and_from_somebody_else(newcomer: User) -> None:
    question = ask(newcomer)
    assert submit(UserFactory(), QUESTION_BODY, "question") is Verdict.ADMIT
    Post.objects.filter(question=question).update(created_at=timezone.now() - timedelta(days=2))
    assert submit(newcomer, QUESTION_BODY, "question") is Verdict.ADMIT


def test_while_a_post_waits_for_approval_the_next_one_waits_too(newcomer: User) -> None:
    first = ask(newcomer)
    Post.objects.filter(question=first).update(state=PostState.PENDING)
    second = answer(author=newcomer)
    assert second.state == PostState.PENDING


@given(
    st.lists(st.from_regex(r"https://[a-z]{1,8}\.example/[a-z]{0,5}", fullmatch=True), max_size=8)
)
def test_links_are_counted_once_each(links: list[str]) -> None:
    html = render_markdown(" and ".join(links)).html
    assert count_links(html) == len({link.rstrip("/") for link in links})
