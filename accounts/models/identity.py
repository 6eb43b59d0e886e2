"""Where an imported person came from."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ExternalIdentity(models.Model):
    """An account made by an import. Until it is claimed nobody can sign in to it."""

    source = models.CharField(_("source"), max_length=60)
    external_id = models.CharField(_("id there"), max_length=120)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="external_identities"
    )
    created_at = models.DateTimeField(_("imported at"), auto_now_add=True)
    claimed_at = models.DateTimeField(_("claimed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("imported identity")
        verbose_name_plural = _("imported identities")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"], name="external_identity_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}:{self.external_id}"
