"""The kb app."""

from django.apps import AppConfig


class KbConfig(AppConfig):
    """See the package's modules."""

    name = "kb"
