"""`manage.py recount_community`: count everything again and repair what differs."""

from typing import Any

from django.core.management.base import BaseCommand

from community.services.recounts import recount_community


class Command(BaseCommand):
    """Print, for each counter, how many rows were wrong and are now right."""

    help = "Recount votes, answers, comments, followers and tags, and repair what differs."

    def handle(self, *args: Any, **options: Any) -> None:
        """Repair and report."""
        for name, wrong in recount_community().items():
            self.stdout.write(f"{name:32} {wrong:>8} repaired")
