"""Review of drafts: handing in, claiming, judging, reminding."""

import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from wagtail.blocks import StreamBlockValidationError
from wagtail.models import TaskState, WorkflowState

from core.errors import Conflict, InvalidInput
from core.notes import clean_note
from core.time_zones import site_today
from kb import signals
from kb.enums import ReviewAction
from kb.models import ArticlePage, ReviewTicket
from kb.models.ticket import CLAIM_LASTS
from kb.permissions import (
    check_can_review_article,
    check_can_see_drafts,
    check_can_write_articles,
)
from kb.text.instructions import ask_to_replace, unchanged_instructions

if TYPE_CHECKING:
    from accounts.models import User

COMMENT_MAX_LENGTH = 2000


class NothingToReview(Conflict):
    """The draft was published, withdrawn or never changed."""

    code = "nothing_to_review"


class NotFinished(InvalidInput):
    """Something that readers need is still left out."""

    code = "draft_not_finished"


class DraftChanged(Conflict):
    """The reviewer judged a version that is no longer the latest."""

    code = "draft_changed"


@transaction.atomic
def submit_for_review(*, actor: "User", article: ArticlePage) -> ArticlePage:
    """Hand the latest draft in; its authors cannot change it until it has been judged."""
    check_can_write_articles(actor)
    article = _lock_reviewable(article)
    if article.workflow_in_progress:
        raise Conflict(_("This article is being reviewed already."))
    _start(article, requested_by=actor)
    return article


@transaction.atomic
def review_article(
    *,
    actor: "User",
    article: ArticlePage,
    action: str,
    comment: str = "",
    revision_id: int | None = None,
) -> ArticlePage:
    """Approve or send back with a reason; the last approval publishes the draft.

    A draft that its editor has not yet handed in may be judged too: the judgement opens and ends
    the workflow in one go. `revision_id` is the version that the reviewer saw; when another has
    been saved since, nothing happens.
    """
    article = _lock_reviewable(article)
    check_can_see_drafts(actor)
    comment = _clean(action, comment)
    if revision_id is not None and revision_id != article.latest_revision_id:
        raise DraftChanged(_("The draft was changed while you were reading. Look at it again."))
    if not article.workflow_in_progress:
        _start(article, requested_by=_draft_owner(article) or actor)
        article = ArticlePage.objects.get(pk=article.pk)
    check_can_review_article(actor, article)
    task_state = article.current_workflow_task_state
    if task_state is None:
        raise NothingToReview(_("This article waits for no review."))
    end_claim(task_state, actor=actor)
    task_state.task.specific.on_action(task_state, actor, action, comment=comment)
    return ArticlePage.objects.get(pk=article.pk)


def _clean(action: str, comment: str) -> str:
    if action not in ReviewAction.values:
        raise InvalidInput(fields={"action": [_("Approve or ask for changes.")]})
    comment = clean_note(comment, field="comment", maximum=COMMENT_MAX_LENGTH)
    if action == ReviewAction.REJECT and not comment:
        raise InvalidInput(fields={"comment": [_("Say what has to change.")]})
    return comment


def _lock_reviewable(article: ArticlePage) -> ArticlePage:
    locked = ArticlePage.objects.select_for_update(no_key=True).get(pk=article.pk)
    if locked.live and not locked.has_unpublished_changes:
        raise NothingToReview(_("This article is published and has no changes to review."))
    if locked.approved_schedule:
        raise NothingToReview(
            _("This draft is approved already and waits for its publication date.")
        )
    return locked


def _start(article: ArticlePage, *, requested_by: "User") -> None:
    """Begin the workflow, or take it up again where a reviewer asked for changes."""
    _require_finished(article.get_latest_revision_as_object())
    state = article.current_workflow_state
    if state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(user=requested_by)
        return
    workflow = article.get_workflow()
    if workflow is None:
        raise Conflict(_("No review workflow is set up; run the site's set-up first."))
    workflow.start(article, requested_by)


def _require_finished(draft: ArticlePage) -> None:
    """What the CMS lets a draft leave out for later, nobody has to review."""
    fields = {}
    if not draft.summary.strip():
        fields["summary"] = [_("The summary is missing.")]
    try:
        draft.body.stream_block.clean(draft.body)
    except StreamBlockValidationError as error:
        labels = dict.fromkeys(str(draft.body[number].block.label) for number in error.block_errors)
        text = _("These blocks are not finished: %(blocks)s.")
        fields["body"] = [text % {"blocks": ", ".join(labels)}]
    if "body" not in fields and (lines := unchanged_instructions(draft.body)):
        fields["body"] = [ask_to_replace(lines)]
    if fields:
        raise NotFinished(_("The draft is not finished."), fields=fields)


def _draft_owner(article: ArticlePage) -> "User | None":
    revision = article.latest_revision
    return (revision.user if revision else None) or article.owner


class ClaimedByOther(Conflict):
    """Somebody else is checking the draft right now."""

    code = "already_claimed"


@transaction.atomic
def claim_review(*, actor: "User", article: ArticlePage) -> ReviewTicket:
    """Hold a draft for ten minutes; claiming again starts them anew."""
    article = ArticlePage.objects.select_for_update(no_key=True).get(pk=article.pk)
    check_can_review_article(actor, article)
    ticket = _ticket_of(article)
    _require_free(ticket, actor)
    ticket.claimed_by = actor
    ticket.claimed_until = timezone.now() + CLAIM_LASTS
    ticket.save(update_fields=["claimed_by", "claimed_until"])
    return ticket


@transaction.atomic
def release_review(*, actor: "User", article: ArticlePage) -> None:
    """Give one's own claim back; harmless where there is none."""
    ReviewTicket.objects.filter(
        task_state__workflow_state__object_id=str(article.pk), claimed_by=actor
    ).update(claimed_by=None, claimed_until=None)


def end_claim(task_state: TaskState, *, actor: "User") -> None:
    """Drop the actor's claim as they judge; refused while somebody else is at it."""
    ticket = ReviewTicket.objects.filter(task_state=task_state).first()
    if ticket is not None:
        _require_free(ticket, actor)
        ReviewTicket.objects.filter(pk=ticket.pk).update(claimed_by=None, claimed_until=None)


def _ticket_of(article: ArticlePage) -> ReviewTicket:
    task_state = article.current_workflow_task_state
    ticket = ReviewTicket.objects.filter(task_state=task_state).first() if task_state else None
    if ticket is None:
        raise Conflict(_("This article waits for no review."))
    return ticket


def _require_free(ticket: ReviewTicket, actor: "User") -> None:
    holder = ticket.holder
    if holder is not None and holder.pk != actor.pk and ticket.claimed_until is not None:
        until = time_format(timezone.localtime(ticket.claimed_until))
        raise ClaimedByOther(
            _("%(who)s is checking this draft until %(time)s.")
            % {"who": holder.name, "time": until}
        )


@transaction.atomic
def remind_of_reviews(*, today: datetime.date | None = None) -> int:
    """Announce each open check whose day has come, once; return how many. Safe to repeat."""
    today = today or site_today()
    due = ReviewTicket.objects.select_for_update(of=("self",), no_key=True).filter(
        due_on__lte=today,
        reminded_on=None,
        task_state__status=TaskState.STATUS_IN_PROGRESS,
    )
    tickets = list(due)
    ReviewTicket.objects.filter(pk__in=[ticket.pk for ticket in tickets]).update(reminded_on=today)
    for ticket in tickets:
        signals.review_overdue.send(sender=ReviewTicket, task_state_id=ticket.task_state_id)
    return len(tickets)
