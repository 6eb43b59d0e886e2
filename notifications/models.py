"""What people were told, and what they want to be told."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notifications.kinds import Kind


class Notification(models.Model):
    """One person is told of one thing, once: `event_key` makes redelivery harmless.

    `variant` chooses among the texts of a kind; `data` holds small parameters of the text. A row
    that is only mailed (`in_app` off) still exists, so that it is mailed once.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications"
    )
    kind = models.CharField(max_length=12, choices=Kind.choices)
    variant = models.CharField(max_length=24, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    question = models.ForeignKey(
        "community.Question", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    post = models.ForeignKey(
        "community.Post", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    comment = models.ForeignKey(
        "community.Comment", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    article = models.ForeignKey(
        "kb.ArticlePage", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    promotion = models.ForeignKey(
        "kb.Promotion", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    data = models.JSONField(default=dict, blank=True)
    event_key = models.CharField(max_length=120)
    in_app = models.BooleanField(default=True)
    wants_mail = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "event_key"], name="a_person_is_told_once_of_an_event"
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-id"], condition=Q(in_app=True), name="notice_of_user"),
            models.Index(
                fields=["user"],
                condition=Q(in_app=True, read_at=None),
                name="notice_unread",
            ),
            models.Index(
                fields=["created_at"],
                condition=Q(wants_mail=True, mailed_at=None),
                name="notice_to_mail",
            ),
            models.Index(fields=["created_at"], name="notice_by_age"),
            models.Index(fields=["user", "-mailed_at"], name="notice_mailed"),
        ]

    def __str__(self) -> str:
        return f"{self.event_key} to {self.user_id}"


class NotificationPreference(models.Model):
    """What a person decided about one kind; without a row the kind's defaults hold."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notification_preferences"
    )
    kind = models.CharField(max_length=12, choices=Kind.choices)
    in_app = models.BooleanField()
    email = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="one_preference_per_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id}"
