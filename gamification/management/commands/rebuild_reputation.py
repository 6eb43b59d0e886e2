"""Derive points and badges anew from votes, accepted answers and promotions."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from gamification.services.badges import rebuild_badges
from gamification.services.reconcile import Report, rebuild_ledger, reconcile_ledger


class Command(BaseCommand):
    """Write the reputation ledger anew, or only repair it, then recount all badges."""

    help = "Derives reputation and badges anew from the votes, answers and promotions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument(
            "--repair",
            action="store_true",
            help="keep the ledger and append only what is missing",
        )
        parser.add_argument(
            "--announce", action="store_true", help="tell people about badges that are new"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it, with a bar per step."""
        bar = tqdm(unit=" rows", disable=options["verbosity"] == 0, file=self.stderr)
        report = _reporter(bar)
        if options["repair"]:
            outcome = str(reconcile_ledger(report))
        else:
            outcome = f"{rebuild_ledger(report=report)} ledger rows written"
        awards = rebuild_badges(report, is_quiet=not options["announce"])
        bar.close()
        self.stdout.write(f"{outcome}, {awards} badges awarded.")


def _reporter(bar: "tqdm[Any]") -> Report:
    def report(step: str, rows: int) -> None:
        bar.set_description(step, refresh=False)
        bar.update(rows)

    return report
