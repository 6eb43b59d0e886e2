"""Work in a process of its own: whatever takes it down is told, and others go on."""

import faulthandler
import os
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from core import jobs
from core.child_process import run_apart
from core.models import JobRun


def _fail() -> None:
    raise ValueError("broken")


def _eat_memory() -> None:
    rows = []
    while True:
        rows.append(bytearray(10_000_000))


def _die() -> None:
    faulthandler.disable()
    os.kill(os.getpid(), signal.SIGSEGV)


def _sleep() -> None:
    time.sleep(60)


@pytest.mark.parametrize(
    ("work", "why"),
    [
        (lambda: None, ""),
        (_fail, "ended with status 1"),
        (_eat_memory, "ended with status 1"),
        (_die, "SIGSEGV"),
        (_sleep, "longer than 1 seconds"),
        (lambda: os._exit(3), "ended with status 3"),
    ],
)
def test_how_work_came_to_its_end_is_told(work: Callable[[], None], why: str) -> None:
    said = run_apart(work, memory_mb=800, seconds=None if work is _eat_memory else 1)
    assert why in said
    assert bool(said) == bool(why)


def test_work_has_its_effects_and_stops_when_nobody_wants_it(tmp_path: Path) -> None:
    assert run_apart(lambda: (tmp_path / "done").write_text("yes")) == ""
    assert (tmp_path / "done").exists()

    looks = iter([True, True, False])
    started = time.monotonic()
    assert run_apart(_sleep, is_wanted=lambda: next(looks)) == ""
    assert time.monotonic() - started < 30


@pytest.fixture
def only_jobs(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Callable[..., None]:
    """Replace all jobs; each in a process of its own."""
    settings.STOA_JOBS_APART = True
    monkeypatch.setattr(jobs, "_jobs", {})

    def register(**functions: Callable[[], object]) -> None:
        for name, function in functions.items():
            jobs.register_job(name, function, every=timedelta(minutes=1))

    return register


@pytest.mark.django_db(transaction=True)  # a process of its own ends the connection of this one
def test_a_job_that_takes_its_process_down_is_recorded_and_the_others_run(
    only_jobs: Callable[..., None], tmp_path: Path
) -> None:
    only_jobs(a_crash=_die, b_exit=lambda: os._exit(9), c_good=(tmp_path / "c").touch)

    with pytest.raises(CommandError, match="Failed: a_crash, b_exit"):
        call_command("run_jobs", verbosity=0)

    assert (tmp_path / "c").exists()
    errors = dict(JobRun.objects.values_list("name", "error"))
    assert "SIGSEGV" in errors["a_crash"]
    assert "status 9" in errors["b_exit"]
    assert JobRun.objects.filter(name__in=["a_crash", "b_exit"], finished_at=None).count() == 0


def test_the_loop_of_jobs_starts_again_when_it_is_taken_down(
    monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    from core.management.commands import run_jobs  # noqa: PLC0415 - only here

    settings.STOA_JOBS_APART = True
    monkeypatch.setattr(run_jobs, "LOOK_SECONDS", 0)

    def loop(self: run_jobs.Command) -> None:
        starts = tmp_path / "starts"
        count = len(starts.read_text()) if starts.exists() else 0
        starts.write_text("x" * (count + 1))
        _die()

    def parent() -> int:
        starts = tmp_path / "starts"
        return 1 if not starts.exists() or len(starts.read_text()) < 2 else 2

    monkeypatch.setattr(run_jobs.Command, "_loop", loop)
    monkeypatch.setattr(run_jobs.os, "getppid", parent)
    command = run_jobs.Command()
    command._says = False
    command._keep_on()

    assert len((tmp_path / "starts").read_text()) >= 2
