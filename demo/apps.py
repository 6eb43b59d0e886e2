"""The demo app."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """A made-up shop: its texts in `content/`, and what loads them in `loading/`."""

    name = "demo"
    verbose_name = "Demo shop"
