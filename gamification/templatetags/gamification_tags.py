"""Reputation on the pages of other apps."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

from django import template
from django.core.cache import cache
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from core.templatetags.components import number, number_in_full
from gamification.badges.base import Badge
from gamification.enums import Level, Period
from gamification.selectors.leaderboard import LeaderboardRow, get_leaderboard
from gamification.selectors.reputations import NEWCOMER, ReputationSnapshot, get_reputations

register = template.Library()

SNIPPET_SIZE: Final = 5
SNIPPET_SECONDS: Final = 60
LEVEL_CLASSES: Final = {Level.GOLD: "gold", Level.SILVER: "info", Level.BRONZE: "bronze"}


@register.simple_tag
def reputation_for(user_ids: Iterable[int | None]) -> dict[int, ReputationSnapshot]:
    """Load points and badges of many people: `{% reputation_for ids as rep %}`, one query."""
    return get_reputations(user_ids)


@register.filter
def reputation_of(
    reputations: Mapping[int, ReputationSnapshot], user_id: int | None
) -> ReputationSnapshot:
    """Take one person's reputation out of `reputation_for`."""
    return reputations.get(user_id, NEWCOMER) if user_id is not None else NEWCOMER


@register.simple_tag
def show_reputation(reputation: ReputationSnapshot) -> SafeString:
    """Show points and badges beside a name, as numbers for the eye and as words for the ear."""
    return _drawn(reputation, get_language())


@lru_cache(maxsize=2_000)
def _drawn(reputation: ReputationSnapshot, language: str | None) -> SafeString:
    """Draw a reputation in the active `language`."""
    points = ngettext("%(n)s point", "%(n)s points", reputation.points) % {
        "n": number_in_full(reputation.points)
    }
    return format_html(
        '<span class="reputation"><span class="reputation__points" title="{}">{}'
        '<span class="visually-hidden"> {}</span></span>{}</span>',
        points,
        number(reputation.points),
        ngettext("point", "points", reputation.points),
        _badge_counts(reputation),
    )


def _badge_counts(reputation: ReputationSnapshot) -> SafeString:
    if not reputation.badges:
        return SafeString("")
    counts = (
        (Level.GOLD, reputation.gold, gettext("gold badges")),
        (Level.SILVER, reputation.silver, gettext("silver badges")),
        (Level.BRONZE, reputation.bronze, gettext("bronze badges")),
    )
    return format_html_join(
        "",
        '<span class="reputation__badges reputation__badges--{}" title="{}">{}'
        '<span class="visually-hidden"> {}</span></span>',
        ((level.value, words, number(held), words) for level, held, words in counts if held),
    )


@register.simple_tag
def badge_mark(badge: Badge) -> SafeString:
    """Show a badge's name in the colour of its level; the level is said, too."""
    return format_html(
        '<span class="badge badge--{}">{}<span class="visually-hidden"> ({})</span></span>',
        LEVEL_CLASSES[badge.level],
        badge.name,
        badge.level.label,
    )


@register.filter
def signed(points: int) -> SafeString:
    """Write a change of points with its sign."""
    sign = "+" if points > 0 else "\N{MINUS SIGN}" if points else ""
    return format_html("{}{}", sign, number(abs(points)))


@register.inclusion_tag("gamification/partials/_leaderboard_snippet.html")
def leaderboard_snippet() -> dict[str, Any]:
    """Show the best of the week in a few lines; a minute old at most."""

    def load() -> tuple[LeaderboardRow, ...]:
        return get_leaderboard(Period.WEEK, size=SNIPPET_SIZE).places

    return {"places": cache.get_or_set("gamification:snippet", load, SNIPPET_SECONDS)}
