"""Make what a site needs besides its tables."""

from typing import Any

from django.core.management.base import BaseCommand

from core.setup import registered_setup


class Command(BaseCommand):
    """Run each registered set-up function; running it again changes nothing."""

    help = "Create roles, the knowledge base's root, its workflow and other default rows."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run them in the order of registration: roles first."""
        for function in registered_setup():
            if options["verbosity"] > 1:
                self.stdout.write(f"{function.__module__}.{function.__name__}")
            function()
