"""By when a check is due, and who is at it."""

import datetime
from typing import TYPE_CHECKING, ClassVar, Final, Optional

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import TaskState

from core.time_zones import site_today

if TYPE_CHECKING:
    from accounts.models import User

CLAIM_LASTS: Final = datetime.timedelta(minutes=10)


class ReviewTicket(models.Model):
    """Stands beside Wagtail's row for one step of one review, while and after it runs."""

    task_state = models.OneToOneField(
        "wagtailcore.TaskState", on_delete=models.CASCADE, related_name="review_ticket"
    )
    due_on = models.DateField(_("due on"))
    reminded_on = models.DateField(_("reminded on"), null=True, blank=True)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    claimed_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("review ticket")
        verbose_name_plural = _("review tickets")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(claimed_by=None) | Q(claimed_until__isnull=False),
                name="a_claim_of_a_review_ends",
            )
        ]

    def __str__(self) -> str:
        return f"{self.task_state_id}: {self.due_on}"

    @property
    def holder(self) -> "User | None":
        """Who has claimed the check, while the claim lasts."""
        if self.claimed_until is None or self.claimed_until <= timezone.now():
            return None
        return self.claimed_by

    @property
    def is_overdue(self) -> bool:
        return self.due_on < site_today()

    @classmethod
    def holder_of(cls, task_state: TaskState, *, other_than: "User") -> Optional["User"]:
        """Somebody else who is checking the draft right now."""
        ticket = cls.objects.filter(task_state=task_state).select_related("claimed_by").first()
        holder = ticket.holder if ticket else None
        return holder if holder is not None and holder.pk != other_than.pk else None
