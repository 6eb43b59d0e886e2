"""The back office of the forum: categories; tags have pages of their own."""

import taggit.admin  # noqa: F401 - it registers a table of tags that nothing here uses
from django.contrib import admin
from taggit.models import Tag as UnusedTag

from community.models import Category

admin.site.unregister(UnusedTag)


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin[Category]):
    """Departments that questions can be filed under."""

    list_display = ("name", "slug", "position")
    list_editable = ("position",)
    prepopulated_fields = {"slug": ("name",)}
