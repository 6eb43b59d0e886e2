"""URLs that articles link to, and whether they work."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kb.enums import LinkState

URL_MAX_LENGTH = 600


class LinkTarget(models.Model):
    """One URL with what the last checks found.

    Dead is only what failed twice in a row, at least a day apart; `failing_since` is the first of
    the failures in a row.
    """

    address = models.CharField(_("address"), max_length=URL_MAX_LENGTH, unique=True)
    is_external = models.BooleanField(default=False)
    state = models.CharField(
        _("state"), max_length=8, choices=LinkState.choices, default=LinkState.UNKNOWN
    )
    problem = models.CharField(_("problem"), max_length=200, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=LinkState.DEAD) | Q(failing_since__isnull=False),
                name="a_dead_link_has_been_failing",
            )
        ]
        indexes = [models.Index(fields=["state", "checked_at"], name="link_to_check")]

    def __str__(self) -> str:
        return self.address


class LinkUse(models.Model):
    """An article that holds the link."""

    target = models.ForeignKey(LinkTarget, on_delete=models.CASCADE, related_name="uses")
    article = models.ForeignKey(
        "kb.ArticlePage", on_delete=models.CASCADE, related_name="link_uses"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["target", "article"], name="article_uses_a_link_once")
        ]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.target_id}"
