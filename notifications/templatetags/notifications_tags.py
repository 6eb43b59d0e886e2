"""The bell in the header of every page."""

from typing import Any

from django import template
from django.template.context import RequestContext

from community.enums import CloseReason
from notifications.selectors.inbox import BELL_BOUND, count_unread

register = template.Library()


@register.inclusion_tag("notifications/partials/_bell.html", takes_context=True)
def notification_bell(context: RequestContext) -> dict[str, Any]:
    """A link to the list with the number of unread ones: one query; nothing for guests."""
    user = context.get("user")
    if user is None or not user.is_authenticated:
        return {"is_shown": False}
    count = count_unread(user=user)
    return {"is_shown": True, "count": count, "is_bounded": count >= BELL_BOUND}


@register.filter
def close_reason(code: str) -> str:
    """Why a question was closed, in the reader's words."""
    return str(CloseReason(code).label) if code in CloseReason.values else code
