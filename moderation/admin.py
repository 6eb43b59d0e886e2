"""Read-only views of moderation's rows for administrators; work is done in the queue."""

from django.contrib import admin

from core.admin import ReadOnlyAdmin
from moderation.models import AuditEntry, Flag


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
