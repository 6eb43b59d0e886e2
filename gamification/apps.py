"""The gamification app."""

from django.apps import AppConfig


class GamificationConfig(AppConfig):
    """See the package's modules."""

    name = "gamification"
