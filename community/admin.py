"""The back office of the forum: categories; tags have pages of their own."""

import taggit.admin  # noqa: F401 - it registers a table of tags that nothing here uses
from django import forms
from django.contrib import admin
from taggit.models import Tag as UnusedTag

from community.models import Category
from community.versioned_forms import BegunFromField, VersionedFormMixin

admin.site.unregister(UnusedTag)


class CategoryForm(VersionedFormMixin, forms.ModelForm[Category]):
    """Saves only in place of what it was opened on."""

    begun_from = BegunFromField()


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin[Category]):
    """Departments that questions can be filed under."""

    form = CategoryForm
    list_display = ("name", "slug", "position")
    prepopulated_fields = {"slug": ("name",)}
