"""Notifications: who is told what, on the site and by mail."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    """Connects notifications to the events of the forum and the knowledge base."""

    name = "notifications"
    verbose_name = _("Notifications")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from core.jobs import register_job  # noqa: PLC0415 - apps must be loaded first
        from core.page_keys import register_unseen_tables  # noqa: PLC0415 - as above
        from notifications import jobs, receivers  # noqa: F401, PLC0415 - importing connects
        from notifications.services import digest  # noqa: PLC0415 - importing connects

        register_unseen_tables("notifications_")
        register_job("remove_old_notifications", jobs.remove_old, every=jobs.REMOVE_EVERY)
        register_job("notify_maintainers", digest.notify_maintainers, every=digest.TELL_EVERY)
        register_job("send_missed_notification_mails", jobs.send_missed, every=jobs.SEND_EVERY)
