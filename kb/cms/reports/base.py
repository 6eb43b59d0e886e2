"""What the lists of the CMS for the maintainers of the knowledge base share."""

from collections.abc import Callable
from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView

from accounts.models import User
from kb.permissions import can_see_drafts


class MaintainersReport(ReportView):
    """A list with filters and a download, for the maintainers of the knowledge base."""

    is_searchable = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not can_see_drafts(request.user):
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response


class WordsColumn(Column):
    """A value that a function says in words."""

    def __init__(self, name: str, say: Callable[[Any], str], **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.say = say

    def get_value(self, instance: Any) -> str:
        return self.say(instance)


def _owners(request: HttpRequest) -> QuerySet[User]:
    return User.objects.filter(owned_pages__isnull=False).distinct().order_by("username")


class OwnerFilter(django_filters.ModelChoiceFilter):
    """Articles of one owner."""

    def __init__(self, field_name: str) -> None:
        super().__init__(field_name=field_name, label=_("Owner"), queryset=_owners)
