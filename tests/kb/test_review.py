"""Nobody alone publishes what they wrote."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import TaskState, WorkflowState

from accounts.models import User
from community.models import Post
from core.errors import Conflict, InvalidInput, PermissionRefused
from kb import signals
from kb.models import ArticlePage
from kb.models.authorship import draft_author_ids
from kb.permissions import SelfReview
from kb.services.articles import revise_article
from kb.services.review import DraftChanged, NothingToReview, review_article, submit_for_review
from tests.factories import community as forum
from tests.factories import kb
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

BOTH_ROLES = ["editors", "experts"]


def workflow_action(person_client: Client, article: ArticlePage, action: str) -> Any:
    """What the CMS sends when a reviewer presses a button."""
    state = TaskState.objects.get(
        workflow_state__object_id=str(article.pk), status=TaskState.STATUS_IN_PROGRESS
    )
    return person_client.post(
        reverse("wagtailadmin_pages:workflow_action", args=[article.pk, action, state.pk]),
        {"comment": "As it should be"},
    )


def test_an_expert_approves_and_is_named_on_the_article(expert: User) -> None:
    draft = kb.hand_in(kb.draft())

    article = review_article(actor=expert, article=draft, action="approve")

    assert article.live
    assert not article.has_unpublished_changes
    assert article.verified_by == expert
    assert article.verified_on is not None
    assert article.review_due is not None
    assert (article.review_due - article.verified_on).days == 180
    assert WorkflowState.objects.get().status == "approved"


def test_a_rejected_draft_goes_back_with_its_reason_and_comes_again(
    expert: User, editor: User, client_of: Callable[[User], Client]
) -> None:
    told: list[dict[str, Any]] = []

    def receive(sender: Any, **payload: Any) -> None:
        told.append(payload)

    signals.draft_reviewed.connect(receive)
    draft = kb.hand_in(kb.draft(actor=editor))
    response = client_of(expert).post(
        reverse("kb:review-detail", args=[draft.pk]),
        {
            "action": "reject",
            "comment": "Wax harms coated zips.",
            "revision": draft.latest_revision_id,
        },
    )
    signals.draft_reviewed.disconnect(receive)

    assert response.status_code == 302
    draft.refresh_from_db()
    assert not draft.live
    assert told[0]["editor_ids"] == [editor.pk]
    assert told[0]["comment"] == "Wax harms coated zips."
    page = client_of(editor).get(reverse("kb:review-detail", args=[draft.pk]))
    assert "Wax harms coated zips." in page.content.decode()

    revise_article(actor=editor, article=draft, body_markdown="Use silicone instead.")
    assert kb.approve(draft).live


def test_a_rejection_without_a_reason_is_refused(expert: User) -> None:
    draft = kb.draft()

    with pytest.raises(InvalidInput) as refusal:
        review_article(actor=expert, article=draft, action="reject", comment="  ")

    assert "comment" in refusal.value.fields
    assert not WorkflowState.objects.exists()


def test_whoever_made_the_draft_cannot_approve_it() -> None:
    both = UserFactory(groups=BOTH_ROLES)
    draft = kb.draft(actor=both)

    with pytest.raises(SelfReview):
        review_article(actor=both, article=draft, action="approve")

    draft.refresh_from_db()
    assert not draft.live


def test_an_administrator_who_wrote_the_draft_cannot_review_it(admin: User) -> None:
    draft = kb.draft(actor=admin)

    with pytest.raises(SelfReview):
        review_article(actor=admin, article=draft, action="approve")


def test_a_reviewer_who_changed_the_draft_needs_somebody_else(expert: User) -> None:
    both = UserFactory(groups=BOTH_ROLES)
    draft = kb.draft()
    revise_article(actor=both, article=draft, body_markdown="Something else entirely.")

    with pytest.raises(SelfReview):
        review_article(actor=both, article=draft, action="approve")

    assert kb.approve(draft, expert).live


def test_saving_a_draft_again_unchanged_does_not_make_an_author() -> None:
    author, anonymous = kb.editor(), UserFactory(groups=BOTH_ROLES)
    draft = kb.draft(actor=author)
    draft.get_latest_revision_as_object().save_revision(user=anonymous)

    assert draft_author_ids(ArticlePage.objects.get(pk=draft.pk)) == {author.pk}


def test_two_authors_cannot_launder_each_others_changes() -> None:
    first, second = UserFactory(groups=BOTH_ROLES), UserFactory(groups=BOTH_ROLES)
    draft = kb.draft()
    revise_article(actor=first, article=draft, body_markdown="The first change.")
    revise_article(actor=second, article=draft, body_markdown="The second change.")

    for author in (first, second):
        with pytest.raises(SelfReview):
            review_article(actor=author, article=draft, action="approve")


def test_authorship_starts_anew_with_each_publication() -> None:
    both = UserFactory(groups=BOTH_ROLES)
    draft = kb.draft()
    revise_article(actor=both, article=draft, body_markdown="A change before the publication.")
    article = kb.approve(draft)
    revise_article(actor=kb.editor(), article=article, body_markdown="Somebody else's change.")

    assert kb.approve(article, both).verified_by == both


@pytest.mark.parametrize("role", [[], ["editors"]])
def test_others_than_experts_and_moderators_do_not_review(role: list[str]) -> None:
    draft = kb.hand_in(kb.draft())

    with pytest.raises(PermissionRefused):
        review_article(actor=UserFactory(groups=role), article=draft, action="approve")

    draft.refresh_from_db()
    assert not draft.live


def test_a_moderator_may_review(moderator: User) -> None:
    draft = kb.hand_in(kb.draft())

    assert review_article(actor=moderator, article=draft, action="approve").live


def test_a_judgement_of_an_older_version_is_refused(expert: User, editor: User) -> None:
    draft = kb.draft(actor=editor)
    seen = draft.latest_revision_id
    revise_article(actor=editor, article=draft, body_markdown="Changed while the expert read.")

    with pytest.raises(DraftChanged):
        review_article(actor=expert, article=draft, action="approve", revision_id=seen)

    draft.refresh_from_db()
    assert not draft.live


def test_a_published_article_without_changes_cannot_be_judged_again(expert: User) -> None:
    article = kb.article()

    with pytest.raises(NothingToReview):
        review_article(actor=expert, article=article, action="approve")


def test_while_a_draft_is_judged_its_editor_cannot_change_it(editor: User) -> None:
    draft = submit_for_review(actor=editor, article=kb.draft(actor=editor))

    with pytest.raises(Conflict):
        revise_article(actor=editor, article=draft, body_markdown="Too late.")


def test_an_expert_approves_inside_the_cms(
    expert: User, editor: User, client_of: Callable[[User], Client]
) -> None:
    draft = kb.hand_in(kb.draft(actor=editor))
    at_cms = client_of(expert)

    assert draft.title in at_cms.get(reverse("wagtailadmin_home")).content.decode()
    assert at_cms.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).status_code == 200
    workflow_action(at_cms, draft, "approve")

    draft.refresh_from_db()
    assert draft.live
    assert draft.verified_by == expert


def test_a_rejection_inside_the_cms_needs_a_reason_and_is_told(
    expert: User, editor: User, client_of: Callable[[User], Client]
) -> None:
    told: list[dict[str, Any]] = []

    def receive(sender: Any, **payload: Any) -> None:
        told.append(payload)

    draft = kb.hand_in(kb.draft(actor=editor))
    state = TaskState.objects.get(status="in_progress")
    url = reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, "reject", state.pk])
    signals.draft_reviewed.connect(receive)
    client_of(expert).post(url, {"comment": ""})
    assert told == []
    client_of(expert).post(url, {"comment": "Which wax?"})
    signals.draft_reviewed.disconnect(receive)

    assert (told[0]["action"], told[0]["comment"]) == ("reject", "Which wax?")
    assert told[0]["editor_ids"] == [editor.pk]
    state.refresh_from_db()
    assert state.status == "rejected"


def test_the_cms_offers_no_approval_to_the_author(
    client_of: Callable[[User], Client],
) -> None:
    both = UserFactory(groups=BOTH_ROLES)
    draft = submit_for_review(actor=both, article=kb.draft(actor=both))

    response = workflow_action(client_of(both), draft, "approve")

    assert response.status_code in (302, 403)
    draft.refresh_from_db()
    assert not draft.live
    assert TaskState.objects.get().status == "in_progress"
    assert draft.current_workflow_task.get_actions(draft, both) == []
    assert not TaskState.objects.reviewable_by(both).exists()


def test_editors_hand_in_from_the_cms_but_cannot_publish_there(
    editor: User, client_of: Callable[[User], Client]
) -> None:
    draft = kb.draft(actor=editor)
    at_cms = client_of(editor)

    page = at_cms.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).content.decode()

    assert 'name="action-submit"' in page
    assert 'name="action-publish"' not in page
    assert not draft.permissions_for_user(editor).can_publish()


def test_an_administrator_publishes_without_a_review(
    admin: User, client_of: Callable[[User], Client]
) -> None:
    draft = kb.draft()

    page = client_of(admin).get(reverse("wagtailadmin_pages:edit", args=[draft.pk]))

    assert 'name="action-publish"' in page.content.decode()


def drafted(answer: Post, section: Any = None, **proposal: Any) -> ArticlePage:
    """The draft that an accepted proposal became, handed in."""
    promotion = kb.promotion(answer, **proposal)
    article = kb.accept(promotion, **({"section": section} if section else {})).article
    assert article is not None
    return kb.hand_in(article)


@pytest.mark.parametrize("kind", ["create", "update", "merge"])
def test_nobody_approves_an_article_made_of_their_own_answer(
    expert: User, kind: str, client_of: Callable[[User], Client]
) -> None:
    answer = forum.answer(author=expert)
    target = kb.article() if kind != "create" else None
    draft = drafted(answer, kind=kind, article=target)
    others = UserFactory(groups=["experts"])

    with pytest.raises(SelfReview):
        review_article(actor=expert, article=draft, action="approve")
    response = client_of(expert).post(
        f"/api/v1/articles/{draft.pk}/review", {"action": "approve"}, "application/json"
    )
    assert response.status_code == 403
    assert workflow_action(client_of(expert), draft, "approve").status_code != 200
    assert ArticlePage.objects.get(pk=draft.pk).verified_by != expert

    approved = review_article(actor=others, article=draft, action="approve")
    assert (approved.live, approved.verified_by) == (True, others)


def test_the_expert_whose_answer_it_is_leaves_the_check_to_others_of_the_field(
    expert: User,
) -> None:
    """Where the answer's author is the only one named for the section, any expert may judge."""
    section = kb.section("Tents")
    section.experts.add(expert)
    section.save()
    draft = drafted(forum.answer(author=expert), section=section)

    other = UserFactory(groups=["experts"])
    assert review_article(actor=other, article=draft, action="approve").verified_by == other
