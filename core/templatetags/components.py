"""Template tags for the shared parts of pages: icons, avatars, times, the current section."""

import datetime as dt
import zlib
from functools import lru_cache
from typing import Any, Final

from django import template
from django.contrib.messages.storage.base import Message
from django.forms import BoundField, CheckboxInput
from django.template.context import RequestContext
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext

from core.notices import undo_url
from core.unicode import characters

register = template.Library()

AVATAR_COLOURS: Final = 4
RECENT: Final = dt.timedelta(days=30)
JUST_NOW: Final = dt.timedelta(minutes=1)
THOUSAND: Final = 1_000
SHORT_FROM: Final = 10 * THOUSAND
MILLION: Final = THOUSAND * THOUSAND
TENTHS_UP_TO: Final = 1_000


@register.simple_tag
@lru_cache(maxsize=200)
def icon(name: str) -> SafeString:
    """Draw an icon of the sprite; it is decoration, so the caller writes the words beside it."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>',
        static("img/icons.svg"),
        name,
    )


@register.simple_tag
def avatar(person: Any, size: str = "") -> SafeString:
    """Show a person's initial on a colour that stays theirs; the name stands beside it."""
    name = str(getattr(person, "name", "") or "?")
    colour = zlib.crc32(name.encode()) % AVATAR_COLOURS + 1
    extra = f" avatar--{size}" if size else ""
    return format_html(
        '<span class="avatar avatar--{}{}" aria-hidden="true">{}</span>',
        colour,
        extra,
        characters(name)[0],
    )


@register.simple_tag
def timestamp(moment: dt.datetime | None) -> SafeString:
    """Show a moment as a reader says it, with the exact time for machines and on hover."""
    if moment is None:
        return SafeString("")
    local = timezone.localtime(moment)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        moment.astimezone(dt.UTC).isoformat(timespec="seconds"),
        date_format(local, "DATETIME_FORMAT"),
        _spoken(moment, local),
    )


def _spoken(moment: dt.datetime, local: dt.datetime) -> str:
    now = timezone.now()
    age = now - moment
    if age < JUST_NOW:
        return gettext("just now")
    if age < RECENT:
        return gettext("%(age)s ago") % {"age": timesince(moment, now, depth=1)}
    return date_format(local, "DATE_FORMAT")


@register.filter
def day(moment: dt.date | None) -> SafeString:
    """Show a day as 28 Nov 2026, with the day for machines; nothing where there is none."""
    if not moment:
        return SafeString("")
    on = _local_day(moment)
    return format_html(
        '<time datetime="{}">{}</time>', on.isoformat(), date_format(on, "DATE_FORMAT")
    )


@register.filter
def near_day(moment: dt.date | None) -> SafeString:
    """Show a day as `day` does, but say Today and Yesterday."""
    if not moment:
        return SafeString("")
    on = _local_day(moment)
    words = {0: gettext("Today"), 1: gettext("Yesterday")}.get((timezone.localdate() - on).days)
    return format_html(
        '<time datetime="{}">{}</time>', on.isoformat(), words or date_format(on, "DATE_FORMAT")
    )


def _local_day(moment: dt.date) -> dt.date:
    return timezone.localtime(moment).date() if isinstance(moment, dt.datetime) else moment


@register.simple_tag(takes_context=True)
def current_section(context: RequestContext, *prefixes: str) -> SafeString:
    """Mark a navigation link whose section holds the page being shown."""
    request = context.get("request")
    path = request.path if request is not None else ""
    is_current = any(path.startswith(prefix) for prefix in prefixes)
    return SafeString(' aria-current="true"') if is_current else SafeString("")


@register.filter
def in_one_line(text: str | None) -> str:
    """A text for an attribute or a title, without line ends."""
    return " ".join(str(text or "").split())


@register.filter
def undo_link(message: Message) -> str:
    """Where the action that a message tells of is undone, or nothing."""
    return undo_url(message.extra_tags)


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Tell a single checkbox, whose label stands after it, from other fields."""
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def number(value: int | str | None) -> SafeString:
    """Write a count: every digit up to 9,999, then 12.3k with all of its digits on hover."""
    if isinstance(value, str):
        return conditional_escape(value)  # a word in place of a number
    count = int(value or 0)
    whole = number_in_full(count)
    if abs(count) < SHORT_FROM:
        return format_html("{}", whole)
    return format_html('<data value="{}" title="{}">{}</data>', str(count), whole, _short(count))


@register.filter
def number_in_full(value: int | None) -> str:
    """Write every digit of a count, for attributes and plain text: 12,345."""
    return number_format(int(value or 0), use_l10n=True, force_grouping=True)


def _short(count: int) -> str:
    is_large = abs(count) >= MILLION
    tenths = int(count / (MILLION if is_large else THOUSAND) * 10)
    has_tenth = abs(tenths) < TENTHS_UP_TO and tenths % 10 != 0
    digits = number_format(tenths / 10 if has_tenth else int(tenths / 10), 1 if has_tenth else 0)
    return (gettext("%(number)sM") if is_large else gettext("%(number)sk")) % {"number": digits}
