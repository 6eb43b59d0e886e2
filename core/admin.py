"""Rows that only services write, to be read in the admin."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from core.models import JobRun


class ReadOnlyAdmin(admin.ModelAdmin):
    """For rows that only services write."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only services add rows."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only services change rows."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only services delete rows."""
        return False


@admin.register(JobRun)
class JobRunAdmin(ReadOnlyAdmin):
    """When each scheduled job ran last."""

    list_display = ("name", "started_at", "finished_at", "result")
