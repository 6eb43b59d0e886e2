"""How the site is served. The application is loaded once and forked: one message if it refuses."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from community.text.language import prepare_detection
from config.preflight import listen_on
from core import metrics

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # no threads for arrays this small

wsgi_app = "config.wsgi"
bind = listen_on(os.environ)
workers = int(os.environ.get("STOA_WORKERS", "2"))
threads = int(os.environ.get("STOA_THREADS", "4"))
worker_class = "gthread"
preload_app = True
timeout = 60
keepalive = 15
graceful_timeout = 20
max_requests = 20_000
max_requests_jitter = 2_000
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 (no disk writes)
loglevel = "warning"


def post_fork(server: Any, worker: Any) -> None:
    """Give each worker its own counters."""
    metrics.use_slot(worker.age)


def when_ready(server: Any) -> None:
    """Load what all workers share before they are forked, and say where the site is.

    Where nothing else runs the scheduled work, it runs beside the workers.
    """
    prepare_detection()
    if os.environ.get("STOA_TASKS", "immediate") == "immediate":
        command = [sys.executable, "manage.py", "run_jobs", "--while-parent-lives", "--verbosity=0"]
        subprocess.Popen(command, start_new_session=True)  # noqa: S603 (a fixed command)
    greeting = os.environ.get("STOA_GREETING")
    if greeting:
        print(greeting, flush=True)  # noqa: T201 (the terminal is where it belongs)
