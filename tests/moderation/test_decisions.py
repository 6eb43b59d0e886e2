"""What moderators decide, and what follows from it."""

from typing import Any

import pytest

from accounts.models import User
from community.admission import Verdict
from community.enums import PostState
from community.models import Post
from community.services.states import delete_post, hide_post
from core.errors import InvalidInput, PermissionRefused
from moderation.enums import FlagState
from moderation.models import AuditEntry, Claim, Flag
from moderation.services import (
    approve_pending,
    claim_post,
    reject_pending,
    release_post,
    resolve_flags,
)
from moderation.services.decisions import AlreadyDecided
from moderation.services.queue import AlreadyClaimed
from moderation.signals import flags_resolved
from tests.factories.accounts import UserFactory
from tests.factories.community import answer, ask, comment, member
from tests.factories.moderation import flag

pytestmark = pytest.mark.django_db


def state_of(post: Post) -> str:
    return Post.objects.values_list("state", flat=True).get(pk=post.pk)


def hold_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("community.admission._checks", [lambda submission: Verdict.HOLD])


def test_agreeing_hides_the_post_with_the_main_reason_and_closes_all_its_reports(
    moderator: User,
) -> None:
    post = answer()
    flag(post, reason="rude")
    flag(post, reason="spam")
    resolve_flags(
        actor=moderator, kind="answer", public_id=post.pk, decision="agree", note="Third time."
    )
    post.refresh_from_db()
    assert (post.state, post.state_changed_by, post.state_reason) == ("hidden", moderator, "rude")
    assert set(Flag.objects.values_list("state", "handled_by")) == {("agreed", moderator.pk)}
    entry = AuditEntry.objects.get(action="flags_agreed")
    assert (entry.before, entry.after, entry.note) == ("visible", "hidden", "Third time.")
    assert (entry.actor, entry.post, entry.subject) == (moderator, post, post.author)


def test_agreeing_with_reports_of_a_question_hides_the_thread(moderator: User) -> None:
    question = ask()
    flag(question.posts.get())
    resolve_flags(actor=moderator, kind="question", public_id=question.pk, decision="agree")
    question.refresh_from_db()
    assert question.state == PostState.HIDDEN


def test_disagreeing_brings_an_automatically_hidden_post_back(moderator: User) -> None:
    post = answer()
    for _ in range(3):
        flag(post)
    assert state_of(post) == PostState.HIDDEN
    resolve_flags(actor=moderator, kind="answer", public_id=post.pk, decision="disagree")
    assert state_of(post) == PostState.VISIBLE
    assert set(Flag.objects.values_list("state", flat=True)) == {FlagState.DISAGREED}


def test_ignoring_closes_the_reports_and_changes_nothing_else(moderator: User) -> None:
    post = answer()
    flag(post)
    resolve_flags(actor=moderator, kind="answer", public_id=post.pk, decision="ignore")
    assert state_of(post) == PostState.VISIBLE
    assert Flag.objects.get().state == FlagState.IGNORED


def test_agreeing_with_a_report_of_a_comment_hides_only_the_comment(moderator: User) -> None:
    post = answer()
    note = comment(post)
    flag(note)
    resolve_flags(actor=moderator, kind="comment", public_id=note.pk, decision="agree")
    note.refresh_from_db()
    assert (note.state, state_of(post)) == (PostState.HIDDEN, PostState.VISIBLE)
    actions = AuditEntry.objects.values_list("action", flat=True)
    assert set(actions) == {"comment_hidden", "flags_agreed"}


def test_reports_of_a_post_and_of_its_comment_are_decided_separately(moderator: User) -> None:
    post = answer()
    on_post, on_comment = flag(post), flag(comment(post))
    resolve_flags(actor=moderator, kind="answer", public_id=post.pk, decision="ignore")
    on_post.refresh_from_db()
    on_comment.refresh_from_db()
    assert (on_post.state, on_comment.state) == (FlagState.IGNORED, FlagState.OPEN)


def test_the_second_moderator_learns_that_it_is_decided(moderator: User) -> None:
    post = answer()
    flag(post)
    resolve_flags(actor=moderator, kind="answer", public_id=post.pk, decision="ignore")
    with pytest.raises(AlreadyDecided):
        resolve_flags(actor=moderator, kind="answer", public_id=post.pk, decision="agree")
    assert state_of(post) == PostState.VISIBLE


@pytest.mark.parametrize("decision", ["", "burn"])
def test_an_unknown_decision_is_refused_and_changes_nothing(moderator: User, decision: str) -> None:
    post = answer()
    flag(post)
    with pytest.raises(InvalidInput):
        resolve_flags(actor=moderator, kind="answer", public_id=post.pk, decision=decision)
    assert Flag.objects.get().state == FlagState.OPEN
    assert not AuditEntry.objects.exists()


def test_only_moderators_decide_and_a_refusal_tells_nobody() -> None:
    post = answer()
    flag(post)
    heard: list[Any] = []
    flags_resolved.connect(lambda **payload: heard.append(payload), weak=False, dispatch_uid="t")
    try:
        with pytest.raises(PermissionRefused):
            resolve_flags(actor=member(), kind="answer", public_id=post.pk, decision="agree")
    finally:
        flags_resolved.disconnect(dispatch_uid="t")
    assert state_of(post) == PostState.VISIBLE
    assert (heard, AuditEntry.objects.count()) == ([], 0)


def test_a_pending_answer_appears_when_it_is_approved(
    moderator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = ask()
    hold_everything(monkeypatch)
    post = answer(question, UserFactory())
    assert state_of(post) == PostState.PENDING
    approve_pending(actor=moderator, kind="answer", public_id=post.pk)
    question.refresh_from_db()
    assert (state_of(post), question.answer_count) == (PostState.VISIBLE, 1)
    assert AuditEntry.objects.get().action == "post_approved"


def test_a_rejected_answer_never_appears_and_cannot_be_decided_again(
    moderator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = ask()
    hold_everything(monkeypatch)
    post = answer(question, UserFactory())
    reject_pending(actor=moderator, kind="answer", public_id=post.pk, note="Advertising")
    question.refresh_from_db()
    assert (state_of(post), question.answer_count) == (PostState.HIDDEN, 0)
    with pytest.raises(AlreadyDecided):
        approve_pending(actor=moderator, kind="answer", public_id=post.pk)


def test_a_claimed_item_is_somebodys_for_ten_minutes(moderator: User) -> None:
    post = answer()
    other = UserFactory(groups=["moderators"])
    claim_post(actor=moderator, post=post)
    claim_post(actor=moderator, post=post)
    with pytest.raises(AlreadyClaimed, match=moderator.name):
        claim_post(actor=other, post=post)
    release_post(actor=other, post=post)
    assert Claim.objects.get().moderator == moderator
    release_post(actor=moderator, post=post)
    assert claim_post(actor=other, post=post).moderator == other


def test_an_author_who_deletes_their_own_post_is_not_in_the_log(moderator: User) -> None:
    author = member()
    delete_post(actor=author, post=answer(author=author))
    assert not AuditEntry.objects.exists()
    delete_post(actor=moderator, post=answer(author=author, body="Buy a new zip, they are cheap."))
    assert AuditEntry.objects.get().action == "post_deleted"


def test_the_log_can_only_be_added_to(moderator: User) -> None:
    hide_post(actor=moderator, post=answer(), reason="spam")
    entries = AuditEntry.objects.all()
    for change in (lambda: entries.update(note="x"), entries.delete):
        with pytest.raises(TypeError, match="append-only"):
            change()
    assert entries.get().note == "spam"
