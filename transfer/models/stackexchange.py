"""What an import has done so far: it can be killed at any moment and goes on from here."""

from django.db import models


class ImportProgress(models.Model):
    """How far one stage of an import has come; saved in the transaction of each batch."""

    source = models.CharField(max_length=60)
    stage = models.CharField(max_length=20)
    fingerprint = models.CharField(max_length=80, blank=True)
    position = models.BigIntegerField(default=0)
    counts = models.JSONField(default=dict)
    finished_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "community_importprogress"
        constraints = [
            models.UniqueConstraint(fields=["source", "stage"], name="import_stage_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.stage}: {self.position}"


class ImportedRow(models.Model):
    """A row of a dump that has been taken over, so that reading it again does nothing.

    People and posts have tables of their own: `ExternalIdentity` and `LegacyAddress`.
    """

    source = models.CharField(max_length=60)
    kind = models.CharField(max_length=12)
    old_id = models.CharField(max_length=64)
    local_id = models.BigIntegerField()

    class Meta:
        db_table = "community_importedrow"
        constraints = [
            models.UniqueConstraint(fields=["source", "kind", "old_id"], name="imported_row_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.kind} {self.old_id}"
