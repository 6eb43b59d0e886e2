"""What every app stands on and none owns."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_save


class CoreConfig(AppConfig):
    """Connects what watches each database connection, and checks and jobs of the site itself."""

    name = "core"

    def ready(self) -> None:
        from wagtail.images import get_image_model  # noqa: PLC0415 (needs loaded apps)

        from core import health_checks, page_keys, upkeep  # noqa: PLC0415 (needs loaded apps)
        from core.input_cleaning import clean_statements  # noqa: PLC0415 (needs loaded apps)
        from core.spreadsheets import guard_exports  # noqa: PLC0415 (needs loaded apps)
        from core.sqlite import teach_case  # noqa: PLC0415 (needs loaded apps)
        from core.storage import store_measured_size  # noqa: PLC0415 (needs loaded apps)

        health_checks.register()
        upkeep.register()
        guard_exports()
        connection_created.connect(teach_case, dispatch_uid="core.teach_case")
        connection_created.connect(clean_statements, dispatch_uid="core.clean_statements")
        connection_created.connect(page_keys.watch_writes, dispatch_uid="core.watch_writes")
        post_save.connect(
            store_measured_size, get_image_model(), dispatch_uid="core.store_measured_size"
        )
