"""What other apps' pages show of moderation."""

from typing import Any

from django import template
from django.template.context import RequestContext

from moderation.enums import FlagReason
from moderation.permissions import can_view_queue
from moderation.selectors.queue import count_open_work

register = template.Library()


@register.inclusion_tag("moderation/partials/_menu.html", takes_context=True)
def moderation_menu(context: RequestContext) -> dict[str, Any]:
    """For moderators, the queue with its count (two queries); for others nothing, no query."""
    user = context.get("user")
    if user is None or not user.is_authenticated or not can_view_queue(user):
        return {"is_shown": False}
    return {"is_shown": True, "count": count_open_work()}


@register.filter
def flag_reason(text: str) -> str:
    """A reason kept as a code in the reader's words; other reasons stay as they were written."""
    return str(FlagReason(text).label) if text in FlagReason.values else text
