"""Types of requests, for views and API functions to say who may reach them; numbers in URLs."""

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from core.numbers import KEY_MAX, T, parse_int

if TYPE_CHECKING:
    from accounts.models import User


class SiteRequest(HttpRequest):
    """A request that has passed our middleware."""

    htmx: HtmxDetails


class MemberRequest(SiteRequest):
    """A request behind `login_required`, the CMS's or the API's sign-in: somebody is signed in."""

    user: "User"


def read_int(request: HttpRequest, name: str, *, default: T, maximum: int = KEY_MAX) -> int | T:
    """Return a whole number from the query string; see `parse_int`."""
    return parse_int(request.GET.get(name, ""), default=default, maximum=maximum)
