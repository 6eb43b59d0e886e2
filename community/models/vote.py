"""Votes on posts."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Vote(models.Model):
    """One person's opinion of a post.

    `author` repeats the post's author so that the database itself can refuse a vote on one's own
    post. `voter` is empty only for votes that came with an import, whose voters are anonymous.
    """

    post = models.ForeignKey("community.Post", on_delete=models.CASCADE, related_name="votes")
    voter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="votes",
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="votes_received"
    )
    value = models.SmallIntegerField(_("value"))
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = [
            models.UniqueConstraint(fields=["post", "voter"], name="one_vote_per_person_and_post"),
            models.CheckConstraint(condition=Q(value__in=[1, -1]), name="vote_is_up_or_down"),
            models.CheckConstraint(
                condition=Q(voter=None) | ~Q(voter=F("author")), name="no_vote_on_own_post"
            ),
        ]
        indexes = [
            models.Index(fields=["voter", "-created_at"], name="vote_by_voter"),
            models.Index(fields=["author", "-created_at"], name="vote_by_author"),
        ]

    def __str__(self) -> str:
        return f"{self.value:+d} on {self.post_id}"

    @property
    def is_imported(self) -> bool:
        return self.voter_id is None
