"""Tell the community who bought something in the shop."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.services.buyers import set_verified_buyers


class Command(BaseCommand):
    """Made for a shop's nightly job: `shop-export-buyers | manage.py verified_buyers -`."""

    help = "Mark people as verified buyers by their confirmed email addresses; - reads them."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the email addresses, and whether to revoke."""
        parser.add_argument("emails", nargs="+", help="email addresses; - reads one per line")
        parser.add_argument("--revoke", action="store_true", help="take them out again")

    def handle(self, *args: Any, **options: Any) -> None:
        """Email addresses that nobody has here are no mistake: most buyers never join."""
        emails = [line for email in options["emails"] for line in self._read(email)]
        people, unknown = set_verified_buyers(emails=emails, verified=not options["revoke"])
        self.stdout.write(f"{people} people, {len(unknown)} email addresses nobody confirmed")

    def _read(self, email: str) -> list[str]:
        return sys.stdin.read().splitlines() if email == "-" else [email]
