"""Settings that are wrong or unsafe stop the start, with one clear line each.

`manage.py` runs these before every command, the WSGI entry before it serves.
"""

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.core import checks
from django.core.checks import CheckMessage, Error, Warning

from core.rate_limits import parse_rule
from moderation.conf import HOLD_FIRST_POSTS

TAG: Final = "stoa"
SECRET_MIN_LENGTH: Final = 50
LOCAL_HOSTS: Final = ("localhost", "127.0.0.1", "::1")


def register() -> None:
    """Register every check of this module."""
    for check in (check_data_folder, check_values, check_rate_rules, check_production):
        checks.register(check, TAG)


def check_data_folder(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """The data folder must exist or be makable, and be writable."""
    folder = Path(settings.DATA_DIR)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        reason = error.strerror or str(error)
        text = f"STOA_DATA_DIR: {folder} cannot be written ({reason}). Make it, or name another."
        return [Error(text, id="stoa.E001")]
    return []


def check_values(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Each setting has a value it can have."""
    return list(_wrong_values())


def _wrong_values() -> Iterator[CheckMessage]:
    if not _is_web_url(settings.STOA_BASE_URL):
        yield Error(
            f"STOA_BASE_URL: {settings.STOA_BASE_URL!r} is not a URL like"
            " https://community.example.com (no path, no slash at the end).",
            id="stoa.E002",
        )
    if settings.STOA_TASKS not in settings.TASK_BACKENDS:
        yield Error(
            f"STOA_TASKS: {settings.STOA_TASKS!r} is neither immediate nor database.",
            id="stoa.E003",
        )
    if settings.STOA_RATE_LIMITS not in ("on", "off"):
        yield Error(
            f"STOA_RATE_LIMITS: {settings.STOA_RATE_LIMITS!r} is neither on nor off.",
            id="stoa.E004",
        )
    if settings.STOA_HOLD_FIRST_POSTS not in HOLD_FIRST_POSTS:
        yield Error(
            f"STOA_HOLD_FIRST_POSTS: {settings.STOA_HOLD_FIRST_POSTS!r} is not one of"
            f" {', '.join(HOLD_FIRST_POSTS)}.",
            id="stoa.E020",
        )
    for url in filter(None, settings.STOA_SEARCH_URL.split(",")):
        if not _is_web_url(url.strip().rstrip("/")):
            yield Error(
                f"STOA_SEARCH_URL: {_without_password(url)!r} is not a URL like http://host:9200.",
                id="stoa.E005",
            )
    yield from _wrong_search_values()
    yield from _wrong_languages()
    if settings.STOA_PROXY_COUNT < 0:
        yield Error("STOA_PROXY_COUNT: must be 0 or more.", id="stoa.E007")
    for text in settings.STOA_MONITORING_NETWORKS:
        try:
            ip_network(text, strict=False)
        except ValueError:
            yield Error(
                f"STOA_MONITORING_NETWORKS: {text!r} is not a network like 10.0.0.0/8.",
                id="stoa.E018",
            )


def _wrong_languages() -> Iterator[CheckMessage]:
    for name in ("STOA_LANGUAGES", "STOA_CONTENT_LANGUAGES"):
        codes = getattr(settings, name)
        unknown = set(codes) - set(settings.LANGUAGE_NAMES)
        if unknown or not codes:
            known = ", ".join(settings.LANGUAGE_NAMES)
            wrong = ", ".join(sorted(unknown)) or "empty"
            yield Error(f"{name}: {wrong}; choose from {known}.", id="stoa.E006")
    known_languages = set(settings.STOA_LANGUAGES) & set(settings.LANGUAGE_NAMES)
    if silent := sorted(known_languages - set(dict(settings.LANGUAGES))):
        yield Warning(
            f"STOA_LANGUAGES: pages are not translated into {', '.join(silent)}, so they do not"
            " offer it. Languages of texts belong into STOA_CONTENT_LANGUAGES.",
            id="stoa.W020",
        )


def _wrong_search_values() -> Iterator[CheckMessage]:
    ca_file = settings.STOA_SEARCH_CA_FILE
    if ca_file and not Path(ca_file).is_file():
        yield Error(f"STOA_SEARCH_CA_FILE: there is no file {ca_file}.", id="stoa.E016")
    if not re.fullmatch(r"[a-z][a-z0-9-]*", settings.STOA_SEARCH_PREFIX):
        yield Error(
            f"STOA_SEARCH_PREFIX: {settings.STOA_SEARCH_PREFIX!r} is not a name of small letters,"
            " digits and hyphens.",
            id="stoa.E017",
        )


def check_rate_rules(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Every rate limit can be read."""
    found: list[CheckMessage] = []
    for action, levels in settings.STOA_RATE_LIMIT_RULES.items():
        for rule in [rule for rules in levels.values() for rule in rules]:
            try:
                parse_rule(rule)
            except ValueError as error:
                text = f"STOA_RATE_LIMIT_RULES[{action!r}]: {error}."
                found.append(Error(text, id="stoa.E008"))
    return found


def check_production(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """In production nothing convenient and unsafe is left on."""
    if not _in_production():
        return []
    return [*_unsafe_in_production(), *_unwise_in_production()]


def _in_production() -> bool:
    return settings.SETTINGS_MODULE == "config.settings.production"


def _unsafe_in_production() -> Iterator[CheckMessage]:
    if len(settings.SECRET_KEY) < SECRET_MIN_LENGTH:
        yield Error(
            f"STOA_SECRET_KEY: set it to a random text of at least {SECRET_MIN_LENGTH} characters.",
            id="stoa.E010",
        )
    if settings.DEBUG:
        yield Error("DEBUG is on; production must not show its insides.", id="stoa.E011")
    if settings.STOA_RATE_LIMITS == "off":
        yield Error(
            "STOA_RATE_LIMITS: off is for tests and benchmarks; production needs limits.",
            id="stoa.E012",
        )
    if settings.STOA_TASKS == "immediate":
        yield Error(
            "STOA_TASKS: immediate loses work when a process dies; use database in production.",
            id="stoa.E013",
        )
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        yield Error(
            "STOA_ALLOWED_HOSTS: name the hosts the site answers for, separated by commas.",
            id="stoa.E014",
        )
    base = urlsplit(settings.STOA_BASE_URL)
    if base.scheme != "https" and base.hostname not in LOCAL_HOSTS:
        yield Error("STOA_BASE_URL: must begin with https:// in production.", id="stoa.E015")


def _unwise_in_production() -> Iterator[CheckMessage]:
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        yield Warning(
            "DATABASE_URL: SQLite writes one at a time; use PostgreSQL for a busy site.",
            id="stoa.W001",
        )
    if settings.EMAIL_BACKEND.endswith(("console.EmailBackend", "dummy.EmailBackend")):
        yield Warning("EMAIL_URL: mail is not delivered to anybody.", id="stoa.W003")


def _is_web_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
        has_port = parts.port is None or parts.port > 0
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https") and bool(parts.hostname) and has_port and not parts.path
    )


def _without_password(url: str) -> str:
    return url.rpartition("@")[2]


def check_static_files() -> list[CheckMessage]:
    """Pages need the list of hashed file names. Checked by the server only: commands make it."""
    storage = staticfiles_storage
    if isinstance(storage, ManifestFilesMixin) and not storage.exists(storage.manifest_name):
        text = f"Static files: none in {settings.STATIC_ROOT}; run manage.py collectstatic."
        return [Error(text, id="stoa.E009")]
    return []


def refuse_unsafe_start() -> None:
    """Stop the process, one line for each error, before it serves anything unsafe."""
    messages = [*checks.run_checks(tags=[TAG]), *check_static_files()]
    for message in messages:
        level = "Error" if message.is_serious() else "Warning"
        sys.stderr.write(f"{level}: {message.msg}\n")
    if any(message.is_serious() for message in messages):
        raise SystemExit(os.EX_CONFIG)
