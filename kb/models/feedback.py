"""Whether an article helped."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kb.enums import FeedbackReason, FeedbackState


class ArticleFeedback(models.Model):
    """One reader's verdict on one published version; a rewrite starts with a clean sheet.

    `revision_number` is the key of the Wagtail revision that was live, kept as a number so that
    purging old revisions does not lose what readers said.
    """

    article = models.ForeignKey("kb.ArticlePage", on_delete=models.CASCADE, related_name="feedback")
    revision_number = models.PositiveBigIntegerField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="article_feedback",
    )
    visitor = models.CharField(max_length=64, blank=True)
    helpful = models.BooleanField(_("it helped"))
    reason = models.CharField(
        _("reason"), max_length=12, choices=FeedbackReason.choices, blank=True
    )
    comment = models.TextField(_("comment"), blank=True)
    state = models.CharField(
        _("state"), max_length=8, choices=FeedbackState.choices, default=FeedbackState.OPEN
    )
    reply = models.TextField(_("reply"), blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    handled_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("article feedback")
        verbose_name_plural = _("article feedback")
        constraints = [
            models.UniqueConstraint(
                fields=["article", "revision_number", "user"],
                condition=Q(user__isnull=False),
                name="a_member_judges_a_version_once",
            ),
            models.UniqueConstraint(
                fields=["article", "revision_number", "visitor"],
                condition=~Q(visitor=""),
                name="a_visitor_judges_a_version_once",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False, visitor="")
                | (Q(user__isnull=True) & ~Q(visitor="")),
                name="feedback_comes_from_one_reader",
            ),
        ]
        indexes = [
            models.Index(fields=["article", "-created_at"], name="feedback_of_article"),
            models.Index(fields=["state", "-updated_at"], name="feedback_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id}: {'yes' if self.helpful else 'no'}"

    def get_absolute_url(self) -> str:
        """Return where editors answer it."""
        return reverse("kb:feedback-detail", args=[self.pk])
