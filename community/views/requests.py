"""What the middleware has added to the requests that views receive."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import User


class PageRequest(HttpRequest):
    """A request that may come from htmx."""

    htmx: HtmxDetails


class MemberRequest(PageRequest):
    """A request of somebody who is signed in; views with `login_required` get no other."""

    user: User
