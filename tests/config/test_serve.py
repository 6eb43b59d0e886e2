"""The command behind `make demo`: one line when it cannot, nothing twice when it can."""

import socket
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from config.management.commands.serve import Command
from demo.accounts import demo_accounts


def test_a_port_in_use_stops_before_anything_is_done(
    monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        monkeypatch.setenv("PORT", port)
        with pytest.raises(CommandError, match=f"Port {port} is in use"):
            call_command("serve")
    assert list(tmp_path.iterdir()) == []


def test_work_is_done_again_only_when_what_it_depends_on_has_changed(
    settings: Any, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    done: list[str] = []
    for state in ("one", "one", "two", "two"):
        Command._when_changed("static", state, lambda state=state: done.append(state))
    assert done == ["one", "two"]


def test_work_that_fails_is_done_again(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path

    def fail() -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        Command._when_changed("static", "one", fail)
    done: list[int] = []
    Command._when_changed("static", "one", lambda: done.append(1))
    assert done == [1]


def test_a_changed_file_changes_the_state_of_static_files(settings: Any, tmp_path: Path) -> None:
    settings.STATICFILES_DIRS = [tmp_path]
    (tmp_path / "a.css").write_text("a")
    first = Command._static_state()
    assert Command._static_state() == first
    (tmp_path / "a.css").write_text("b")
    assert Command._static_state() != first


def test_the_greeting_tells_where_and_with_which_accounts() -> None:
    greeting = Command._greeting("8123", demo=True)
    assert "http://localhost:8123/" in greeting
    for name, password in demo_accounts():
        assert name in greeting
        assert password in greeting
    assert {name for name, _ in demo_accounts()} == {
        "customer",
        "expert",
        "moderator",
        "editor",
        "admin",
    }
