"""What waits to be indexed, and what people looked for, to read in the admin."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from search.models import PendingUpdate, QueryLog


class _ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that only the program writes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds rows by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes them."""
        return False


@admin.register(PendingUpdate)
class PendingUpdateAdmin(_ReadOnlyAdmin):
    """Rows that stay here for long have a reason in `last error`."""

    list_display = ("kind", "object_id", "marked_at", "attempts", "last_error")
    list_filter = ("kind",)


@admin.register(QueryLog)
class QueryLogAdmin(_ReadOnlyAdmin):
    """Queries by day, counted."""

    list_display = ("day", "text", "language", "count", "zero_count", "result_count", "clicks")
    list_filter = ("day", "language")
    search_fields = ("text",)
