"""Rows that only services write, to be read in the admin."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from core.models import JobRun


class ReadOnlyAdmin(admin.ModelAdmin):
    """For rows that only services write."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Services add."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Services change."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Services remove."""
        return False


@admin.register(JobRun)
class JobRunAdmin(ReadOnlyAdmin):
    """When each scheduled job ran last."""

    list_display = ("name", "started_at", "finished_at", "result")
