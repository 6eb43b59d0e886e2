"""The ledger and the awards, to look at; nothing here is written by hand."""

from django.contrib import admin

from core.admin import ReadOnlyAdmin
from gamification.models import BadgeAward, ReputationEntry


class DerivedAdmin(ReadOnlyAdmin):
    """Rows that are derived from others: they can be read, not changed."""

    show_full_result_count = False
    list_per_page = 50


@admin.register(ReputationEntry)
class ReputationEntryAdmin(DerivedAdmin):
    """Every change of points."""

    list_display = ["user", "points", "reason", "day", "source_key", "sequence", "is_imported"]
    list_filter = ["reason", "is_imported"]
    list_select_related = ["user"]
    search_fields = ["user__username_folded", "source_key"]


@admin.register(BadgeAward)
class BadgeAwardAdmin(DerivedAdmin):
    """Who holds, or held, which badge."""

    list_display = ["user", "badge", "awarded_at", "revoked_at", "is_imported"]
    list_filter = ["badge"]
    list_select_related = ["user"]
    search_fields = ["user__username_folded"]
