"""Bringing content in and taking it out."""

from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TransferConfig(AppConfig):
    """Registers the job that works on imports and exports."""

    name = "transfer"
    verbose_name = _("import and export")

    def ready(self) -> None:
        from core.jobs import register_job  # noqa: PLC0415 (needs loaded models)
        from core.page_keys import register_unseen_tables  # noqa: PLC0415 (needs loaded models)
        from transfer.services import work_on_transfers  # noqa: PLC0415 (needs loaded models)

        register_unseen_tables("kb_knowledgetransfer")
        register_job("knowledge_transfers", work_on_transfers, every=timedelta(seconds=30))
