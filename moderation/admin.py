"""Read-only views of moderation's rows for administrators; work is done in the queue."""

from django.contrib import admin
from django.http import HttpRequest

from moderation.models import AuditEntry, Flag


class ReadOnlyAdmin(admin.ModelAdmin):
    """Shows rows; changes go through the services."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False


@admin.register(Flag)
class FlagAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "reason", "reporter", "post", "comment", "state", "handled_by"]
    list_filter = ["state", "reason"]
    list_select_related = ["reporter", "post", "comment", "handled_by"]


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "action", "actor", "question", "post", "before", "after"]
    list_filter = ["action"]
    list_select_related = ["actor", "question", "post"]
