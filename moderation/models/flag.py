"""Reports of readers, and who is working on them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.fields import BoundedColumn
from moderation.enums import FlagReason, FlagState

NOTE_MAX_LENGTH = 500


class Flag(models.Model):
    """One person's report of one post or comment."""

    post = models.ForeignKey(
        "community.Post", on_delete=models.CASCADE, null=True, blank=True, related_name="flags"
    )
    comment = models.ForeignKey(
        "community.Comment", on_delete=models.CASCADE, null=True, blank=True, related_name="flags"
    )
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="flags"
    )
    reason = models.CharField(_("reason"), max_length=16, choices=FlagReason.choices)
    note = BoundedColumn(_("note"), max_characters=NOTE_MAX_LENGTH, blank=True)
    state = models.CharField(max_length=10, choices=FlagState.choices, default=FlagState.OPEN)
    created_at = models.DateTimeField()
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    handled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        permissions = [
            ("flag_post", "Can report posts and comments"),
            ("trusted_flag", "Two reports with one of theirs hide a post"),
            ("view_queue", "Can see the moderation queue"),
            ("resolve_flags", "Can decide on reports"),
        ]
        indexes = [
            models.Index(
                fields=["created_at"], condition=Q(state=FlagState.OPEN), name="flag_open_by_age"
            ),
            models.Index(fields=["reporter", "-created_at"], name="flag_by_reporter"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(post__isnull=False, comment=None) | Q(post=None, comment__isnull=False),
                name="flag_has_one_target",
            ),
            models.UniqueConstraint(
                fields=["reporter", "post"],
                condition=Q(state=FlagState.OPEN),
                name="one_open_flag_per_person_and_post",
            ),
            models.UniqueConstraint(
                fields=["reporter", "comment"],
                condition=Q(state=FlagState.OPEN),
                name="one_open_flag_per_person_and_comment",
            ),
            models.CheckConstraint(
                condition=Q(state=FlagState.OPEN, handled_at=None)
                | (~Q(state=FlagState.OPEN) & Q(handled_at__isnull=False)),
                name="flag_is_open_until_handled",
            ),
            models.CheckConstraint(
                condition=~Q(reason=FlagReason.OTHER, note=""), name="other_reason_needs_a_note"
            ),
        ]

    def __str__(self) -> str:
        target = f"post {self.post_id}" if self.post_id else f"comment {self.comment_id}"
        return f"{self.reason}: {target}"


class Claim(models.Model):
    """A moderator took a queue item for a few minutes, so that two do not work on it at once."""

    post = models.OneToOneField(
        "community.Post", on_delete=models.CASCADE, related_name="moderation_claim"
    )
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"post {self.post_id} by {self.moderator_id}"
