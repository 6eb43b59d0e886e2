"""What readers see: lists, threads, tags, history, feeds, old URLs; and what it costs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from community.models import LegacyAddress, Question, Tag
from community.services.questions import edit_question
from community.services.solutions import accept_answer
from community.services.states import delete_post, hide_post
from community.services.tags import describe_tag
from tests.factories.community import answer, ask, comment, member, vote

pytestmark = pytest.mark.django_db

LIST_QUERIES = 3
HOME_QUERIES = 8
TAG_LIST_QUERIES = 1
TAG_QUERIES = 4
THREAD_QUERIES = 10
SIGNED_IN_THREAD_QUERIES = 17


def busy_thread(answers: int = 30) -> Question:
    """A thread with answers by several people, each commented on and voted on."""
    question = ask(tags=["tents", "zips"])
    people = [member() for _ in range(4)]
    for number in range(answers):
        post = answer(question, author=people[number % 4])
        comment(post, author=people[(number + 1) % 4])
    vote(post, voter=people[0] if post.author != people[0] else people[1])
    question.refresh_from_db()
    return question


def page(client: Client, url: str, status: int = 200, **extra: Any) -> str:
    response = client.get(url, **extra)
    assert response.status_code == status, response.headers
    return str(response.content.decode())


def test_home_offers_search_first_then_questions(client: Client) -> None:
    asked = ask(tags=["tents"])
    html = page(client, "/")
    assert html.index('action="/search/"') < html.index(asked.title)
    assert "tents" in html


def test_home_of_an_empty_site_invites_to_ask(client: Client) -> None:
    assert "/questions/ask/" in page(client, "/")


def test_the_list_shows_each_order(client: Client) -> None:
    now = timezone.now()
    old_but_good = ask(now=now - timedelta(days=9))
    vote(old_but_good.post)
    answer(old_but_good, now=now - timedelta(days=8))
    fresh = ask(now=now - timedelta(days=1))
    for sort, first in [("newest", fresh), ("votes", old_but_good), ("active", fresh)]:
        html = page(client, f"/questions/?sort={sort}")
        other = old_but_good if first == fresh else fresh
        assert html.index(first.title) < html.index(other.title), sort
    unanswered = page(client, "/questions/?sort=unanswered")
    assert fresh.title in unanswered
    assert old_but_good.title not in unanswered


def test_the_list_goes_on_where_it_ended(client: Client) -> None:
    titles = {ask().title for _ in range(23)}
    first = client.get("/questions/?sort=newest")
    cursor = first.context["page"].next_cursor
    second = client.get("/questions/", {"sort": "newest", "page": cursor})
    shown = [card.title for response in (first, second) for card in response.context["page"].items]
    assert len(shown) == 23
    assert set(shown) == titles


def test_the_list_by_tag_leaves_other_tags_out(client: Client) -> None:
    about_tents, about_boots = ask(tags=["tents"]), ask(tags=["boots"])
    html = page(client, "/questions/?tag=tents")
    assert about_tents.title in html
    assert about_boots.title not in html
    page(client, "/questions/?tag=never-heard-of", status=404)


def test_hidden_and_deleted_questions_are_in_no_list(client: Client, moderator: User) -> None:
    hidden, deleted = ask(tags=["tents"]), ask(tags=["tents"])
    hide_post(actor=moderator, post=hidden.post, reason="spam")
    delete_post(actor=deleted.author, post=deleted.post)
    for url in ("/", "/questions/", "/tags/tents/", "/feeds/questions/"):
        html = page(client, url)
        assert hidden.title not in html
        assert deleted.title not in html


def test_a_thread_shows_the_accepted_answer_first(client: Client) -> None:
    question = ask()
    popular, right = answer(question, body="Try silicone spray, it is quick."), answer(question)
    vote(popular)
    accept_answer(actor=question.author, answer=right)
    html = page(client, question.get_absolute_url())
    assert html.index(f'id="answer-{right.pk}"') < html.index(f'id="answer-{popular.pk}"')
    assert "Accepted answer" in html


def test_more_than_five_comments_are_folded(client: Client) -> None:
    question = ask()
    for number in range(7):
        comment(question.post, body=f"Remark number {number}")
    html = page(client, question.get_absolute_url())
    assert html.index("Remark number 4") < html.index("Show 2 more comments")
    assert html.index("Show 2 more comments") < html.index("Remark number 5")


def test_a_thread_has_one_url(client: Client) -> None:
    question = ask()
    for url in (f"/questions/{question.pk}/", f"/questions/{question.pk}/another-title/"):
        response = client.get(url)
        assert response.status_code == 302
        assert response["Location"] == question.get_absolute_url()


def test_a_thread_that_is_hidden_does_not_exist_for_others(
    client: Client, client_of: Callable[[User], Client], moderator: User
) -> None:
    question = ask()
    hide_post(actor=moderator, post=question.post, reason="spam")
    page(client, question.get_absolute_url(), status=404)
    assert "Hidden by a moderator" in page(client_of(question.author), question.get_absolute_url())


def test_anonymous_readers_get_no_token_and_no_cookie(client: Client) -> None:
    """Finished pages are kept for all of them, so they must be the same for all of them."""
    question = busy_thread(answers=2)
    for url in ("/", "/questions/", question.get_absolute_url(), "/tags/", "/tags/tents/"):
        response = client.get(url)
        assert b"csrfmiddlewaretoken" not in response.content, url
        assert not response.cookies, url
        assert response.content == Client().get(url).content, url


def test_signed_in_readers_get_forms_and_others_a_link_to_sign_in(
    client: Client, client_of: Callable[[User], Client]
) -> None:
    question = ask()
    url = question.get_absolute_url()
    assert f"/accounts/login/?next={url}" in page(client, url)
    html = page(client_of(member()), url)
    assert f'action="{url}answer/"' in html
    assert f'action="/posts/{question.post.pk}/vote/"' in html


def test_history_shows_what_changed(client: Client) -> None:
    question = ask(tags=["tents"], body="The zip of my tent sticks near the top since spring.")
    edit_question(
        actor=question.author,
        question=question,
        title=question.title,
        body="The zip of my tent sticks near the bottom since spring.",
        tags=["tents"],
        summary="I had mixed up top and bottom",
    )
    html = page(client, f"/posts/{question.post.pk}/history/")
    assert "top</del>" in html
    assert "<ins>bottom</ins>" in html
    assert "I had mixed up top and bottom" in html


def test_tags_are_listed_by_use_and_found_by_their_beginning(client: Client) -> None:
    ask(tags=["tents", "boots"])
    ask(tags=["tents"])
    html = page(client, "/tags/")
    assert html.index(">tents<") < html.index(">boots<")
    assert ">boots<" not in page(client, "/tags/?q=ten")
    assert client.get("/suggestions/tags/?q=ten").json() == {
        "items": [{"name": "tents", "count": 2}]
    }


def test_a_tag_page_says_what_the_tag_is_for(client: Client, moderator: User) -> None:
    ask(tags=["tents"])
    tag = Tag.objects.get(name="tents")
    describe_tag(actor=moderator, tag=tag, description="Shelters you **carry**.")
    assert "Shelters you <strong>carry</strong>." in page(client, "/tags/tents/")


def test_a_synonym_leads_to_the_tag_it_stands_for(client: Client) -> None:
    ask(tags=["tents"])
    Tag.objects.create(name="tent", slug="tent", synonym_of=Tag.objects.get(name="tents"))
    response = client.get("/tags/tent/")
    assert (response.status_code, response["Location"]) == (301, "/tags/tents/")


def test_feeds_carry_new_questions(client: Client) -> None:
    about_tents, about_boots = ask(tags=["tents"]), ask(tags=["boots"])
    everything, tents = page(client, "/feeds/questions/"), page(client, "/feeds/tags/tents/")
    assert about_tents.title in everything
    assert about_boots.title in everything
    assert about_tents.title in tents
    assert about_boots.title not in tents


class TestOldUrls:
    """Links to a community that was imported still arrive."""

    @pytest.fixture
    def imported(self) -> Question:
        question = ask()
        reply = answer(question)
        LegacyAddress.objects.create(
            source="old", kind="question", old_id=900, question=question, post=question.post
        )
        LegacyAddress.objects.create(
            source="old", kind="answer", old_id=901, question=question, post=reply
        )
        return question

    @pytest.mark.parametrize(
        "url", ["/questions/900/", "/questions/900/its-title/", "/q/900", "/q/900/5"]
    )
    def test_of_a_question_lead_to_it(self, client: Client, imported: Question, url: str) -> None:
        response = client.get(url)
        assert (response.status_code, response["Location"]) == (301, imported.get_absolute_url())

    @pytest.mark.parametrize("url", ["/a/901", "/questions/900/its-title/901"])
    def test_of_an_answer_lead_to_it(self, client: Client, imported: Question, url: str) -> None:
        response = client.get(url)
        reply = imported.posts.get(kind="answer")
        expected = f"{imported.get_absolute_url()}#answer-{reply.pk}"
        assert (response.status_code, response["Location"]) == (301, expected)

    def test_give_way_to_a_question_of_ours_with_that_number(
        self, client: Client, imported: Question
    ) -> None:
        LegacyAddress.objects.filter(old_id=900).update(old_id=imported.pk)
        page(client, imported.get_absolute_url())

    def test_nobody_had_are_not_found(self, client: Client, imported: Question) -> None:
        for url in ("/q/902", "/a/902", "/questions/902/", f"/questions/{2**70}/"):
            page(client, url, status=404)


class TestCost:
    """The number of queries does not depend on how much a page shows."""

    @pytest.mark.parametrize("answers", [2, 30])
    def test_of_a_thread(
        self, client: Client, django_assert_num_queries: Any, answers: int
    ) -> None:
        url = busy_thread(answers).get_absolute_url()
        with django_assert_num_queries(THREAD_QUERIES):
            page(client, url)

    @pytest.mark.parametrize("answers", [2, 30])
    def test_of_a_thread_for_a_member(
        self,
        client_of: Callable[[User], Client],
        django_assert_num_queries: Any,
        answers: int,
    ) -> None:
        url = busy_thread(answers).get_absolute_url()
        reader = client_of(member())
        with django_assert_num_queries(SIGNED_IN_THREAD_QUERIES):
            page(reader, url)

    @pytest.mark.parametrize("count", [2, 20])
    def test_of_lists(self, client: Client, django_assert_num_queries: Any, count: int) -> None:
        for _ in range(count):
            ask(tags=["tents"])
        for url, queries in [
            ("/questions/", LIST_QUERIES),
            ("/", HOME_QUERIES),
            ("/tags/", TAG_LIST_QUERIES),
            ("/tags/tents/", TAG_QUERIES),
        ]:
            client.get(url)
            with django_assert_num_queries(queries):
                page(client, url)


def test_each_post_links_to_its_own_place(client: Client) -> None:
    reply = answer()
    url = reply.question.get_absolute_url()
    html = client.get(url).content.decode()
    assert f'href="{url}" data-copy-url' in html
    assert f'href="{url}#answer-{reply.pk}" data-copy-url' in html
