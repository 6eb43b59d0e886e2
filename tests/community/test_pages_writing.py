"""Writing in the browser: every action as a plain form, and as a fragment for htmx."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from community.models import Comment, Follow, Post, Question, Tag, Vote
from tests.factories.accounts import UserFactory
from tests.factories.community import ANSWER_BODY, QUESTION_BODY, answer, ask, comment, member

pytestmark = pytest.mark.django_db

TITLE = "Which wax keeps the zip of a tent going?"
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def writer() -> User:
    return member(username="writer")


@pytest.fixture
def browser(writer: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(writer)


class TestAnswering:
    def test_posts_an_answer_and_leads_to_it(self, browser: Client) -> None:
        question = ask()
        response = browser.post(f"{question.get_absolute_url()}answer/", {"body": ANSWER_BODY})
        posted = question.posts.get(kind="answer")
        assert response["Location"] == posted.get_absolute_url()
        assert posted.body_markdown == ANSWER_BODY

    def test_sent_twice_posts_once(self, browser: Client) -> None:
        question = ask()
        form = {"body": ANSWER_BODY, "idempotency_key": str(uuid4())}
        for _ in range(2):
            browser.post(f"{question.get_absolute_url()}answer/", form)
        assert question.posts.filter(kind="answer").count() == 1

    def test_that_is_too_short_is_said_on_the_page(self, browser: Client) -> None:
        question = ask()
        response = browser.post(f"{question.get_absolute_url()}answer/", {"body": "Wax."})
        html = response.content.decode()
        assert response.status_code == 422
        assert question.title in html
        assert "Wax.</textarea>" in html
        assert 'id="id_body_error"' in html
        assert not question.posts.filter(kind="answer").exists()

    def test_with_an_expired_session_keeps_the_text(self, client: Client, writer: User) -> None:
        question = ask()
        response = client.post(f"{question.get_absolute_url()}answer/", {"body": ANSWER_BODY})
        assert response.status_code == 302
        assert response["Location"].startswith("/accounts/login/?next=/questions/")
        client.force_login(writer, backend="django.contrib.auth.backends.ModelBackend")
        assert ANSWER_BODY in client.get(question.get_absolute_url()).content.decode()

    def test_a_deleted_question_is_not_possible(self, browser: Client, moderator: User) -> None:
        question = ask()
        Question.objects.update(state="deleted")
        Post.objects.update(state="deleted")
        response = browser.post(f"{question.get_absolute_url()}answer/", {"body": ANSWER_BODY})
        assert response.status_code == 404
        assert Post.objects.count() == 1


class TestVoting:
    def url(self, post: Post) -> str:
        return f"/posts/{post.pk}/vote/"

    def test_counts_and_leads_back(self, browser: Client) -> None:
        post = answer()
        response = browser.post(self.url(post), {"value": "1"})
        assert response["Location"] == post.get_absolute_url()
        post.refresh_from_db()
        assert post.score == 1

    def test_by_htmx_gets_the_control_and_an_announcement(self, browser: Client) -> None:
        post = answer()
        html = browser.post(self.url(post), {"value": "1"}, **HTMX).content.decode()
        assert f'id="vote-up-{post.pk}"' in html
        assert 'aria-pressed="true"' in html
        assert "The score is now 1." in html
        assert "<html" not in html

    def test_on_ones_own_post_is_refused_with_the_reason(
        self, browser: Client, writer: User
    ) -> None:
        post = answer(author=writer)
        response = browser.post(self.url(post), {"value": "1"})
        assert response.status_code == 403
        refusal = '<p class="refusal" role="alert" tabindex="-1" autofocus>'
        assert f"{refusal}You cannot vote on your own post.</p>" in response.content.decode()
        fragment = browser.post(self.url(post), {"value": "1"}, **HTMX)
        assert fragment.status_code == 403
        assert fragment["HX-Retarget"] == "#messages"
        assert "<html" not in fragment.content.decode()
        assert not Vote.objects.exists()

    def test_shows_what_is_not_allowed_yet_and_what_it_takes(
        self, client_of: Callable[[User], Client], user: User
    ) -> None:
        post = answer()
        html = client_of(user).get(post.question.get_absolute_url()).content.decode()
        down = f'id="vote-down-{post.pk}" type="button" aria-disabled="true"'
        hint = f'id="vote-down-hint-{post.pk}">From 125 points; you have 1.</span>'
        assert f'{down} aria-describedby="vote-down-hint-{post.pk}"' in html
        assert hint in html
        assert f'id="vote-up-{post.pk}" type="submit"' in html
        again = client_of(user).post(self.url(post), {"value": "1"}, **HTMX).content.decode()
        assert hint in again

    def test_is_not_offered_in_a_locked_thread(
        self, browser: Client, client_of: Callable[[User], Client], user: User
    ) -> None:
        post = answer()
        Question.objects.update(locked_at=timezone.now())
        html = client_of(user).get(post.question.get_absolute_url()).content.decode()
        assert self.url(post) not in html
        assert browser.post(self.url(post), {"value": "1"}).status_code == 403

    @pytest.mark.parametrize("value", ["", "2", "x", "1.0"])
    def test_takes_only_up_down_and_none(self, browser: Client, value: str) -> None:
        assert browser.post(self.url(answer()), {"value": value}).status_code == 422
        assert not Vote.objects.exists()

    def test_needs_somebody_signed_in(self, client: Client) -> None:
        post = answer()
        assert client.post(self.url(post), {"value": "1"}).status_code == 302
        assert not Vote.objects.exists()

    def test_by_url_alone_does_nothing(self, browser: Client) -> None:
        assert browser.get(self.url(answer())).status_code == 405


class TestAccepting:
    def test_by_the_asker_and_taking_it_back(self, client_of: Callable[[User], Client]) -> None:
        reply = answer()
        asker = client_of(reply.question.author)
        for choice, accepted in [("accept", True), ("unaccept", False)]:
            response = asker.post(f"/answers/{reply.pk}/accept/", {"do": choice})
            assert response["Location"] == reply.get_absolute_url()
            reply.refresh_from_db()
            assert reply.is_accepted is accepted

    def test_by_a_stranger_is_refused(self, browser: Client) -> None:
        reply = answer()
        response = browser.post(f"/answers/{reply.pk}/accept/")
        assert response.status_code == 403
        assert "Only the person who asked" in response.content.decode()
        reply.refresh_from_db()
        assert not reply.is_accepted


class TestCommenting:
    def test_leads_to_the_comment(self, browser: Client) -> None:
        post = answer()
        response = browser.post(f"/posts/{post.pk}/comment/", {"body": "Which model is it?"})
        assert response["Location"] == Comment.objects.get().get_absolute_url()

    def test_by_htmx_gets_all_comments_of_the_post(self, browser: Client) -> None:
        post = answer()
        comment(post, body="The first remark.")
        html = browser.post(
            f"/posts/{post.pk}/comment/", {"body": "The second remark."}, **HTMX
        ).content.decode()
        assert html.index("The first remark.") < html.index("The second remark.")
        assert "Your comment is posted." in html
        assert "<html" not in html

    def test_that_is_too_long_keeps_the_text(self, browser: Client) -> None:
        post = answer()
        text = "word " * 200
        plain = browser.post(f"/posts/{post.pk}/comment/", {"body": text})
        fragment = browser.post(f"/posts/{post.pk}/comment/", {"body": text}, **HTMX)
        for response in (plain, fragment):
            assert response.status_code == 422
            assert text.strip() in response.content.decode()
            assert "too long" in response.content.decode()
        assert fragment["HX-Retarget"] == f"#comments-{post.pk}"
        assert not Comment.objects.exists()

    def test_can_be_edited_and_deleted_by_its_author(self, browser: Client, writer: User) -> None:
        remark = comment(answer(), author=writer)
        browser.post(f"/comments/{remark.pk}/edit/", {"body": "Which year is it from?"})
        remark.refresh_from_db()
        assert remark.body == "Which year is it from?"
        browser.post(f"/comments/{remark.pk}/delete/")
        remark.refresh_from_db()
        assert remark.state == "deleted"
        assert browser.get(f"/comments/{remark.pk}/edit/").status_code == 404

    def test_of_others_cannot_be_edited(self, browser: Client) -> None:
        remark = comment(answer())
        assert browser.get(f"/comments/{remark.pk}/edit/").status_code == 403
        assert browser.post(f"/comments/{remark.pk}/delete/").status_code == 403
        remark.refresh_from_db()
        assert remark.state == "visible"


class TestEditing:
    def test_a_question_changes_title_text_and_tags(self, browser: Client, writer: User) -> None:
        question = ask(author=writer, tags=["tents"])
        url = f"{question.get_absolute_url()}edit/"
        assert question.title in browser.get(url).content.decode()
        changed = {"title": TITLE, "body": QUESTION_BODY + " Again.", "tags": "zips"}
        response = browser.post(url, changed | {"summary": "Clearer title"})
        question.refresh_from_db()
        assert response["Location"] == question.get_absolute_url()
        assert (question.title, [*question.tags.names()]) == (TITLE, ["zips"])
        assert question.post.revisions.get(number=2).summary == "Clearer title"

    def test_what_is_wrong_keeps_the_text_and_the_post(self, browser: Client, writer: User) -> None:
        reply = answer(author=writer)
        response = browser.post(f"/answers/{reply.pk}/edit/", {"body": "No."})
        assert response.status_code == 422
        assert "No.</textarea>" in response.content.decode()
        reply.refresh_from_db()
        assert reply.body_markdown == ANSWER_BODY

    def test_is_for_those_who_may(self, client_of: Callable[[User], Client]) -> None:
        reply = answer()
        newcomer = client_of(UserFactory())
        assert newcomer.get(f"/answers/{reply.pk}/edit/").status_code == 403
        assert newcomer.post(f"/answers/{reply.pk}/edit/", {"body": "x" * 50}).status_code == 403
        reply.refresh_from_db()
        assert reply.revision_count == 1

    def test_a_former_version_can_be_brought_back(self, browser: Client, writer: User) -> None:
        reply = answer(author=writer)
        browser.post(f"/answers/{reply.pk}/edit/", {"body": ANSWER_BODY + " Or soap."})
        response = browser.post(f"/posts/{reply.pk}/history/1/restore/")
        assert response["Location"] == f"/posts/{reply.pk}/history/"
        reply.refresh_from_db()
        assert (reply.body_markdown, reply.revision_count) == (ANSWER_BODY, 3)


class TestDeleting:
    def test_can_be_taken_back_by_the_author(self, browser: Client, writer: User) -> None:
        reply = answer(author=writer)
        response = browser.post(f"/posts/{reply.pk}/delete/", follow=True)
        assert response.redirect_chain == [(reply.question.get_absolute_url(), 302)]
        html = response.content.decode()
        undo = f'<form class="inline-form" method="post" action="/posts/{reply.pk}/undelete/">'
        assert f"<p>Deleted.</p>\n      {undo}" in html
        reply.refresh_from_db()
        assert reply.state == "deleted"
        browser.post(f"/posts/{reply.pk}/undelete/")
        reply.refresh_from_db()
        assert reply.state == "visible"

    def test_of_an_answered_question_is_refused_with_the_reason(
        self, browser: Client, writer: User
    ) -> None:
        question = ask(author=writer)
        answer(question)
        response = browser.post(f"/posts/{question.post.pk}/delete/")
        assert response.status_code == 403
        assert "People have answered this question" in response.content.decode()

    def test_hides_the_post_and_its_history_from_others(
        self, browser: Client, client: Client, writer: User
    ) -> None:
        reply = answer(author=writer)
        browser.post(f"/posts/{reply.pk}/delete/")
        assert client.get(f"/posts/{reply.pk}/history/").status_code == 404
        assert client.get(f"/a/{reply.pk}").status_code == 404


class TestFollowing:
    def test_a_question_and_stopping(self, browser: Client, writer: User) -> None:
        question = ask()
        url = f"{question.get_absolute_url()}follow/"
        html = browser.post(url, {"do": "follow"}, **HTMX).content.decode()
        assert "Following" in html
        assert Follow.objects.filter(user=writer, question=question).exists()
        assert browser.post(url, {"do": "unfollow"})["Location"] == question.get_absolute_url()
        assert not Follow.objects.filter(user=writer, question=question).exists()

    def test_a_tag(self, browser: Client, writer: User) -> None:
        ask(tags=["tents"])
        browser.post("/tags/tents/follow/", {"do": "follow"})
        assert Follow.objects.filter(user=writer, tag__name="tents").exists()
        assert 'value="unfollow"' in browser.get("/tags/tents/").content.decode()


class TestClosing:
    def test_as_a_duplicate_names_the_other_question(
        self, client_of: Callable[[User], Client], moderator: User
    ) -> None:
        question, original = ask(), ask()
        browser = client_of(moderator)
        url = f"{question.get_absolute_url()}close/"
        refused = browser.post(url, {"reason": "duplicate", "duplicate_of": "no idea"})
        assert refused.status_code == 422
        other_url = f"https://shop.example{original.get_absolute_url()}"
        browser.post(url, {"reason": "duplicate", "duplicate_of": other_url})
        question.refresh_from_db()
        assert question.duplicate_of == original
        assert original.title in Client().get(question.get_absolute_url()).content.decode()
        browser.post(f"{question.get_absolute_url()}reopen/")
        question.refresh_from_db()
        assert not question.is_closed

    def test_is_for_those_who_may(self, client_of: Callable[[User], Client]) -> None:
        url = f"{ask().get_absolute_url()}close/"
        assert client_of(UserFactory()).get(url).status_code == 403


def test_a_preview_shows_what_would_be_stored_and_keeps_nothing(browser: Client) -> None:
    html = browser.post("/preview/", {"body": "**Bold** <script>x</script>"}).content.decode()
    assert "<strong>Bold</strong>" in html
    assert "<script>" not in html
    assert not Post.objects.exists()


def test_moderators_describe_tags(
    client_of: Callable[[User], Client], moderator: User, browser: Client
) -> None:
    ask(tags=["tents"])
    assert browser.get("/tags/tents/edit/").status_code == 403
    client_of(moderator).post("/tags/tents/edit/", {"description": "Shelters you *carry*."})
    assert Tag.objects.get(name="tents").description_html.strip() == (
        "<p>Shelters you <em>carry</em>.</p>"
    )


def test_every_writing_url_refuses_strangers_without_changing_anything(
    client: Client,
) -> None:
    reply = answer()
    remark = comment(reply)
    question = reply.question.get_absolute_url()
    for url in (
        f"{question}answer/",
        f"{question}follow/",
        f"{question}edit/",
        f"{question}close/",
        f"{question}reopen/",
        f"/answers/{reply.pk}/edit/",
        f"/answers/{reply.pk}/accept/",
        f"/posts/{reply.pk}/vote/",
        f"/posts/{reply.pk}/comment/",
        f"/posts/{reply.pk}/delete/",
        f"/posts/{reply.pk}/undelete/",
        f"/posts/{reply.pk}/history/1/restore/",
        f"/comments/{remark.pk}/edit/",
        f"/comments/{remark.pk}/delete/",
    ):
        response = client.post(url, {"body": "A text that is long enough.", "value": "1"})
        assert response.status_code == 302, url
        assert response["Location"].startswith("/accounts/login/"), url
    assert (Post.objects.count(), Comment.objects.count(), Vote.objects.count()) == (2, 1, 0)
