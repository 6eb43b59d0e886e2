"""Types of requests, for views and API functions to say who may reach them."""

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

if TYPE_CHECKING:
    from accounts.models import User


class SiteRequest(HttpRequest):
    """A request that has passed our middleware."""

    htmx: HtmxDetails


class MemberRequest(SiteRequest):
    """A request behind `login_required` or the API's SIGNED_IN: somebody is signed in."""

    user: "User"
