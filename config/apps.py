"""The project as an app: its templates and commands win, and its start checks run."""

from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class StoaConfig(AppConfig):
    """Last to decide, first in the list: its templates and commands win."""

    name = "config"
    verbose_name = "Stoa"

    def ready(self) -> None:
        """Register system checks."""
        from config import checks  # noqa: PLC0415 (needs loaded apps)

        checks.register()


class PeopleInCmsConfig(WagtailUsersAppConfig):
    """Wagtail's pages of people, as ours."""

    user_viewset = "accounts.cms_people.PersonViewSet"
