"""Work in a process of its own, within limits: whatever happens in it, others go on."""

import logging
import os
import resource
import signal
import sys
import time
from collections.abc import Callable

from django.db import connections

logger = logging.getLogger("stoa.jobs")

_LOOK_SECONDS = 0.1
_SLOWEST_LOOK_SECONDS = 1.0


def run_apart(
    work: Callable[[], object],
    *,
    memory_mb: int | None = None,
    seconds: float | None = None,
    is_wanted: Callable[[], bool] = lambda: True,
) -> str:
    """Do the work in a forked process; returns why it did not come to its end, if it did not.

    Connections to the database are closed first, as no two processes may share one. The process
    is ended when `seconds` have passed or when it `is_wanted` no more.
    """
    connections.close_all()
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        _work_and_leave(work, memory_mb)
    try:
        return _wait(child, seconds, is_wanted)
    except BaseException:
        _kill(child)
        raise


def _work_and_leave(work: Callable[[], object], memory_mb: int | None) -> None:
    """What the forked process does; it never returns into the code that forked it."""
    status = 1
    try:
        if memory_mb is not None:
            limit = memory_mb * 1024 * 1024
            resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
        work()
        status = 0
    except BaseException:
        logger.exception("work in a process of its own failed")
    finally:
        try:
            connections.close_all()
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(status)


def _wait(child: int, seconds: float | None, is_wanted: Callable[[], bool]) -> str:
    ends = None if seconds is None else time.monotonic() + seconds
    pause = _LOOK_SECONDS / 10
    while True:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            return _reason(status)
        if ends is not None and time.monotonic() > ends:
            _kill(child)
            return f"it took longer than {seconds:.0f} seconds"
        if not is_wanted():
            _kill(child, signal.SIGTERM)
            return ""
        time.sleep(pause)
        pause = min(pause * 1.5, _SLOWEST_LOOK_SECONDS)


def _reason(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    if code < 0:
        return f"its process was ended by signal {-code} ({signal.Signals(-code).name})"
    return f"its process ended with status {code}" if code else ""


def _kill(child: int, sign: int = signal.SIGKILL) -> None:
    try:
        os.kill(child, sign)
        os.waitpid(child, 0)
    except (ProcessLookupError, ChildProcessError):
        return
