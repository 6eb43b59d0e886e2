"""What can be wrong before anything long begins. Needs nothing but Python; run as a script.

python3 config/preflight.py PORT DATA_FOLDER
"""

import os
import socket
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

OLDEST_PYTHON = (3, 11)
NEXT_PORTS_TRIED = 20


def find_problem(port: str, folder: Path) -> str:
    """Return in one line what would stop the site, or "" when nothing would."""
    if sys.version_info < OLDEST_PYTHON:
        found = ".".join(str(part) for part in sys.version_info[:3])
        return f"Python 3.11 or newer is needed; this is {found}. Name another: make PYTHON=..."
    if not port.isdigit() or not 0 < int(port) < 65_536:
        return f"PORT is {port!r}; it must be a number from 1 to 65535."
    host = host_in(os.environ)
    if not _is_here(host):
        return f"HOST is {host!r}; this machine has no such IP address. 0.0.0.0 means all it has."
    if not is_free(int(port), host):
        free = _free_after(int(port), host)
        return f"Port {port} is in use. Choose another: make demo PORT={free}"
    return _folder_problem(folder)


def host_in(environment: Mapping[str, str]) -> str:
    """Return the interface to listen on: this machine alone, unless HOST says otherwise."""
    return environment.get("HOST", "").strip().strip("[]") or "127.0.0.1"


def listen_on(environment: Mapping[str, str]) -> str:
    """Return interface and port as the server wants them."""
    host = host_in(environment)
    return f"{f'[{host}]' if ':' in host else host}:{environment.get('PORT', '8000')}"


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Return whether a server could listen on `port`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _is_here(host: str) -> bool:
    """Whether this machine has the IP address at all: port 0 means any that is free."""
    return is_free(0, host)


def _free_after(port: int, host: str) -> int:
    candidates = range(port + 1, min(port + NEXT_PORTS_TRIED, 65_536))
    return next((number for number in candidates if is_free(number, host)), 0)


def _folder_problem(folder: Path) -> str:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        reason = error.strerror or str(error)
        return f"The data folder {folder} cannot be written ({reason}). Set STOA_DATA_DIR."
    return ""


if __name__ == "__main__":
    problem = find_problem(sys.argv[1], Path(sys.argv[2]))
    if problem:
        sys.stderr.write(f"{problem}\n")
        raise SystemExit(os.EX_CONFIG)
