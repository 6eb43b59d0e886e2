"""Make a key to the API for somebody."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.selectors import get_person
from accounts.services.tokens import issue_token
from core.errors import DomainError


class Command(BaseCommand):
    """Prints the secret alone on standard output, so that scripts can read it."""

    help = "Make an API token and print it; it cannot be shown again."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the username and a label for the token."""
        parser.add_argument("username")
        parser.add_argument("--label", default="command line")

    def handle(self, *args: Any, **options: Any) -> None:
        """Whoever may run commands may act for anybody."""
        try:
            person = get_person(options["username"])
            _, secret = issue_token(actor=person, user=person, label=options["label"])
        except DomainError as error:
            raise CommandError(f"{options['username']}: {error}") from error
        self.stdout.write(secret)
