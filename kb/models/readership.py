"""How often articles are read."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ArticleViews(models.Model):
    """How many times an article was opened on one day, in UTC; nothing is kept about readers."""

    article = models.ForeignKey(
        "kb.ArticlePage", on_delete=models.CASCADE, related_name="daily_views"
    )
    day = models.DateField()
    views = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("views of an article")
        verbose_name_plural = _("views of articles")
        constraints = [
            models.UniqueConstraint(fields=["article", "day"], name="article_views_of_a_day")
        ]
        indexes = [models.Index(fields=["day"], name="article_views_by_day")]

    def __str__(self) -> str:
        return f"{self.article_id} {self.day}: {self.views}"
