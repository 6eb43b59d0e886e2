"""Saying "I am at it", so that two people do not check the same draft."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from wagtail.models import TaskState

from core.errors import Conflict
from kb.models import ArticlePage, ReviewTicket
from kb.models.ticket import CLAIM_LASTS
from kb.permissions import check_can_review_article

if TYPE_CHECKING:
    from accounts.models import User


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
