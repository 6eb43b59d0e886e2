"""What moved below an article: one task for each answer and cause."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kb.enums import DriftCause, DriftOutcome


class DriftTask(models.Model):
    """An article may no longer say what its sources say; somebody has to look.

    Open while `closed_at` is empty. `finding` tells two events of the same cause apart: whoever
    decides sends back the one they saw. A contradiction hangs on its proposal, everything else on
    the source.
    """

    article = models.ForeignKey(
        "kb.ArticlePage", on_delete=models.CASCADE, related_name="drift_tasks"
    )
    source = models.ForeignKey(
        "kb.ArticleSource",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="drift_tasks",
    )
    promotion = models.ForeignKey(
        "kb.Promotion",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="drift_tasks",
    )
    cause = models.CharField(_("cause"), max_length=12, choices=DriftCause.choices)
    finding = models.CharField(max_length=60)
    post = models.ForeignKey(
        "community.Post",
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("The answer that speaks against the article as it is."),
    )
    from_revision = models.PositiveIntegerField(default=1)
    to_revision = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=DriftOutcome.choices, blank=True
    )
    note = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("drift task")
        verbose_name_plural = _("drift tasks")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "cause"],
                condition=Q(closed_at=None, source__isnull=False),
                name="one_open_drift_task_of_a_source",
            ),
            models.UniqueConstraint(
                fields=["promotion"],
                condition=Q(closed_at=None, promotion__isnull=False),
                name="one_open_drift_task_of_a_proposal",
            ),
            models.CheckConstraint(
                condition=Q(source__isnull=False, promotion=None)
                | Q(source=None, promotion__isnull=False),
                name="drift_has_one_origin",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, outcome="")
                | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="drift_closed_has_an_outcome",
            ),
        ]
        indexes = [
            models.Index(
                fields=["article", "-opened_at"], condition=Q(closed_at=None), name="drift_open"
            ),
            models.Index(fields=["-opened_at", "-id"], name="drift_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.cause}"

    def get_absolute_url(self) -> str:
        return reverse("kb:drift-detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.closed_at is None
