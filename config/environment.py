"""What the process environment decides before Django's settings exist."""

import os
import secrets
from pathlib import Path
from zoneinfo import available_timezones

ENVIRONMENTS = ("development", "test", "production")
SECRET_FILE = "secret_key"  # noqa: S105 (a file name)


def select_settings() -> str:
    """Return the settings module for STOA_ENV; an unknown value stops the start with one line."""
    name = os.environ.get("STOA_ENV", "development")
    if name not in ENVIRONMENTS:
        raise SystemExit(f"STOA_ENV is {name!r}; it must be one of: {', '.join(ENVIRONMENTS)}")
    return f"config.settings.{name}"


def known_time_zone(name: str) -> str:
    """Return a name of the IANA database; an unknown one stops the start with one line."""
    if name not in available_timezones():
        raise SystemExit(f"STOA_TIME_ZONE is {name!r}; it must be a name such as Europe/Warsaw")
    return name


def read_or_create_secret(folder: Path) -> str:
    """Return the secret kept in `folder`, made on first use so that sessions outlive a restart.

    Where the folder cannot be written the secret lives only as long as the process; the system
    check of the data folder then says what is wrong.
    """
    path = folder / SECRET_FILE
    fresh = secrets.token_urlsafe(50)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(fresh)
    except FileExistsError:
        return path.read_text().strip() or fresh
    except OSError:
        pass
    return fresh
