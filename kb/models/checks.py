"""What an article's maintainers have to look at."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.fields import BoundedColumn
from kb.enums import CheckReason


class ArticleCheck(models.Model):
    """A doubt about a published article; open until a reviewed version or a confirmation."""

    article = models.ForeignKey("kb.ArticlePage", on_delete=models.CASCADE, related_name="checks")
    reason = models.CharField(_("reason"), max_length=12, choices=CheckReason.choices)
    promotion = models.OneToOneField(
        "kb.Promotion", on_delete=models.CASCADE, null=True, blank=True, related_name="check_opened"
    )
    note = models.TextField(_("note"), blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("article check")
        verbose_name_plural = _("article checks")
        constraints = [
            models.UniqueConstraint(
                fields=["article", "reason"],
                condition=Q(promotion=None, closed_at=None),
                name="one_open_check_of_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["article"], condition=Q(closed_at=None), name="check_open"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.reason}"

    def get_absolute_url(self) -> str:
        return reverse("kb:article-care", args=[self.article_id])


class ArticleVerification(models.Model):
    """Somebody looked at a published article and found it true."""

    article = models.ForeignKey(
        "kb.ArticlePage", on_delete=models.CASCADE, related_name="verifications"
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    checked_on = models.DateField()
    note = BoundedColumn(_("what was checked"), max_characters=300, blank=True)

    class Meta:
        verbose_name = _("check of an article")
        verbose_name_plural = _("checks of articles")
        indexes = [models.Index(fields=["article", "-id"], name="verification_of_article")]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.checked_on}"
