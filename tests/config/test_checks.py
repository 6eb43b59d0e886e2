"""Wrong or unsafe settings stop the start with one clear line each."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage

from config import checks

SECRET = "k" * 60
PRODUCTION = {
    "STOA_ENV": "production",
    "STOA_SECRET_KEY": SECRET,
    "STOA_ALLOWED_HOSTS": "community.example.com",
    "STOA_BASE_URL": "https://community.example.com",
    "DATABASE_URL": "postgres://stoa:stoa@localhost/stoa",
    "CACHE_URL": "rediscache://localhost:6379/0",
    "EMAIL_URL": "smtp://localhost:25",
}


def start(tmp_path: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    """Import the WSGI entry in a process of its own, as a server would."""
    (tmp_path / "static").mkdir(exist_ok=True)
    (tmp_path / "static" / "staticfiles.json").write_text('{"paths": {}, "version": "1.1"}')
    environment = {
        "PATH": os.environ["PATH"],
        "STOA_DATA_DIR": str(tmp_path),
        **PRODUCTION,
        **changes,
    }
    return subprocess.run(
        [sys.executable, "-c", "import config.wsgi; print('started')"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def ids(messages: list[Any]) -> list[str]:
    return [message.id for message in messages]


def test_sound_production_settings_start_without_a_word(tmp_path: Path) -> None:
    result = start(tmp_path)
    assert (result.returncode, result.stdout, result.stderr) == (0, "started\n", "")


def test_everything_unsafe_is_named_at_once_and_nothing_starts(tmp_path: Path) -> None:
    result = start(
        tmp_path,
        STOA_SECRET_KEY="",
        STOA_ALLOWED_HOSTS="*",
        STOA_BASE_URL="http://community.example.com",
        STOA_RATE_LIMITS="off",
        STOA_TASKS="immediate",
    )
    lines = result.stderr.splitlines()
    assert result.returncode == os.EX_CONFIG
    assert result.stdout == ""
    assert all(line.startswith("Error: ") for line in lines)
    named = {line.removeprefix("Error: ").split(":")[0] for line in lines}
    assert named == {
        "STOA_SECRET_KEY",
        "STOA_ALLOWED_HOSTS",
        "STOA_BASE_URL",
        "STOA_RATE_LIMITS",
        "STOA_TASKS",
    }


def test_an_unknown_environment_is_refused(tmp_path: Path) -> None:
    result = start(tmp_path, STOA_ENV="staging")
    assert result.returncode == 1
    assert result.stderr == (
        "STOA_ENV is 'staging'; it must be one of: development, test, production\n"
    )


def test_unwise_settings_warn_and_start(tmp_path: Path) -> None:
    result = start(
        tmp_path,
        DATABASE_URL="sqlite:///" + str(tmp_path / "db.sqlite3"),
        CACHE_URL="locmemcache://",
        EMAIL_URL="consolemail://",
    )
    assert result.returncode == 0
    assert [line.split(":")[1].strip() for line in result.stderr.splitlines()] == [
        "DATABASE_URL",
        "EMAIL_URL",
    ]


def test_a_server_without_static_files_says_how_to_make_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = ManifestStaticFilesStorage(location=str(tmp_path))
    monkeypatch.setattr(checks, "staticfiles_storage", storage)
    assert ids(checks.check_static_files()) == ["stoa.E009"]
    (tmp_path / "staticfiles.json").write_text("{}")
    assert checks.check_static_files() == []


def test_a_data_folder_that_cannot_be_made_is_named(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    settings.DATA_DIR = tmp_path / "file" / "data"
    (message,) = checks.check_data_folder()
    assert message.id == "stoa.E001"
    assert str(settings.DATA_DIR) in str(message.msg)


def test_a_missing_data_folder_is_made(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path / "new" / "data"
    assert checks.check_data_folder() == []
    assert settings.DATA_DIR.is_dir()


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("STOA_BASE_URL", "community.example.com", "stoa.E002"),
        ("STOA_BASE_URL", "https://community.example.com/forum", "stoa.E002"),
        ("STOA_BASE_URL", "http://host:99999", "stoa.E002"),
        ("STOA_TASKS", "celery", "stoa.E003"),
        ("STOA_RATE_LIMITS", "maybe", "stoa.E004"),
        ("STOA_MONITORING_NETWORKS", ["inside"], "stoa.E018"),
        ("STOA_SEARCH_URL", "search:9200", "stoa.E005"),
        ("STOA_SEARCH_CA_FILE", "/no/such/file.pem", "stoa.E016"),
        ("STOA_SEARCH_PREFIX", "Stoa_*", "stoa.E017"),
        ("STOA_LANGUAGES", ["tlh"], "stoa.E006"),
        ("STOA_LANGUAGES", [], "stoa.E006"),
        ("STOA_PROXY_COUNT", -1, "stoa.E007"),
    ],
)
def test_a_value_a_setting_cannot_have_is_refused(
    settings: Any, name: str, value: Any, expected: str
) -> None:
    assert ids(checks.check_values()) == []
    setattr(settings, name, value)
    assert ids(checks.check_values()) == [expected]


def test_several_search_urls_are_fine(settings: Any) -> None:
    settings.STOA_SEARCH_URL = "http://one:9200, https://two:9200/"
    assert checks.check_values() == []


def test_the_password_of_a_search_url_is_not_shown(settings: Any) -> None:
    settings.STOA_SEARCH_URL = "ftp://user:hidden@host"
    assert "hidden" not in str(checks.check_values()[0].msg)


def test_an_unreadable_rate_limit_is_refused(settings: Any) -> None:
    assert checks.check_rate_rules() == []
    settings.STOA_RATE_LIMIT_RULES = {"vote": {"new": ["often"]}}
    assert ids(checks.check_rate_rules()) == ["stoa.E008"]
