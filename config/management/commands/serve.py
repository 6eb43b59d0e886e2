"""Bring a site up to date and serve it: what `make demo` and `make serve` run."""

import hashlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from tqdm import tqdm

from config.preflight import host_in, is_free

LOOPBACK = ("127.0.0.1", "::1", "localhost")


class StepCounter(StringIO):
    """Moves a progress bar for each migration that `migrate` reports as done."""

    def __init__(self, bar: "tqdm[Any]") -> None:
        super().__init__()
        self.bar = bar

    def write(self, text: str) -> int:
        """Count; the words themselves are not shown."""
        self.bar.update(text.count(" OK"))
        return len(text)


class Command(BaseCommand):
    """Every step is skipped when there is nothing to do, so a second start is quick."""

    help = "Migrate, collect static files, set the site up, optionally load the demo, then serve."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whether to load the demo, and whether to serve."""
        parser.add_argument("--demo", action="store_true", help="load the demo shop first")
        parser.add_argument("--prepare-only", action="store_true", help="do not serve")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare, then become the server."""
        port = os.environ.get("PORT", "8000")
        if options["demo"]:
            self._name_the_shop()
        if not options["prepare_only"] and not is_free(int(port), host_in(os.environ)):
            raise CommandError(f"Port {port} is in use. Choose another with PORT=...")
        self._prepare(demo=options["demo"])
        if options["prepare_only"]:
            return
        os.environ["STOA_GREETING"] = self._greeting(port, demo=options["demo"])
        connections.close_all()
        sys.stdout.flush()
        command = [sys.executable, "-m", "gunicorn", "--config", "python:config.gunicorn"]
        os.execv(sys.executable, command)  # noqa: S606 (a fixed command)

    @staticmethod
    def _name_the_shop() -> None:
        """The demo has the name of its shop, here and in the server that follows."""
        from demo.accounts import SHOP_NAME  # noqa: PLC0415 (only where the demo is)

        name = os.environ.setdefault("STOA_SITE_NAME", SHOP_NAME)
        settings.SITE_NAME = settings.WAGTAIL_SITE_NAME = name

    def _prepare(self, *, demo: bool) -> None:
        executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            with tqdm(total=len(plan), desc="Making the tables", unit=" steps") as bar:
                call_command("migrate", interactive=False, stdout=StepCounter(bar))
        self._when_changed("static", self._static_state(), self._collect_static)
        call_command("setup_site", verbosity=0)
        if demo:
            call_command("load_demo")

    def _collect_static(self) -> None:
        with self._step("Compressing static files"):
            call_command("collectstatic", interactive=False, verbosity=0, clear=True)

    @staticmethod
    def _static_state() -> str:
        """Return a digest of our static files and of the packages that bring theirs."""
        digest = hashlib.sha256((settings.BASE_DIR / "requirements.txt").read_bytes())
        for folder in settings.STATICFILES_DIRS:
            for path in sorted(path for path in Path(folder).rglob("*") if path.is_file()):
                digest.update(str(path.relative_to(folder)).encode())
                digest.update(path.read_bytes())
        return f"{digest.hexdigest()} debug={settings.DEBUG}"

    @staticmethod
    def _when_changed(name: str, state: str, work: Callable[[], None]) -> None:
        """Do `work` unless it was done for this very state; the state is written last."""
        recorded = settings.DATA_DIR / f"{name}.stamp"
        if not recorded.exists() or recorded.read_text() != state:
            work()
            recorded.write_text(state)

    @contextmanager
    def _step(self, title: str) -> Iterator[None]:
        self.stdout.write(f"{title} ...", ending="")
        self.stdout.flush()
        started = time.monotonic()
        yield
        self.stdout.write(f" {time.monotonic() - started:.0f} s")

    @staticmethod
    def _greeting(port: str, *, demo: bool) -> str:
        host = host_in(os.environ)
        lines = ["", f"Stoa answers at http://localhost:{port}/  (stop it with Ctrl+C)"]
        if host not in LOOPBACK:
            lines.append(f"It listens on {host}: whoever reaches this machine reaches the site.")
        if demo:
            from demo.accounts import demo_accounts  # noqa: PLC0415 (only where the demo is)

            lines += ["", "Demo accounts (username, password):"]
            lines += [f"  {name:<12}{password}" for name, password in demo_accounts()]
        return "\n".join([*lines, ""])
