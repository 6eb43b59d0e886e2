"""Answers where no view answers: unknown URLs, refused forms, our own failures.

Under /api/ every answer has the shape of the API's errors; elsewhere it is a page.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views import defaults

from core.errors import PermissionRefused
from core.field_names import KEPT_FIELDS, name_of_field
from core.middleware import page_of, sign_in_url_for

API_PREFIX = "/api/"


def error_body(
    *,
    code: str,
    message: str,
    fields: dict[str, list[str]] | None = None,
    details: Mapping[str, Any] | None = None,
) -> dict[str, dict[str, Any]]:
    """Return the one shape of every API error; some add details of their own."""
    return {"error": {"code": code, "message": message, "fields": fields or {}, **(details or {})}}


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the page or JSON of a bad request."""
    if request.path_info.startswith(API_PREFIX):
        return _json(400, "bad_request", _("The request could not be read."))
    if isinstance(exception, RequestDataTooBig):
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // (1024 * 1024)
        return render(request, "413.html", {"limit": limit}, status=413)
    return defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the page or JSON of a refused request."""
    if request.path_info.startswith(API_PREFIX):
        return _json(403, "permission_refused", _("You may not do this."))
    return defaults.permission_denied(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the page or JSON of an unknown URL."""
    if request.path_info.startswith(API_PREFIX):
        return _json(404, "not_found", _("There is nothing at this URL."))
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """Return the page or JSON of a server error."""
    if request.path_info.startswith(API_PREFIX):
        return _json(500, "server_error", _("Something went wrong on our side."))
    return defaults.server_error(request)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose protection token is missing or old, without losing what was written.

    Texts that were typed come back on the page, so that an expired session costs nobody a post.
    """
    if request.path_info.startswith(API_PREFIX):
        return _json(403, "csrf_failed", _("The request carries no valid CSRF token."))
    sign_in_url = sign_in_url_for(page_of(request))
    if "HX-Request" in request.headers:
        is_text = bool(request.POST.get("body"))
        context = {"error": SessionExpired(), "sign_in_url": sign_in_url, "is_text": is_text}
        return render(request, "errors/_message.html", context, status=403)
    kept = [
        (name, name_of_field(name, request.path_info), value)
        for name, value in request.POST.items()
        if name in KEPT_FIELDS and isinstance(value, str) and value.strip()
    ]
    context = {"kept": kept, "sign_in_url": sign_in_url}
    return render(request, "403_csrf.html", context, status=403)


class SessionExpired(PermissionRefused):
    """The form's token is missing or old."""

    code = "csrf_failed"
    default_message = _lazy("Your session expired.")


def _json(status: int, code: str, message: str) -> JsonResponse:
    return JsonResponse(error_body(code=code, message=message), status=status)
