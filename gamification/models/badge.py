"""Who holds which badge."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class BadgeAward(models.Model):
    """A badge somebody holds, or held: `revoked_at` says since when it is no longer true."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="badge_awards"
    )
    badge = models.SlugField(_("badge"), max_length=40)
    post = models.ForeignKey(
        "community.Post", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    awarded_at = models.DateTimeField(_("awarded"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    is_imported = models.BooleanField(_("imported"), default=False)

    class Meta:
        verbose_name = _("badge award")
        verbose_name_plural = _("badge awards")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "badge"], condition=Q(post=None), name="badge_once_per_person"
            ),
            models.UniqueConstraint(
                fields=["user", "badge", "post"],
                condition=Q(post__isnull=False),
                name="badge_once_per_person_and_post",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "revoked_at"], name="awards_of_user"),
            models.Index(fields=["badge", "revoked_at", "-awarded_at"], name="awards_of_badge"),
        ]

    def __str__(self) -> str:
        return f"{self.badge} of {self.user_id}"
