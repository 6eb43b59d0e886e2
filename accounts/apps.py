"""The accounts app."""

from django.apps import AppConfig
from django.core.cache import caches
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People: accounts, sign-in, roles, tokens."""

    name = "accounts"
    verbose_name = _("accounts")

    def ready(self) -> None:
        """Connect receivers; let allauth count where all processes do."""
        from allauth.core.internal import ratelimit  # noqa: PLC0415 (needs loaded apps)

        from accounts import receivers  # noqa: F401, PLC0415 (needs loaded models)
        from accounts.roles import sync_after_migrate, sync_roles  # noqa: PLC0415 (needs loaded apps)
        from core.page_keys import register_unseen_tables  # noqa: PLC0415 (needs loaded apps)
        from core.setup import register_setup  # noqa: PLC0415 (needs loaded apps)

        register_unseen_tables("accounts_apitoken")
        register_setup(sync_roles)
        ratelimit.cache = caches["counters"]
        post_migrate.connect(sync_after_migrate, dispatch_uid="accounts.sync_roles")
