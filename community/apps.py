"""The community app."""

from django.apps import AppConfig


class CommunityConfig(AppConfig):
    """See the package's modules."""

    name = "community"
