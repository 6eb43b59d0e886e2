"""Health of what every part stands on: the database and the background work."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from core.health import register_health_check

STUCK_AFTER: Final = timedelta(minutes=15)


def check_database() -> str:
    """Ask the database for one row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return ""


def check_tasks() -> str:
    """Say when tasks have waited for so long that no worker can be running."""
    if settings.STOA_TASKS != "database":
        return ""
    waiting = DBTaskResult.objects.ready().filter(enqueued_at__lt=timezone.now() - STUCK_AFTER)
    return "tasks wait and no worker takes them" if waiting.exists() else ""


def register() -> None:
    """Register both for /readyz."""
    register_health_check("database", check_database)
    register_health_check("tasks", check_tasks)
