"""The accounts app."""

from django.apps import AppConfig
from django.core.cache import caches
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People, and the small kernel the other apps stand on."""

    name = "accounts"
    verbose_name = _("accounts")

    def ready(self) -> None:
        """Connect receivers; let allauth count where all processes do."""
        from allauth.core.internal import ratelimit  # noqa: PLC0415 (needs loaded apps)

        from accounts import receivers  # noqa: F401, PLC0415 (needs loaded models)
        from accounts.roles import sync_after_migrate  # noqa: PLC0415 (needs loaded apps)
        from core.input_cleaning import clean_statements  # noqa: PLC0415 (needs loaded apps)
        from core.sqlite import teach_case  # noqa: PLC0415

        connection_created.connect(teach_case, dispatch_uid="accounts.teach_case")
        connection_created.connect(clean_statements, dispatch_uid="accounts.clean_statements")
        ratelimit.cache = caches["counters"]
        post_migrate.connect(sync_after_migrate, dispatch_uid="accounts.sync_roles")
