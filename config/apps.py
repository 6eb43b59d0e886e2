"""The wiring as an app: connects what may not know each other and registers the start checks."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from wagtail.users.apps import WagtailUsersAppConfig


class StoaConfig(AppConfig):
    """Last to decide, first in the list: its templates and commands win."""

    name = "config"
    verbose_name = "Stoa"

    def ready(self) -> None:
        """Connect signals across apps and register system checks."""
        from config import checks, wiring  # noqa: PLC0415 (needs loaded apps)
        from core import health_checks as health  # noqa: PLC0415 (needs loaded apps)
        from core import page_cache
        from core import upkeep as jobs
        from core.spreadsheets import guard_exports  # noqa: PLC0415 (needs loaded apps)

        checks.register()
        health.register()
        jobs.register()
        wiring.connect()
        guard_exports()
        connection_created.connect(page_cache.watch_writes)


class PeopleInCmsConfig(WagtailUsersAppConfig):
    """Wagtail's pages of people, as ours."""

    user_viewset = "accounts.cms_people.PersonViewSet"
