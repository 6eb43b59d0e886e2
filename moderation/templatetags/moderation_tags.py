"""What other apps' pages show of moderation."""

from typing import Any

from django import template
from django.template.context import RequestContext

from moderation.enums import FlagReason
from moderation.permissions import can_view_queue
from moderation.selectors.queue import count_open_work

register = template.Library()


@register.inclusion_tag("moderation/partials/_menu.html", takes_context=True)
def moderation_menu(context: RequestContext, *, swap: bool = False) -> dict[str, Any]:
    """For moderators, the queue with its count (two queries); for others nothing, no query.

    With `swap` it takes the place of the one on the page.
    """
    user = context.get("user")
    if user is None or not user.is_authenticated or not can_view_queue(user):
        return {"is_shown": False}
    return {"is_shown": True, "count": count_open_work(), "swap": swap}


@register.simple_tag
def flag_reasons() -> list[tuple[str, Any]]:
    """What a text may be reported or rejected for: codes with their words."""
    return FlagReason.choices


@register.filter
def flag_reason(text: str) -> str:
    """A reason kept as a code in the reader's words, with what was noted behind it.

    Other reasons stay as they were written.
    """
    code, colon, note = text.partition(": ")
    if code not in FlagReason.values:
        return text
    return f"{FlagReason(code).label}{colon}{note}"
