"""HEAD for the API, whose framework only knows the methods that were written down."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class ApiHeadMiddleware:
    """Let the API answer HEAD as it answers GET; the server leaves the body out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "HEAD" or not request.path_info.startswith("/api/"):
            return self.get_response(request)
        request.method = "GET"
        try:
            return self.get_response(request)
        finally:
            request.method = "HEAD"
