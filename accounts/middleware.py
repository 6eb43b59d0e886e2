"""Speaks a person's language, and turns a refused use case into a page."""

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from accounts.clock import reader_time
from accounts.errors import AuthenticationRequired, DomainError, RateLimited
from accounts.models import User


class PreferencesMiddleware:
    """Speak the language and show the time zone that somebody chose in their settings.

    Visitors keep what LocaleMiddleware chose and the site's time zone; nobody is looked up for
    them, and a script shows them the time of their own clock.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            language = getattr(request.user, "language", "")
            if language in dict(settings.LANGUAGES):
                translation.activate(language)
                request.LANGUAGE_CODE = translation.get_language()
            if getattr(request.user, "time_zone", ""):
                with reader_time(cast(User, request.user)):
                    return self.get_response(request)
        return self.get_response(request)


class DomainErrorMiddleware:
    """Answer an uncaught DomainError with its status: a page, or a message for htmx.

    Views may catch errors themselves to show them beside a field; this is for the rest.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a DomainError; leave everything else to Django."""
        if not isinstance(exception, DomainError):
            return None
        is_htmx = "HX-Request" in request.headers
        if isinstance(exception, AuthenticationRequired) and not is_htmx:
            target = request.get_full_path() if request.method == "GET" else _origin(request)
            if exception.message != exception.default_message:
                messages.info(request, str(exception))
            return redirect_to_login(target)
        template = "errors/_message.html" if is_htmx else exception.template
        response = render(request, template, {"error": exception}, status=exception.status)
        if is_htmx:
            response["HX-Retarget"] = "#messages"
            response["HX-Reswap"] = "innerHTML"
        if isinstance(exception, RateLimited):
            response["Retry-After"] = str(exception.retry_after)
        return response


def _origin(request: HttpRequest) -> str:
    """Return the page the form was on, when it is one of ours."""
    referer = request.headers.get("Referer", "")
    own = f"{request.scheme}://{request.get_host()}/"
    return "/" + referer.removeprefix(own) if referer.startswith(own) else "/"
