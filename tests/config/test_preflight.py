"""What is said before anything long begins."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.preflight import find_problem, listen_on

SCRIPT = Path(__file__).resolve().parent.parent.parent / "config" / "preflight.py"


@pytest.fixture
def taken_port() -> Iterator[str]:
    """Return a port somebody listens on."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield str(server.getsockname()[1])


@pytest.fixture
def free_port() -> str:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def test_nothing_is_wrong(free_port: str, tmp_path: Path) -> None:
    assert find_problem(free_port, tmp_path / "var") == ""


def test_a_port_in_use_is_named_with_a_free_one(taken_port: str, tmp_path: Path) -> None:
    problem = find_problem(taken_port, tmp_path)
    assert problem.startswith(f"Port {taken_port} is in use. Choose another: make demo PORT=")
    proposed = problem.rpartition("=")[2]
    assert find_problem(proposed, tmp_path) == ""


@pytest.mark.parametrize("port", ["", "http", "0", "70000", "-1"])
def test_a_port_that_is_none_is_refused(port: str, tmp_path: Path) -> None:
    assert find_problem(port, tmp_path).startswith("PORT is")


def test_a_data_folder_that_cannot_be_written_is_named(free_port: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    problem = find_problem(free_port, tmp_path / "file" / "data")
    assert str(tmp_path / "file" / "data") in problem
    assert "STOA_DATA_DIR" in problem


def test_the_script_says_one_line_and_fails(taken_port: str, tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, SCRIPT, taken_port, tmp_path], capture_output=True, text=True, check=False
    )
    assert result.returncode != 0
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "127.0.0.1:8000"),
        ({"HOST": " "}, "127.0.0.1:8000"),
        ({"HOST": "0.0.0.0", "PORT": "9000"}, "0.0.0.0:9000"),
        ({"HOST": "::"}, "[::]:8000"),
        ({"HOST": "[::1]"}, "[::1]:8000"),
    ],
)
def test_only_this_machine_is_served_unless_somebody_says_otherwise(
    environment: dict[str, str], expected: str
) -> None:
    assert listen_on(environment) == expected


def test_an_address_that_this_machine_does_not_have_is_named(
    free_port: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOST", "192.0.2.77")
    assert find_problem(free_port, tmp_path).startswith("HOST is '192.0.2.77'")
