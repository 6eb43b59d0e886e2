"""Production: nothing has a convenient default. config.checks refuses what is missing or unsafe."""

from .base import *  # noqa: F403
from .base import STOA_BASE_URL, env

DEBUG = False
SECRET_KEY = env.str("STOA_SECRET_KEY", default="") or "unset"
ALLOWED_HOSTS = env.list("STOA_ALLOWED_HOSTS", default=[])
STOA_TASKS = env.str("STOA_TASKS", default="database")
STOA_CHECK_LINKS = env.bool("STOA_CHECK_LINKS", default=True)
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
CSRF_TRUSTED_ORIGINS = [STOA_BASE_URL]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = env.bool("STOA_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
SECURE_HSTS_SECONDS = env.int("STOA_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
