"""What the head of a page tells engines."""

from typing import Final

from django import template
from django.template.context import Context

from core.http import read_int
from core.structured_data import absolute_url

register = template.Library()

PAGES_MAX: Final = 9_999


@register.simple_tag(takes_context=True)
def canonical_url(context: Context) -> str:
    """The one URL under which a page should be known.

    Views that know better say `canonical_url`. Otherwise it is the path, and the number of the
    page in a long list; every other parameter shows the same things in another way.
    """
    if given := context.get("canonical_url"):
        return str(given)
    request = context.get("request")
    if request is None:
        return absolute_url("/")
    number = read_int(request, "page", default=1, maximum=PAGES_MAX)
    page = f"?page={number}" if number > 1 else ""
    return absolute_url(f"{request.path}{page}")
