"""What readers say under articles reaches editors, and what editors do reaches the readers."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.errors import InvalidInput, PermissionRefused
from kb.enums import CheckReason, FeedbackReason, FeedbackState
from kb.models import ArticleCheck, ArticleFeedback, ArticlePage
from kb.selectors.feedback import feedback_inbox, verdicts_by_version
from kb.services.feedback import Reader, handle_feedback, open_issue, record_feedback
from notifications.models import Notification
from notifications.services.digest import notify_maintainers
from tests.factories import kb
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

WORDS = "Step two is missing for the old model."
PLANNED = {"state": "planned", "reply": "It comes next week."}


def said(
    article: ArticlePage | None = None,
    reader: User | None = None,
    helpful: bool = False,
    reason: str = FeedbackReason.INCOMPLETE,
    comment: str = WORDS,
) -> ArticleFeedback:
    return record_feedback(
        reader=Reader.member(reader or UserFactory()),
        article=article or kb.article(),
        helpful=helpful,
        reason=reason,
        comment=comment,
    )


def test_editors_find_what_readers_said_in_a_list_of_the_cms(
    editor: User, client_of: Callable[[User], Client]
) -> None:
    feedback = said()
    said(reason="", comment="")  # a bare No needs no answer
    done = said(comment="Another wish of a reader")
    handle_feedback(actor=editor, feedback=done, state=FeedbackState.DONE)

    page = client_of(editor).get(reverse("kb_feedback")).content.decode()
    assert WORDS in page
    assert "Something is missing" in page
    assert feedback.get_absolute_url() in page
    assert "Another wish" not in page
    every = client_of(editor).get(reverse("kb_feedback"), {"state": "null"}).content.decode()
    assert "Another wish" in every
    assert list(feedback_inbox().order_by("pk")) == [feedback, done]


@pytest.mark.parametrize("name", ["article", "owner", "reason", "section"])
def test_the_list_is_narrowed(name: str, editor: User, client_of: Callable[[User], Client]) -> None:
    mine, other = said(comment="This one of mine"), said(comment="Another", reason="unclear")
    article = ArticlePage.objects.get(pk=mine.article_id)
    value = {
        "article": article.pk,
        "owner": article.owner_id,
        "reason": mine.reason,
        "section": article.get_parent().pk,
    }[name]
    page = client_of(editor).get(reverse("kb_feedback"), {name: value}).content.decode()
    assert "This one of mine" in page
    assert other.comment not in page.split("<tbody")[1]


def test_an_answer_reaches_the_reader_once(editor: User, run_tasks: Any) -> None:
    reader = UserFactory()
    feedback = said(reader=reader)
    mail.outbox.clear()
    with run_tasks():
        for _ in range(2):
            handle_feedback(
                actor=editor, feedback=feedback, state="done", reply="Step two is there now."
            )

    told = Notification.objects.get(user=reader)
    assert (told.kind, told.variant) == ("feedback", "done")
    (message,) = [message for message in mail.outbox if message.to == [reader.email]]
    assert message.subject.startswith("Done: what you said about")
    assert "Step two is there now." in message.body


def test_declining_without_a_word_tells_nobody(editor: User, run_tasks: Any) -> None:
    reader = UserFactory()
    feedback = said(reader=reader)
    with run_tasks():
        handle_feedback(actor=editor, feedback=feedback, state="declined")
    assert not Notification.objects.filter(user=reader).exists()


def test_a_visitor_cannot_be_sent_a_reply(editor: User) -> None:
    feedback = record_feedback(
        reader=Reader.anonymous("192.0.2.1"),
        article=kb.article(),
        helpful=False,
        reason="unclear",
        comment=WORDS,
    )
    with pytest.raises(InvalidInput) as refusal:
        handle_feedback(actor=editor, feedback=feedback, state="done", reply="Thank you")
    assert "reply" in refusal.value.fields
    assert handle_feedback(actor=editor, feedback=feedback, state="done").state == "done"


@pytest.mark.parametrize(("state", "reply"), [("lost", ""), ("done", "x" * 601)])
def test_a_wrong_answer_is_refused_beside_its_field_and_changes_nothing(
    state: str, reply: str, editor: User, client_of: Callable[[User], Client]
) -> None:
    feedback = said()
    response = client_of(editor).post(feedback.get_absolute_url(), {"state": state, "reply": reply})
    assert response.status_code == 422
    assert reply in response.content.decode()
    feedback.refresh_from_db()
    assert (feedback.state, feedback.reply) == ("open", "")


@pytest.mark.parametrize("who", ["another editor", "the reader"])
def test_an_answer_to_what_was_said_otherwise_meanwhile_is_not_taken_unseen(
    who: str, editor: User, client_of: Callable[[User], Client]
) -> None:
    feedback = said()
    browser = client_of(editor)
    shown = browser.get(feedback.get_absolute_url()).context["form"]
    sent = {"state": "done", "reply": "Mended.", "begun_from": shown["begun_from"].value()}
    if who == "the reader":
        said(feedback.article, feedback.user, comment="Step three is wrong as well.")
        news = "Step three is wrong as well."
    else:
        handle_feedback(actor=UserFactory(groups=["editors"]), feedback=feedback, **PLANNED)
        news = PLANNED["reply"]

    refused = browser.post(feedback.get_absolute_url(), sent)

    page = refused.content.decode()
    assert refused.status_code == 409
    assert news in page
    assert "Mended." in page
    feedback.refresh_from_db()
    assert feedback.state != "done"
    again = sent | {"begun_from": refused.context["form"]["begun_from"].value()}
    for _time in range(2):
        assert browser.post(feedback.get_absolute_url(), again).status_code == 302
    feedback.refresh_from_db()
    assert (feedback.state, feedback.reply) == ("done", "Mended.")


def test_an_issue_that_is_asked_for_twice_says_it_once(editor: User) -> None:
    feedback = said()
    for _time in range(2):
        open_issue(actor=editor, feedback=feedback)
    assert ArticleCheck.objects.get(article=feedback.article).note == WORDS


def test_words_become_an_issue_of_the_article_and_are_added_to_one_that_is_open(
    editor: User, client_of: Callable[[User], Client]
) -> None:
    first = said()
    article = ArticlePage.objects.get(pk=first.article_id)
    second = said(article, comment="And step three is wrong.")
    for feedback in (first, second):
        response = client_of(editor).post(reverse("kb:feedback-issue", args=[feedback.pk]))
        assert response.status_code == 302

    issue = ArticleCheck.objects.get(article=article)
    assert (issue.reason, issue.closed_at) == (CheckReason.READER, None)
    assert issue.note.splitlines() == [WORDS, "And step three is wrong."]
    first.refresh_from_db()
    assert first.state == FeedbackState.PLANNED
    page = client_of(editor).get(reverse("kb:article-care", args=[article.pk])).content.decode()
    assert "And step three is wrong." in page


def test_other_words_of_the_reader_open_it_again(editor: User) -> None:
    feedback = said()
    article = ArticlePage.objects.get(pk=feedback.article_id)
    reader = feedback.user
    handle_feedback(actor=editor, feedback=feedback, state="done")
    assert said(article, reader).state == "done"
    assert said(article, reader, comment="It is still missing.").state == "open"


def test_members_neither_see_nor_answer_feedback(client_of: Callable[[User], Client]) -> None:
    feedback = said()
    member = UserFactory()
    assert client_of(member).get(feedback.get_absolute_url()).status_code == 403
    assert Client().get(feedback.get_absolute_url()).status_code == 302
    for act in (
        lambda: handle_feedback(actor=member, feedback=feedback, state="done"),
        lambda: open_issue(actor=member, feedback=feedback),
    ):
        with pytest.raises(PermissionRefused):
            act()
    feedback.refresh_from_db()
    assert feedback.state == "open"


def test_reasons_are_counted_for_each_version(editor: User) -> None:
    article = kb.article()
    said(article)
    said(article, reason="unclear")
    said(article, helpful=True, reason="", comment="")
    kb.change(article, "major")
    article.refresh_from_db()
    said(article, reason="inaccurate")

    newest, first = verdicts_by_version(article)
    assert (newest.helped, newest.failed, newest.percent) == (0, 1, 0)
    assert newest.reasons == (("It is wrong or out of date", 1),)
    assert (first.helped, first.failed, first.percent) == (1, 2, 33)
    assert dict(first.reasons) == {"Something is missing": 1, "It is hard to understand": 1}


def test_the_owner_sees_it_on_the_front_page_of_the_cms_and_in_the_weekly_mail(
    client_of: Callable[[User], Client], run_tasks: Any
) -> None:
    owner = kb.editor()
    article = kb.article(actor=owner)
    said(article)
    said(article, comment="Also this")

    page = client_of(owner).get("/cms/").content.decode()
    assert "Reader feedback" in page
    assert WORDS in page
    mail.outbox.clear()
    with run_tasks():
        notify_maintainers()
    (message,) = [message for message in mail.outbox if message.to == [owner.email]]
    assert article.title in message.body
    assert "2 comments of readers" in message.body


def test_the_list_and_the_page_take_the_same_queries_however_much_was_said(
    editor: User, client_of: Callable[[User], Client], django_assert_num_queries: Any
) -> None:
    feedback = said(kb.approve(kb.draft()))
    client = client_of(editor)
    client.get(reverse("kb_feedback"))
    article = ArticlePage.objects.get(pk=feedback.article_id)
    for url, queries in ((reverse("kb_feedback"), 13), (feedback.get_absolute_url(), 7)):
        for _ in range(2):
            with django_assert_num_queries(queries):
                assert client.get(url).status_code == 200
            for _ in range(3):
                said(article)
