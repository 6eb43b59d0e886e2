"""Methods of the API, whose framework only knows those that were written down."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from core.error_pages import API_PREFIX, error_body


class ApiHeadMiddleware:
    """Let the API answer HEAD as it answers GET, and a wrong method like every other error.

    The server leaves the body of an answer to HEAD out.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(API_PREFIX):
            return self.get_response(request)
        if request.method != "HEAD":
            response = self.get_response(request)
            wrong = response.status_code == HTTPStatus.METHOD_NOT_ALLOWED
            return _refuse_method(request, response) if wrong else response
        request.method = "GET"
        try:
            return self.get_response(request)
        finally:
            request.method = "HEAD"


def _refuse_method(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    message = _("This URL does not accept the method %(method)s.") % {"method": request.method}
    body = error_body(code="method_not_allowed", message=message)
    return JsonResponse(body, status=response.status_code, headers={"Allow": response["Allow"]})
