"""People in the CMS: saves know what they replace, and a refusal to delete says why."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from wagtail.users.views.users import DeleteView, IndexView, UserViewSet

from accounts.permissions import check_can_deactivate
from accounts.services.leaving import describe_traces, find_traces
from core.errors import PermissionRefused


class PersonIndexView(IndexView):
    """Wagtail's own; people are found by either of their names, in any case of any script."""

    search_fields = ("username_folded", "display_name_folded", "email")


class PersonDeleteView(DeleteView):
    """Wagtail's own; whom it may not delete it refuses with the reason and what is possible."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        person = self.get_object()
        try:
            check_can_deactivate(request.user, person)
        except PermissionRefused as refused:
            context = {
                "person": person,
                "refusal": refused.message,
                "traces": describe_traces(find_traces(person)),
                "may_edit": request.user.has_perm("accounts.change_user"),
            }
            return render(request, "accounts/admin/not_deleted.html", context, status=403)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


class PersonViewSet(UserViewSet):
    """Wagtail's pages of people, with ours for the form and for deleting."""

    index_view_class = PersonIndexView
    delete_view_class = PersonDeleteView
