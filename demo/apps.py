"""The demo app."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """See the package's modules."""

    name = "demo"
