"""Reminding those who may check a draft that it waits."""

import datetime

from django.db import transaction
from wagtail.models import TaskState

from core.time_zones import site_today
from kb import signals
from kb.models import ReviewTicket


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
