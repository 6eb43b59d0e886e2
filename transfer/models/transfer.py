"""A whole knowledge base, or a part of one, on its way in or out through the CMS."""

from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from transfer.enums import TransferState, TransferStep


class KnowledgeTransfer(models.Model):
    """An upload that is looked at and then imported, or an export to take along.

    The job `knowledge_transfers` does the work; `done` of `total` is how far it has come. The file
    lies in the data folder, where no URL leads to, and goes after some days; the report stays.
    """

    step = models.CharField(_("step"), max_length=8, choices=TransferStep.choices)
    state = models.CharField(
        _("state"), max_length=8, choices=TransferState.choices, default=TransferState.WAITING
    )
    file_name = models.CharField(_("file"), max_length=200, blank=True)
    has_file = models.BooleanField(default=False)
    source = models.CharField(_("name of the source"), max_length=60, blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    publishes = models.BooleanField(_("publish"), default=False)
    replaces = models.BooleanField(_("replace what was changed here"), default=False)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=dict)
    error = models.TextField(_("what went wrong"), blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    heartbeat_at = models.DateTimeField()

    class Meta:
        db_table = "kb_knowledgetransfer"
        verbose_name = _("import or export")
        verbose_name_plural = _("imports and exports")
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_step_display()}: {self.file_name}"

    @property
    def folder(self) -> Path:
        """Where the file of this transfer lies."""
        return Path(settings.DATA_DIR) / "transfers" / str(self.pk)

    @property
    def file(self) -> Path:
        """The file itself; it keeps only the ending of its name."""
        return self.folder / f"file{Path(self.file_name).suffix.lower()}"

    @property
    def is_at_work(self) -> bool:
        return self.state in (TransferState.WAITING, TransferState.RUNNING)

    @property
    def percent(self) -> int:
        return min(100 * self.done // self.total, 100) if self.total else 0
