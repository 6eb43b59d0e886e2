"""Make what a site needs besides its tables."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.roles import sync_roles
from core.setup import registered_setup


class Command(BaseCommand):
    """Run each registered set-up function; running it again changes nothing."""

    help = "Create roles, the knowledge base's root, its workflow and other default rows."

    def handle(self, *args: Any, **options: Any) -> None:
        """Roles first: set-up functions may give them more."""
        sync_roles()
        for function in registered_setup():
            if options["verbosity"] > 1:
                self.stdout.write(f"{function.__module__}.{function.__name__}")
            function()
