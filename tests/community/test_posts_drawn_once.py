"""A post is drawn once and kept; everybody still gets the page that is theirs."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from community.models import Question
from community.services.answers import edit_answer
from community.services.comments import post_comment
from community.views import post_fragments as post_drawing
from tests.factories.community import answer, ask, member, vote

pytestmark = pytest.mark.django_db


def page(question: Question, reader: User | None, language: str = "en") -> str:
    client = Client(headers={"Accept-Language": language})
    if reader is not None:
        client.force_login(reader)
    return str(client.get(question.get_absolute_url()).content.decode())


def drawn_anew() -> int:
    """How many posts have been drawn since the process began."""
    return post_drawing._draw.cache_info().misses


def test_a_second_member_who_sees_the_same_costs_no_second_drawing() -> None:
    question = ask()
    answer(question)
    page(question, member())
    before = drawn_anew()
    page(question, member())
    assert drawn_anew() == before


def test_each_page_carries_its_own_keys_in_its_forms() -> None:
    question, reader = ask(), member()
    answer(question)
    first, second = page(question, reader), page(question, member())
    tokens = [
        set(re.findall(r'csrfmiddlewaretoken" value="([^"]+)"', html)) for html in (first, second)
    ]
    keys = [re.findall(r'name="idempotency_key" value="([^"]+)"', html) for html in (first, second)]
    assert [len(found) for found in tokens] == [1, 1]
    assert tokens[0] != tokens[1]
    assert keys[0]
    assert not set(keys[0]) & set(keys[1])
    assert len(set(keys[0])) == len(keys[0])
    for html in (first, second):
        assert post_drawing.CSRF_PLACEHOLDER not in html
        assert post_drawing.KEY_PLACEHOLDER not in html


def test_a_vote_is_shown_to_its_voter_and_the_score_to_all() -> None:
    question, voter, other = ask(), member(), member()
    post = answer(question)
    page(question, voter)
    vote(post, voter=voter)
    pressed = f'id="vote-up-{post.pk}" type="submit" name="value" value="0" aria-pressed="true"'
    assert pressed in page(question, voter)
    assert pressed not in page(question, other)
    assert 'aria-label="Score 1"' in page(question, other)


def test_an_edit_and_a_comment_are_shown_at_once() -> None:
    question, reader = ask(), member()
    post = answer(question, body="Wax the zip with a candle, twice a year.")
    assert "candle" in page(question, reader)
    edit_answer(actor=post.author, answer=post, body="Wax the zip with beeswax, twice a year.")
    post_comment(actor=post.author, post=post, body="Works on boots as well.")
    html = page(question, reader)
    assert "beeswax" in html
    assert "candle" not in html
    assert "Works on boots as well." in html


def test_only_its_author_and_members_get_what_is_meant_for_them() -> None:
    question = ask()
    post = answer(question)
    accept = f"/answers/{post.pk}/accept/"
    assert accept in page(question, question.author)
    assert accept not in page(question, member())
    assert "csrfmiddlewaretoken" not in page(question, None)
    assert "Sign in to vote up" in page(question, None)


def test_each_language_has_its_own_drawing() -> None:
    question = ask()
    answer(question)
    moment = r"<time [^>]*>([^<]+)</time>"
    assert re.findall(moment, page(question, None, "en")) != re.findall(
        moment, page(question, None, "pl")
    )


def test_a_kept_drawing_does_not_stop_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    question, reader = ask(), member()
    answer(question)
    assert "just now" in page(question, reader)
    later = timezone.now() + timedelta(hours=3, minutes=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert "3\N{NO-BREAK SPACE}hours ago" in page(question, reader)
    assert "just now" not in page(question, reader)
