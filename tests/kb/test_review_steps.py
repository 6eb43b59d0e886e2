"""Two steps of a review: whose turn it is, until when, and who is at it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Task, TaskState

from accounts.models import User
from kb import signals
from kb.models import ArticlePage, ContentCheckTask, ExpertReviewTask, ReviewTicket, SectionPage
from kb.permissions import ContentUnchecked, NotInField, can_review_article
from kb.services.review import (
    ClaimedByOther,
    claim_review,
    release_review,
    remind_of_reviews,
    review_article,
    submit_for_review,
)
from tests.factories import community as forum
from tests.factories import kb
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def step(article: ArticlePage) -> type[Task]:
    return type(ArticlePage.objects.get(pk=article.pk).current_workflow_task)


def with_expert(*people: User) -> SectionPage:
    section = kb.section("Stoves")
    section.experts.set(people)
    section.save()
    return section


def test_an_editors_own_draft_waits_for_another_editor_and_then_for_an_expert() -> None:
    author, colleague, expert = kb.editor(), kb.editor(), kb.expert()
    draft = submit_for_review(actor=author, article=kb.draft(actor=author))
    assert step(draft) is ContentCheckTask

    with pytest.raises(ContentUnchecked):
        review_article(actor=expert, article=draft, action="approve")
    checked = review_article(actor=colleague, article=draft, action="approve")

    assert not checked.live
    assert step(draft) is ExpertReviewTask
    assert review_article(actor=expert, article=draft, action="approve").live


def test_who_hands_in_what_somebody_else_wrote_has_checked_its_content() -> None:
    draft = kb.draft(actor=kb.editor())

    submit_for_review(actor=kb.editor(), article=draft)

    assert step(draft) is ExpertReviewTask


def test_an_answer_of_the_community_was_checked_by_the_editor_who_hands_it_in() -> None:
    colleague = kb.editor()
    accepted = kb.accept(kb.promotion(forum.answer()), actor=kb.editor())
    assert accepted.article is not None

    submit_for_review(actor=accepted.decided_by, article=accepted.article)

    assert step(accepted.article) is ExpertReviewTask
    assert colleague.pk != accepted.decided_by_id


def test_an_editor_who_promotes_their_own_answer_needs_a_colleague() -> None:
    author = kb.editor()
    kb.editor()
    accepted = kb.accept(kb.promotion(forum.answer(author=author)), actor=author)
    assert accepted.article is not None

    submit_for_review(actor=author, article=accepted.article)

    assert step(accepted.article) is ContentCheckTask


def test_in_a_shop_with_one_editor_the_expert_is_the_second_pair_of_eyes(editor: User) -> None:
    section = kb.section("Stoves", actor=editor)
    draft = kb.draft(actor=editor, section=section)

    submit_for_review(actor=editor, article=draft)

    assert step(draft) is ExpertReviewTask


def test_only_the_experts_of_a_section_review_what_stands_in_it(
    client_of: Callable[[User], Client], expert: User
) -> None:
    stranger = kb.expert()
    draft = kb.hand_in(kb.draft(section=with_expert(expert)))

    with pytest.raises(NotInField):
        review_article(actor=stranger, article=draft, action="approve")
    assert not can_review_article(stranger, draft)
    assert not draft.current_workflow_task.get_actions(draft, stranger)
    draft.refresh_from_db()
    assert not draft.live

    assert review_article(actor=expert, article=draft, action="approve").live


def test_a_section_without_experts_asks_those_of_the_section_above(expert: User) -> None:
    outer = with_expert(expert)
    inner = kb.section("Gas", parent=outer)
    draft = kb.hand_in(kb.draft(section=inner))

    assert can_review_article(expert, draft)
    assert not can_review_article(kb.expert(), draft)


def test_where_the_only_expert_wrote_the_draft_any_other_may_review_it() -> None:
    author = UserFactory(groups=["editors", "experts"])
    draft = kb.hand_in(kb.draft(actor=author, section=with_expert(author)))

    assert not can_review_article(author, draft)
    assert can_review_article(kb.expert(), draft)


def test_a_claim_keeps_others_away_for_ten_minutes(
    monkeypatch: pytest.MonkeyPatch, expert: User
) -> None:
    second = kb.expert()
    draft = kb.hand_in(kb.draft())
    claim_review(actor=expert, article=draft)

    with pytest.raises(ClaimedByOther) as refusal:
        review_article(actor=second, article=draft, action="approve")
    assert expert.name in str(refusal.value.message)
    assert not draft.current_workflow_task.get_actions(draft, second)
    with pytest.raises(ClaimedByOther):
        claim_review(actor=second, article=draft)

    ReviewTicket.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert review_article(actor=second, article=draft, action="approve").live


def test_a_claim_can_be_given_back(expert: User) -> None:
    second = kb.expert()
    draft = kb.hand_in(kb.draft())
    claim_review(actor=expert, article=draft)

    release_review(actor=second, article=draft)
    assert ReviewTicket.objects.filter(claimed_by=expert).exists()
    release_review(actor=expert, article=draft)

    assert claim_review(actor=second, article=draft).claimed_by == second


def test_the_list_says_who_is_at_it_and_lets_only_them_give_it_back(
    client_of: Callable[[User], Client], expert: User
) -> None:
    draft = kb.hand_in(kb.draft())
    holder, other = client_of(expert), client_of(kb.expert())

    taken = holder.post(reverse("kb:review-claim", args=[draft.pk]))
    seen = other.get(reverse("kb:review-list")).content.decode()
    refused = other.post(reverse("kb:review-claim", args=[draft.pk]))

    assert taken.status_code == 302
    assert expert.name in seen
    assert reverse("kb:review-release", args=[draft.pk]) not in seen
    assert refused.status_code == 409
    assert holder.post(reverse("kb:review-release", args=[draft.pk])).status_code == 302
    assert ReviewTicket.objects.get().claimed_by is None


def test_whoever_lets_a_review_wait_is_reminded_once(expert: User) -> None:
    told: list[dict[str, Any]] = []

    def receive(sender: Any, **payload: Any) -> None:
        told.append(payload)

    draft = kb.hand_in(kb.draft())
    today = timezone.localdate()
    due = ReviewTicket.objects.get().due_on
    signals.review_overdue.connect(receive)
    try:
        assert remind_of_reviews(today=due - timedelta(days=1)) == 0
        assert remind_of_reviews(today=due) == 1
        assert remind_of_reviews(today=due) == 0
    finally:
        signals.review_overdue.disconnect(receive)

    assert due == today + timedelta(days=3)
    waiting = draft.current_workflow_task_state.pk
    assert [payload["task_state_id"] for payload in told] == [waiting]


def test_a_finished_review_reminds_nobody() -> None:
    kb.approve(kb.draft())

    assert remind_of_reviews(today=timezone.localdate() + timedelta(days=30)) == 0


@pytest.mark.parametrize("action", ["publish", "unpublish", "move"])
@pytest.mark.parametrize("role", ["experts", "editors", "moderators"])
def test_nobody_approves_in_bulk(
    action: str, role: str, client_of: Callable[[User], Client]
) -> None:
    drafts = [kb.hand_in(kb.draft()) for _ in range(2)]
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    ids = "&".join(f"id={draft.pk}" for draft in drafts)

    client_of(UserFactory(groups=[role])).post(f"{url}?{ids}", {"include_descendants": "on"})

    assert ArticlePage.objects.filter(live=False).count() == 2
    assert TaskState.objects.filter(status="in_progress").count() == 2
