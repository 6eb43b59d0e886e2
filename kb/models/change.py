"""What a publication changed, and how much that matters."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.fields import BoundedColumn
from kb.enums import ChangeWeight

NOTE_MAX_LENGTH = 300


class ArticleChange(models.Model):
    """One publication of an article; the first has the weight `first`.

    `declared` tells a weight that an editor chose from one that was measured. Without `revision`
    Wagtail has purged that version: what changed can no longer be shown.
    """

    article = models.ForeignKey("kb.ArticlePage", on_delete=models.CASCADE, related_name="changes")
    revision = models.ForeignKey(
        "wagtailcore.Revision",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    weight = models.CharField(_("weight"), max_length=6, choices=ChangeWeight.choices)
    declared = models.BooleanField(default=False)
    note = BoundedColumn(_("what changed"), max_characters=NOTE_MAX_LENGTH, blank=True)
    words_added = models.PositiveIntegerField(default=0)
    words_removed = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField()

    class Meta:
        verbose_name = _("change of an article")
        verbose_name_plural = _("changes of articles")
        indexes = [models.Index(fields=["article", "-id"], name="change_of_article")]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.weight}"

    def get_absolute_url(self) -> str:
        return reverse("kb:article-change", args=[self.article_id, self.pk])
