"""Moderation: reports, the queue, the audit log and the first admission check."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    """Connects moderation to the forum's events and registries."""

    name = "moderation"
    verbose_name = _("Moderation")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.roles import register_role  # noqa: PLC0415 - apps must be loaded first
        from community.admission import register_admission_check  # noqa: PLC0415
        from moderation import receivers  # noqa: F401, PLC0415 - importing it connects
        from moderation.admission import check_new_content  # noqa: PLC0415
        from moderation.permissions import MODERATOR_PERMISSIONS  # noqa: PLC0415

        register_role("moderators", list(MODERATOR_PERMISSIONS))
        register_admission_check(check_new_content)
