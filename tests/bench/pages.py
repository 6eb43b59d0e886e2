"""Requests a second of the main pages, as a share of a bare Django view of the same size.

    make bench-pages        or        python -m tests.bench.pages [--seconds 5] [--only question]

It serves the demo shop from a folder of its own with the server of `make demo` and asks for each
page with `wrk` (8 connections), and next to it a bare view with the same server settings. `kept`
is what visitors get: the finished page out of the page cache. `visitor` and `member` make every
page anew. `share` compares requests a second, `by CPU` the processor time that the server spent on
one request; on a machine with other work to do only the latter means something. Shares can be
compared between machines, times cannot.
"""

# ruff: noqa: T201 (this program prints)

import argparse
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CONNECTIONS = 8
WARM_UP_SECONDS = 1
START_SECONDS = 60
UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}
HEADINGS = (
    "page",
    "reader",
    "req/s",
    "p50 ms",
    "bare req/s",
    "share",
    "CPU ms",
    "by CPU",
    "SQL",
    "kB",
)
LINE = "{:<22} {:<8} {:>8} {:>8} {:>11} {:>7} {:>7} {:>7} {:>4} {:>5}"


@dataclass(frozen=True)
class Speed:
    """What wrk measured, and the processor time that the server spent on one request."""

    rate: float
    median_ms: float
    cpu_ms: float


@dataclass(frozen=True)
class Server:
    """A server that runs."""

    url: str
    pid: int

    def cpu_seconds(self) -> float:
        """Return the processor time its workers have used so far."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        ticks = 0
        for pid in children:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serve(application: str, environment: dict[str, str]) -> Iterator[Server]:
    """Serve an application as `make demo` does."""
    port = free_port()
    log = Path(environment["STOA_DATA_DIR"]) / f"{application.split(':', maxsplit=1)[0]}.log"
    gunicorn = [sys.executable, "-m", "gunicorn", "--config", "python:config.gunicorn"]
    command = [*gunicorn, "--max-requests", "0", application]  # no worker is replaced meanwhile
    with log.open("w") as output:
        process = subprocess.Popen(
            command, env={**environment, "PORT": str(port)}, stdout=output, stderr=output
        )
        try:
            _wait_for(port, process, log)
            yield Server(f"http://127.0.0.1:{port}", process.pid)
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit(f"The server did not start:\n{log.read_text()}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit(f"The server did not answer within {START_SECONDS} s:\n{log.read_text()}")


def measure(server: Server, path: str, seconds: int, cookie: str = "") -> Speed:
    """Measure a URL; anything but success stops the program."""
    url = f"{server.url}{path}"
    used = server.cpu_seconds()
    headers = ["-H", f"Cookie: {cookie}"] if cookie else []
    command = ["wrk", "-t2", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", *headers, url]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in text:
        raise SystemExit(f"{url} did not always answer:\n{text}")
    rate = re.search(r"Requests/sec:\s+([\d.]+)", text)
    median = re.search(r"50%\s+([\d.]+)(us|ms|s|m)", text)
    number = re.search(r"(\d+) requests in", text)
    if rate is None or median is None or number is None:
        raise SystemExit(f"wrk said something unexpected:\n{text}")
    used = server.cpu_seconds() - used
    return Speed(
        rate=float(rate[1]),
        median_ms=float(median[1]) * UNITS[median[2]],
        cpu_ms=1000 * used / max(1, int(number[1])),
    )


def prepare(environment: dict[str, str]) -> list[dict[str, Any]]:
    """Make the site and return its pages with their queries and sizes."""
    print("Preparing the demo shop ...", flush=True)
    command = [sys.executable, "-m", "tests.bench.site"]
    run = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
    if run.returncode:
        raise SystemExit(f"Preparing failed:\n{run.stdout}\n{run.stderr}")
    pages: list[dict[str, Any]] = json.loads(run.stdout.strip().splitlines()[-1])
    return pages


def report(pages: list[dict[str, Any]], site: Server, bare: Server, seconds: int) -> None:
    """Measure each page beside the bare view and print a line for each."""
    for page in pages:
        path, cookie, least_path = page["path"], page["cookie"], f"/{page['size']}"
        measure(site, path, WARM_UP_SECONDS, cookie)
        measure(bare, least_path, WARM_UP_SECONDS)
        ours = measure(site, path, seconds, cookie)
        least = measure(bare, least_path, seconds)
        cells = (
            page["name"],
            page["reader"],
            f"{ours.rate:.1f}",
            f"{ours.median_ms:.1f}",
            f"{least.rate:.0f}",
            f"{ours.rate / least.rate:.1%}",
            f"{ours.cpu_ms:.2f}",
            f"{least.cpu_ms / ours.cpu_ms:.1%}",
            page["queries"],
            f"{page['size'] / 1000:.0f}",
        )
        print(LINE.format(*cells), flush=True)


def as_kept(pages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the pages as visitors get them a second time: without any query."""
    return [
        {**page, "reader": "kept", "queries": 0}
        for page in pages
        if page["reader"] == "visitor" and page["is_kept"]
    ]


def main() -> None:
    """Prepare, serve, measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seconds", type=int, default=5, help="how long to ask for each page")
    parser.add_argument("--only", default="", help="pages whose name contains this")
    parser.add_argument("--reader", default="", help="only kept, visitor or member")
    parser.add_argument("--data", type=Path, help="a folder to keep the site in between runs")
    options = parser.parse_args()
    if shutil.which("wrk") is None:
        raise SystemExit("This needs wrk; on Debian and Ubuntu: apt-get install wrk")
    with tempfile.TemporaryDirectory() as folder:
        data = options.data or Path(folder)
        data.mkdir(parents=True, exist_ok=True)
        environment = {
            **os.environ,
            "STOA_ENV": "development",
            "STOA_DEBUG": "0",
            "STOA_RATE_LIMITS": "off",
            "STOA_DATA_DIR": str(data.resolve()),
            "STOA_PAGE_CACHE_SECONDS": "0",
        }
        pages = [page for page in prepare(environment) if options.only in page["name"]]
        kept = [page for page in as_kept(pages) if options.reader in page["reader"]]
        made = [page for page in pages if options.reader in page["reader"]]
        with serve("tests.bench.bare:application", environment) as bare:
            print(LINE.format(*HEADINGS))
            with serve("config.wsgi:application", environment) as site:
                report(made, site, bare, options.seconds)
            keeping = {**environment, "STOA_PAGE_CACHE_SECONDS": "600"}
            with serve("config.wsgi:application", keeping) as site:
                report(kept, site, bare, options.seconds)


if __name__ == "__main__":
    main()
