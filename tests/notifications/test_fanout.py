"""Who is told of what, on the site and by mail."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import User
from community.admission import Verdict
from community.models import Follow
from community.services.answers import post_answer
from community.services.comments import post_comment
from community.services.follows import follow_question, follow_tag
from community.services.solutions import accept_answer, unaccept_answer
from community.services.states import delete_post, hide_post, restore_post
from core.errors import DomainError
from kb.services.promotion import decide_promotion
from kb.services.review import review_article, submit_for_review
from moderation.services import resolve_flags
from notifications.kinds import Kind
from notifications.models import Notification
from notifications.receivers import HEARD
from notifications.selectors.preferences import Channels
from notifications.services import notify, save_preferences
from notifications.services.fanout import EVENTS
from notifications.services.forum import notify_post
from tests.factories.accounts import UserFactory
from tests.factories.community import ANSWER_BODY, answer, ask, comment, member
from tests.factories.kb import draft, promotion
from tests.factories.moderation import flag

pytestmark = pytest.mark.django_db

RunTasks = Callable[[], AbstractContextManager[list[Any]]]


def told(user: User) -> list[tuple[str, str]]:
    """What somebody was told, in order; badges come with many acts and have their own test."""
    rows = Notification.objects.filter(user=user).exclude(kind=Kind.BADGE).order_by("pk")
    return list(rows.values_list("kind", "variant"))


def mailed() -> list[str]:
    return [email for message in mail.outbox for email in message.to]


def test_the_asker_and_followers_hear_of_an_answer_once_and_its_author_does_not(
    run_tasks: RunTasks,
) -> None:
    asker, follower, helper = member(), member(), member()
    question = ask(asker)
    follow_question(actor=follower, question=question)
    follow_question(actor=helper, question=question)
    with run_tasks():
        answer(question, helper)
    assert told(asker) == told(follower) == [("answer", "")]
    assert told(helper) == []
    assert sorted(mailed()) == sorted([asker.email, follower.email])


def test_an_answer_that_waits_for_approval_is_told_when_it_appears(
    run_tasks: RunTasks, moderator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    asker = member()
    question = ask(asker)
    monkeypatch.setattr("community.admission._checks", [lambda submission: Verdict.HOLD])
    with run_tasks():
        waiting = answer(question)
    assert told(asker) == []
    with run_tasks():
        restore_post(actor=moderator, post=waiting)
    assert told(asker) == [("answer", "")]
    assert told(waiting.author) == [("moderation", "approved")]


def test_followers_of_a_tag_see_its_new_questions_without_a_mail(run_tasks: RunTasks) -> None:
    editor = UserFactory(groups=["moderators"])
    first = ask(editor, tags=["tents"])
    follower = member()
    follow_tag(actor=follower, tag=first.tags.get())
    with run_tasks():
        ask(member(), tags=["tents"])
    assert told(follower) == [("question", "")]
    assert mailed() == []


def test_the_author_of_a_post_hears_of_a_comment(run_tasks: RunTasks) -> None:
    post = answer()
    with run_tasks():
        comment(post)
    assert told(post.author) == [("comment", "")]
    assert told(post.question.author) == []


def test_a_comment_on_ones_own_post_tells_nobody(run_tasks: RunTasks) -> None:
    post = answer()
    with run_tasks():
        comment(post, post.author)
    assert not Notification.objects.exists()


def test_who_is_mentioned_hears_once_even_when_told_anyway(run_tasks: RunTasks) -> None:
    post = answer(author=member(username="aino"))
    jan = member(username="jan")
    with run_tasks():
        comment(post, body="Thanks @aino, and @jan should read this too.")
    assert told(jan) == [("mention", "")]
    assert len(told(post.author)) == 1


def test_an_accepted_answer_is_told_to_its_author_once(run_tasks: RunTasks) -> None:
    post = answer()
    with run_tasks():
        accept_answer(actor=post.question.author, answer=post)
        unaccept_answer(actor=post.question.author, answer=post)
        accept_answer(actor=post.question.author, answer=post)
    assert told(post.author).count(("accepted", "")) == 1


def test_authors_hear_what_moderators_did_with_their_posts_but_not_who(
    run_tasks: RunTasks, moderator: User
) -> None:
    post = answer()
    with run_tasks():
        hide_post(actor=moderator, post=post, reason="spam")
    assert told(post.author) == [("moderation", "hidden")]
    with run_tasks():
        restore_post(actor=moderator, post=post)
    with run_tasks():
        delete_post(actor=moderator, post=post, reason="Same as another one")
    assert [variant for _kind, variant in told(post.author)] == ["hidden", "visible", "deleted"]
    assert not Notification.objects.filter(actor=moderator).exists()
    assert "It is spam or advertising" in mail.outbox[0].body
    assert "Same as another one" in mail.outbox[2].body


def test_authors_hear_nothing_of_what_they_do_themselves(run_tasks: RunTasks) -> None:
    post = answer()
    with run_tasks():
        delete_post(actor=post.author, post=post)
    assert told(post.author) == []


def test_reporters_hear_what_became_of_their_reports(run_tasks: RunTasks, moderator: User) -> None:
    post = answer()
    reporters = [flag(post).reporter, flag(post).reporter]
    with run_tasks():
        resolve_flags(actor=moderator, kind="answer", public_id=post.pk, decision="agree")
    for reporter in reporters:
        assert told(reporter) == [("moderation", "report_agreed")]


def test_a_badge_is_told_to_its_holder_on_the_site_only(run_tasks: RunTasks) -> None:
    post = answer()
    asker = post.question.author
    with run_tasks():
        accept_answer(actor=asker, answer=post)
    row = Notification.objects.get(user=asker, kind=Kind.BADGE)
    assert (row.data["name"], row.data["url"]) == ("Scholar", "/badges/scholar/")
    assert asker.email not in mailed()


def test_a_proposal_is_told_to_editors_and_to_the_author_of_the_answer(
    run_tasks: RunTasks, editor: User
) -> None:
    post = answer()
    with run_tasks():
        made = promotion(post)
    assert told(editor) == [("proposal", "")]
    assert told(post.author) == [("promotion", "proposed")]
    assert told(made.proposed_by) == []


def test_author_and_proposer_hear_of_the_way_into_the_knowledge_base(
    run_tasks: RunTasks, editor: User, expert: User
) -> None:
    made = promotion()
    author = made.answer.author
    with run_tasks():
        decided = decide_promotion(actor=editor, promotion=made, decision="accept")
    assert told(author) == told(made.proposed_by) == [("promotion", "accepted")]
    with run_tasks():
        submit_for_review(actor=editor, article=decided.article)
    assert told(expert) == [("review", "requested")]
    with run_tasks():
        review_article(actor=expert, article=decided.article, action="approve")
    assert told(author)[-1] == told(made.proposed_by)[-1] == ("promotion", "published")
    assert told(editor) == [("review", "approved")]


def test_a_declined_proposal_is_told_with_its_reason(run_tasks: RunTasks, editor: User) -> None:
    made = promotion()
    with run_tasks():
        decide_promotion(actor=editor, promotion=made, decision="decline", note="Too special.")
    assert told(made.answer.author) == [("promotion", "declined")]
    assert "Too special." in mail.outbox[0].body


def test_a_rejected_draft_is_told_to_who_wrote_it(run_tasks: RunTasks, expert: User) -> None:
    writer = UserFactory(groups=["editors"])
    article = draft(actor=writer)
    submit_for_review(actor=UserFactory(groups=["editors"]), article=article)
    with run_tasks():
        review_article(actor=expert, article=article, action="reject", comment="Step 2 is wrong.")
    assert told(writer) == [("review", "rejected")]


def test_what_is_refused_queues_nothing(
    django_capture_on_commit_callbacks: Any, run_tasks: RunTasks
) -> None:
    question = ask()
    with django_capture_on_commit_callbacks() as queued, pytest.raises(DomainError):
        post_answer(actor=member(), question=question, body="short")
    assert queued == []
    assert not Notification.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_neither_told_nor_mailed() -> None:
    question = ask()
    helper = member()
    with transaction.atomic():
        post_answer(actor=helper, question=question, body=ANSWER_BODY)
        transaction.set_rollback(True)
    assert mail.outbox == []
    assert not Notification.objects.exists()
    post_answer(actor=helper, question=question, body=ANSWER_BODY)
    assert mailed() == [question.author.email]


def test_a_redelivered_event_tells_and_mails_nothing_again(run_tasks: RunTasks) -> None:
    post = answer()
    with run_tasks():
        notify_post(post_id=post.pk)
    with run_tasks():
        notify_post(post_id=post.pk)
    assert Notification.objects.filter(user=post.question.author).count() == 1
    assert mailed() == [post.question.author.email]


def test_who_switched_a_kind_off_is_told_nothing(run_tasks: RunTasks) -> None:
    post = answer()
    author = post.author
    save_preferences(actor=author, choices={Kind.COMMENT: Channels(in_app=False, email=False)})
    with run_tasks():
        post_comment(actor=member(), post=post, body="Which wax?")
    assert told(author) == []


def test_who_wants_only_mail_gets_only_mail(run_tasks: RunTasks) -> None:
    post = answer()
    author = post.author
    save_preferences(actor=author, choices={Kind.COMMENT: Channels(in_app=False, email=True)})
    with run_tasks():
        comment(post)
    assert mailed() == [author.email]
    assert not Notification.objects.filter(user=author, in_app=True).exists()


def test_inactive_people_and_those_without_an_email_address_are_spared(run_tasks: RunTasks) -> None:
    gone, silent = member(is_active=False), member(email="")
    post = answer()
    with run_tasks():
        notify(
            kind=Kind.ANSWER,
            recipients=[gone.pk, silent.pk],
            event_key="x",
            actor_id=post.author_id,
            post_id=post.pk,
            question_id=post.question_id,
        )
    assert told(gone) == []
    assert told(silent) == [("answer", "")]
    assert mailed() == []


def test_who_may_not_read_the_post_is_not_told(run_tasks: RunTasks, moderator: User) -> None:
    post = hide_post(actor=moderator, post=answer(), reason="spam")
    stranger = member()
    notify(
        kind=Kind.MENTION,
        recipients=[stranger.pk, moderator.pk],
        event_key="y",
        post_id=post.pk,
        question_id=post.question_id,
    )
    assert told(stranger) == []
    assert told(moderator) == [("mention", "")]


def test_every_event_that_is_heard_has_somebody_who_tells_of_it() -> None:
    assert set(HEARD) == set(EVENTS)


def test_five_hundred_followers_are_told_in_few_queries(django_assert_max_num_queries: Any) -> None:
    question = ask()
    people = User.objects.bulk_create(
        User(username=f"follower{n}", email=f"follower{n}@example.com") for n in range(600)
    )
    Follow.objects.bulk_create(
        Follow(user=person, question=question, created_at=question.created_at) for person in people
    )
    post = answer(question)
    with django_assert_max_num_queries(40):
        notify_post(post_id=post.pk)
    assert Notification.objects.filter(post=post).count() == 601


class Redelivery(TestCase):
    """However often and in whatever order events arrive, each person has each at most once."""

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 2)), max_size=12))
    def test_order_and_repetition_do_not_matter(self, calls: list[tuple[str, int]]) -> None:
        people = [member() for _ in range(3)]
        post = answer()
        for key, person in calls:
            notify(
                kind=Kind.ANSWER,
                recipients=[people[person].pk],
                event_key=key,
                post_id=post.pk,
                question_id=post.question_id,
            )
        pairs = set(Notification.objects.values_list("event_key", "user_id"))
        assert Notification.objects.count() == len(pairs)
        assert pairs == {(key, people[person].pk) for key, person in calls}
