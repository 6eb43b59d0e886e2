"""Every change of anybody's points, and the sums of them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gamification.enums import Reason, SourceKind
from gamification.rules import shown


class ReputationEntry(models.Model):
    """One change of points; written once, never changed.

    `source_key` names the cause, for example one vote seen from the post's author. The rows of a
    source add up to what it is worth now: taking something back appends the opposite, dated to
    the `day` (UTC) it counted for.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reputation_entries"
    )
    points = models.IntegerField(_("points"))
    reason = models.CharField(_("reason"), max_length=20, choices=Reason.choices)
    source_kind = models.CharField(max_length=12, choices=SourceKind.choices)
    source_id = models.BigIntegerField()
    source_key = models.CharField(max_length=60)
    sequence = models.PositiveIntegerField()
    day = models.DateField(_("day"))
    is_capped = models.BooleanField(default=False)
    is_imported = models.BooleanField(_("imported"), default=False)
    question = models.ForeignKey(
        "community.Question", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    post = models.ForeignKey(
        "community.Post", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    article = models.ForeignKey(
        "kb.ArticlePage", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("reputation entry")
        verbose_name_plural = _("reputation entries")
        constraints = [
            models.UniqueConstraint(fields=["source_key", "sequence"], name="ledger_row_once"),
            models.CheckConstraint(condition=~Q(points=0), name="ledger_rows_change_something"),
        ]
        indexes = [
            models.Index(fields=["source_kind", "source_id"], name="ledger_by_source"),
            models.Index(fields=["user", "-day", "-id"], name="ledger_by_user"),
            models.Index(fields=["day", "user", "points"], name="ledger_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.points:+d} {self.source_key}#{self.sequence}"


class ReputationTotal(models.Model):
    """The sum of a person's ledger rows; its row lock puts changes of one person in line."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="reputation_total",
    )
    points = models.IntegerField(_("points"), default=0)

    class Meta:
        verbose_name = _("reputation total")
        verbose_name_plural = _("reputation totals")
        indexes = [models.Index(F("points").desc(), "user", name="totals_by_points")]

    def __str__(self) -> str:
        return f"{self.points} of {self.user_id}"

    @property
    def shown(self) -> int:
        """What people see: never below the floor."""
        return shown(self.points)
