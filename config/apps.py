"""The wiring as an app: connects what may not know each other and registers the start checks."""

from django.apps import AppConfig


class StoaConfig(AppConfig):
    """Last to decide, first in the list: its templates and commands win."""

    name = "config"
    verbose_name = "Stoa"

    def ready(self) -> None:
        """Connect signals across apps and register system checks."""
        from config import checks, health, jobs, wiring  # noqa: PLC0415 (needs loaded apps)

        checks.register()
        health.register()
        jobs.register()
        wiring.connect()
