"""Saves in the CMS that wait for each other, so that the second sees what the first has saved."""

from collections.abc import Callable
from typing import Any, Final

from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail.models import Page

EDIT_PAGE: Final = "wagtailadmin_pages:edit"
CMS_ROOT: Final = "/cms/"


class OneSaveAtATimeMiddleware:
    """Make the save of an edit form of the CMS one transaction.

    A page is held before it is read; the forms of other things hold theirs when they compare.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Run the save of an edit form in a transaction."""
        match = request.resolver_match
        if request.method != "POST" or match is None or not match.view_name.endswith(":edit"):
            return None
        if not request.path.startswith(CMS_ROOT):
            return None
        with transaction.atomic():
            if match.view_name == EDIT_PAGE:
                held = Page.objects.select_for_update(no_key=True, of=("self",))
                held.filter(pk=[*args, *kwargs.values()][0]).first()
            response: HttpResponseBase = view(request, *args, **kwargs)
        return response
