"""Speaks a person's language, and turns a refused use case into a page."""

from collections.abc import Callable
from contextlib import ExitStack
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils import translation

from core.errors import AuthenticationRequired, DomainError, RateLimited
from core.languages import language_to_read, reading_in
from core.rate_limits import client_network, note_network
from core.time_zones import reader_time


class PreferencesMiddleware:
    """Speak the language and show the time zone that somebody chose in their settings.

    Visitors keep what LocaleMiddleware chose and the site's time zone; nobody is looked up for
    them, and a script shows them the time of their own clock. Texts are shown in the language that
    somebody reads best, which the pages need not speak.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = ""
        is_known = settings.SESSION_COOKIE_NAME in request.COOKIES
        if is_known:
            language = getattr(request.user, "language", "")
            if language in dict(settings.LANGUAGES):
                translation.activate(language)
                request.LANGUAGE_CODE = translation.get_language()
        with ExitStack() as preferences:
            preferences.enter_context(reading_in(language_to_read(request, chosen=language)))
            if is_known and request.user.is_authenticated and request.user.time_zone:
                preferences.enter_context(reader_time(request.user))
            return self.get_response(request)


class NetworkMiddleware:
    """Note from which network a request comes, for limits that count by it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        note_network(client_network(request))
        return self.get_response(request)


class DomainErrorMiddleware:
    """Answer an uncaught DomainError with its status: a page, or a message for htmx.

    Views may catch errors themselves to show them beside a field; this is for the rest.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "HX-Request" in request.headers and _leads_to_sign_in(response):
            return _say_in_fragment(request, AuthenticationRequired())
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a DomainError; leave everything else to Django."""
        if not isinstance(exception, DomainError):
            return None
        is_htmx = "HX-Request" in request.headers
        if isinstance(exception, AuthenticationRequired) and not is_htmx:
            target = request.get_full_path() if request.method == "GET" else page_of(request)
            if exception.message != exception.default_message:
                messages.info(request, str(exception))
            return redirect_to_login(target)
        if is_htmx:
            response = _say_in_fragment(request, exception)
        else:
            context = {"error": exception}
            response = render(request, exception.template, context, status=exception.status)
        if isinstance(exception, RateLimited):
            response["Retry-After"] = str(exception.retry_after)
        return response


def _leads_to_sign_in(response: HttpResponse) -> bool:
    """Whether a page would go to sign in; a part of a page cannot, and says so instead."""
    location = response.get("Location", "")
    return response.status_code == 302 and location.startswith(resolve_url(settings.LOGIN_URL))


def _say_in_fragment(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Answer htmx with the message alone, and where to sign in when that is what is missing."""
    sign_in_url = ""
    if isinstance(error, AuthenticationRequired):
        sign_in_url = sign_in_url_for(page_of(request))
    is_text = bool(request.POST.get("body"))
    context = {"error": error, "sign_in_url": sign_in_url, "is_text": is_text}
    response = render(request, "errors/_message.html", context, status=error.status)
    response["HX-Retarget"] = "#messages"
    response["HX-Reswap"] = "innerHTML"
    return response


def sign_in_url_for(come_back_to: str) -> str:
    """Return where to sign in, and come back from."""
    return f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': come_back_to})}"


def page_of(request: HttpRequest) -> str:
    """Return the page a form or a control was on, when it is one of ours."""
    page = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    own = f"{request.scheme}://{request.get_host()}/"
    return "/" + page.removeprefix(own).lstrip("/\\") if page.startswith(own) else "/"
