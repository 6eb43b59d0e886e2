"""Proposals to make an answer part of the knowledge base."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kb.enums import OPEN_STATES, PromotionKind, PromotionState


class Promotion(models.Model):
    """From a proposal to its decision and, when the article goes live, its publication."""

    answer = models.ForeignKey(
        "community.Post", on_delete=models.PROTECT, related_name="promotions"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=PromotionKind.choices)
    state = models.CharField(
        _("state"),
        max_length=9,
        choices=PromotionState.choices,
        default=PromotionState.PROPOSED,
    )
    article = models.ForeignKey(
        "kb.ArticlePage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="promotions",
        verbose_name=_("article"),
    )
    note = models.TextField(_("note"), blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="proposed_promotions"
    )
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decided_promotions",
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.TextField(_("decision note"), blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("promotion")
        verbose_name_plural = _("promotions")
        permissions = [
            ("propose_promotion", "Can propose answers for the knowledge base"),
            ("decide_promotion", "Can decide on proposed answers"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "kind"],
                condition=Q(state__in=[state.value for state in OPEN_STATES]),
                name="one_open_promotion_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(state=PromotionState.PROPOSED, decided_at=None)
                | (~Q(state=PromotionState.PROPOSED) & Q(decided_at__isnull=False)),
                name="promotion_decided_when_not_proposed",
            ),
            models.CheckConstraint(
                condition=Q(state=PromotionState.PUBLISHED, published_at__isnull=False)
                | (~Q(state=PromotionState.PUBLISHED) & Q(published_at=None)),
                name="promotion_published_has_a_date",
            ),
        ]
        indexes = [models.Index(fields=["state", "-proposed_at", "-id"], name="promotion_queue")]

    def __str__(self) -> str:
        return f"{self.kind} from answer {self.answer_id}: {self.state}"

    def get_absolute_url(self) -> str:
        return reverse("kb:promotion-detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES
