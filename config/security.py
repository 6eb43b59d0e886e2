"""The content security policy."""

import re
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

from kb.text.video import PLAYERS

PUBLIC_POLICY: Final = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "media-src 'self'",
        f"frame-src 'self' {' '.join(PLAYERS)}",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
# Wagtail's and Django's own back offices write scripts and styles into their pages.
BACK_OFFICE_POLICY: Final = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "frame-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
# An uploaded file that a browser shows as a page may do nothing at all.
FILE_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
BACK_OFFICES: Final = ("/cms/", "/admin/")
HEADER: Final = "Content-Security-Policy"

_FILM: Final = re.compile(
    rb'<video class="video__file"[^>]*? src="(https://[a-z0-9.-]+(?::[0-9]+)?)/', re.IGNORECASE
)


class FilmSourcesMiddleware:
    """Let a page that shows films of other sites play those: from their hosts, and no others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.streaming or request.path_info.startswith(BACK_OFFICES):
            return response
        if HEADER not in response and b"video__file" in response.content:
            hosts = sorted({host.decode().lower() for host in _FILM.findall(response.content)})
            sources = " ".join(["media-src 'self'", *hosts])
            response[HEADER] = PUBLIC_POLICY.replace("media-src 'self'", sources)
        return response


class ContentSecurityPolicyMiddleware:
    """Say on every page what it may load: public pages nothing inline, nothing from elsewhere.

    But for the players of films, which a page frames only when its reader asks to see one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if HEADER not in response:
            in_back_office = request.path_info.startswith(BACK_OFFICES)
            response[HEADER] = BACK_OFFICE_POLICY if in_back_office else PUBLIC_POLICY
        return response
