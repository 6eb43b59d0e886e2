"""What an import or export is about and how far it is."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TransferStep(models.TextChoices):
    """What a transfer is about."""

    CHECK = "check", _("look at an upload")
    IMPORT = "import", _("import")
    EXPORT = "export", _("export")


class TransferState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("being worked on")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
