"""The notifications app."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """See the package's modules."""

    name = "notifications"
