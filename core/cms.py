"""Saves in the CMS that wait for each other, so that the second sees what the first has saved."""

from collections.abc import Callable
from traceback import walk_tb
from typing import Any, Final

from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.datastructures import MultiValueDictKeyError
from wagtail.models import Page

EDIT_PAGE: Final = "wagtailadmin_pages:edit"
CMS_ROOT: Final = "/cms/"
READING: Final = "value_from_datadict"
"""The method by which every widget and block reads its part of a form."""


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
            try:
                response: HttpResponseBase = view(request, *args, **kwargs)
            except Exception as error:
                self.process_exception(request, error)
                raise
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Answer 400 where a form lacks the fields that its own page sends."""
        if request.method == "POST" and _is_of_reading(exception):
            raise BadRequest from exception


def _is_of_reading(error: BaseException) -> bool:
    """Whether reading what was sent failed: a missing field, or a count that is no number."""
    if isinstance(error, MultiValueDictKeyError):
        return True
    is_of_values = isinstance(error, (ValueError, TypeError, LookupError))
    frames = (frame.f_code.co_name for frame, _line in walk_tb(error.__traceback__))
    return is_of_values and READING in frames
