"""Tests: quick hashing, mail in memory, no rate limits, nothing outside a temporary folder."""

import tempfile
from pathlib import Path

from .base import *  # noqa: F403
from .base import CACHES, DATABASES, LANGUAGE_NAMES, STORAGES, env

DEBUG = False
SECRET_KEY = "for-tests-only-and-nowhere-else"
ALLOWED_HOSTS = ["*"]
STOA_BASE_URL = "http://testserver"
WAGTAILADMIN_BASE_URL = STOA_BASE_URL

DATA_DIR = Path(tempfile.gettempdir()) / "stoa-tests"
DATA_DIR.mkdir(exist_ok=True)
MEDIA_ROOT = DATA_DIR / "media"
STATIC_ROOT = DATA_DIR / "static"
STOA_SEARCH_DIR = DATA_DIR / "search"
STOA_SEARCH_URL = ""
# Pages of other languages, to test how one is chosen; the product offers complete ones only.
LANGUAGES = [(code, LANGUAGE_NAMES[code]) for code in ("en", "pl", "fi")]
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
STOA_TASKS = "immediate"
TASKS = {"default": {"BACKEND": "core.task_backends.AfterCommitBackend"}}
if "DATABASE_URL" not in env.ENVIRON:
    DATABASES["default"]["NAME"] = ":memory:"
    # A file here, with `pytest --reuse-db`, spares the migrations of every further run.
    DATABASES["default"]["TEST"] = {"NAME": env.str("STOA_TEST_DATABASE", default=":memory:")}
if "CACHE_URL" in env.ENVIRON:  # a database of its own for each worker: tests clear it
    worker = env.str("PYTEST_XDIST_WORKER", default="gw0").removeprefix("gw")
    CACHES["default"]["LOCATION"] = CACHES["default"]["LOCATION"].rsplit("/", 1)[0] + f"/{worker}"
STOA_PAGE_CACHE_SECONDS = 0
STOA_JOBS_APART = False  # a process of its own would not see what a test has not committed
STOA_GATHER_SECONDS = 86_400  # when a test asks for it, not between its queries
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"  # as where queries are counted
STOA_RATE_LIMITS = "off"
STOA_HOLD_FIRST_POSTS = "off"
ACCOUNT_RATE_LIMITS = False
