"""Development and the demo: zero configuration, everything under the data folder."""

from config.environment import read_or_create_secret

from .base import *  # noqa: F403
from .base import DATA_DIR, STORAGES, env

DEBUG = env.bool("STOA_DEBUG", default=True)
SECRET_KEY = env.str("STOA_SECRET_KEY", default="") or read_or_create_secret(DATA_DIR)
ALLOWED_HOSTS = env.list("STOA_ALLOWED_HOSTS", default=["*"])
if DEBUG:
    STORAGES = {
        **STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
