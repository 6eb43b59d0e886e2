"""Narrowing lists of the CMS to a section."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters.fields import ModelChoiceField

from kb.models import SectionPage
from kb.selectors.maintenance import sections_with_paths


class IndentedChoiceField(ModelChoiceField):
    """Shows which section is inside which."""

    def label_from_instance(self, obj: SectionPage) -> str:
        return obj.indented_title


class SectionFilter(django_filters.ModelChoiceFilter):
    """Articles anywhere below a section; `prefix` leads to the article."""

    field_class = IndentedChoiceField

    def __init__(self, prefix: str = "") -> None:
        super().__init__(label=_("Section"), queryset=lambda request: sections_with_paths())
        self.prefix = prefix

    def filter(self, queryset: QuerySet[Any], section: SectionPage | None) -> QuerySet[Any]:
        if section is None:
            return queryset
        return queryset.filter(**{f"{self.prefix}path__startswith": section.path})
