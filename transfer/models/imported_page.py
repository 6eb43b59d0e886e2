"""Which page came from where, so that an import run again finds what it made."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportedPage(models.Model):
    """The page that a source's article or section became.

    `digest` is of what was taken over last and empty until the text is in; `revision_id` is the
    version that wrote it: a page whose latest version is another one was changed here since.
    A page that was deleted here leaves its row, so that the import does not bring it back.
    """

    source = models.CharField(_("source"), max_length=60)
    key = models.CharField(_("key"), max_length=500)
    page = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.SET_NULL, null=True, related_name="imported_from"
    )
    digest = models.CharField(max_length=64, blank=True)
    revision_id = models.BigIntegerField(null=True)
    imported_at = models.DateTimeField()

    class Meta:
        db_table = "kb_importedpage"
        verbose_name = _("imported page")
        verbose_name_plural = _("imported pages")
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="source_has_a_key_once")
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.key}"
