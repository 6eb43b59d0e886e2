"""Who wants to hear of what."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Follow(models.Model):
    """A person follows one question or one tag."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follows"
    )
    question = models.ForeignKey(
        "community.Question",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="follows",
    )
    tag = models.ForeignKey(
        "community.Tag", on_delete=models.CASCADE, null=True, blank=True, related_name="follows"
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(question__isnull=False, tag=None) | Q(question=None, tag__isnull=False),
                name="follow_has_one_target",
            ),
            models.UniqueConstraint(fields=["user", "question"], name="follow_question_once"),
            models.UniqueConstraint(fields=["user", "tag"], name="follow_tag_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} follows {self.question_id or self.tag_id}"
