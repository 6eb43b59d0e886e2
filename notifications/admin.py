"""Notifications for administrators: to see what was sent, read-only."""

from django.contrib import admin
from django.http import HttpRequest

from notifications.models import Notification


@admin.register(Notification)
class NotificationAdmin(admin.ModelAdmin):
    list_display = ["created_at", "user", "kind", "variant", "event_key", "read_at", "mailed_at"]
    list_filter = ["kind", "wants_mail"]
    list_select_related = ["user"]
    search_fields = ["user__username_folded", "event_key"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False
