"""The search app."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """See the package's modules."""

    name = "search"
