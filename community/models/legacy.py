"""URLs that content had where it was imported from."""

from django.db import models
from django.db.models import Q

from community.enums import PostKind


class LegacyAddress(models.Model):
    """The number a question or answer had at its source, so that old links still arrive."""

    source = models.CharField(max_length=60)
    kind = models.CharField(max_length=8, choices=PostKind.choices)
    old_id = models.BigIntegerField()
    question = models.ForeignKey(
        "community.Question", on_delete=models.CASCADE, related_name="legacy_addresses"
    )
    post = models.OneToOneField(
        "community.Post", on_delete=models.CASCADE, related_name="legacy_address"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "old_id"], name="legacy_address_once"),
            models.CheckConstraint(condition=Q(old_id__gte=1), name="legacy_ids_are_positive"),
        ]
        indexes = [models.Index(fields=["old_id"], name="legacy_by_old_id")]

    def __str__(self) -> str:
        return f"{self.source} {self.kind} {self.old_id}"
