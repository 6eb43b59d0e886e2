"""Articles that were read and did not help."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FailedDeflection(models.Model):
    """A question that was asked after reading an article which should have answered it."""

    article = models.ForeignKey(
        "kb.ArticlePage", on_delete=models.CASCADE, related_name="failed_deflections"
    )
    question = models.OneToOneField(
        "community.Question", on_delete=models.CASCADE, related_name="failed_deflection"
    )
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("failed deflection")
        verbose_name_plural = _("failed deflections")
        indexes = [models.Index(fields=["article", "-created_at"], name="deflection_of_article")]

    def __str__(self) -> str:
        return f"{self.article_id}: question {self.question_id}"
