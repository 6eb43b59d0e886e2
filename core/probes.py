"""What orchestrators and monitors ask, before anything of the site can be in the way."""

from collections.abc import Callable
from ipaddress import ip_address, ip_network
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from core.rate_limits import client_ip

ALIVE_PATH: Final = "/healthz"
NOT_KEPT: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
PROBED: Final = ("/readyz", "/metrics")


class ProbeMiddleware:
    """Answer whether the process lives at once, and let the other probes come by any host name.

    A probe knows a container by its number, which is no host of the site.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == ALIVE_PATH and request.method in ("GET", "HEAD"):
            return HttpResponse("ok\n", content_type="text/plain", headers=NOT_KEPT)
        if request.path_info in PROBED:
            request.META["HTTP_HOST"] = urlsplit(settings.STOA_BASE_URL).netloc
        return self.get_response(request)


def may_monitor(request: HttpRequest) -> bool:
    """Whether a request comes from a network of STOA_MONITORING_NETWORKS, or from staff.

    Behind a proxy that nobody told us of, every IP address is the proxy's and says nothing.
    """
    if not settings.STOA_PROXY_COUNT and "X-Forwarded-For" in request.headers:
        return _is_staff(request)
    try:
        ip = ip_address(client_ip(request).partition("%")[0])
    except ValueError:
        return _is_staff(request)
    ip = getattr(ip, "ipv4_mapped", None) or ip
    networks = [ip_network(text, strict=False) for text in settings.STOA_MONITORING_NETWORKS]
    return any(ip in network for network in networks) or _is_staff(request)


def _is_staff(request: HttpRequest) -> bool:
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    try:
        return request.user.is_authenticated and request.user.is_staff
    except DatabaseError:  # which is what is asked about
        return False
