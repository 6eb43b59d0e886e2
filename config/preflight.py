"""What can be wrong before anything long begins. Needs nothing but Python; run as a script.

python3 config/preflight.py PORT DATA_FOLDER
"""

import os
import socket
import sys
import tempfile
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
    if not is_free(int(port)):
        return f"Port {port} is in use. Choose another: make demo PORT={_free_after(int(port))}"
    return _folder_problem(folder)


def is_free(port: int) -> bool:
    """Return whether a server could listen on `port`."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("0.0.0.0", port))  # noqa: S104 (asks, does not listen)
        except OSError:
            return False
    return True


def _free_after(port: int) -> int:
    candidates = range(port + 1, min(port + NEXT_PORTS_TRIED, 65_536))
    return next((number for number in candidates if is_free(number)), 0)


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
