"""Numbers of moderation."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.conf import settings

CLAIM_LASTS: Final = timedelta(minutes=10)
REFLAG_AFTER: Final = timedelta(hours=24)
LINKS_OF_NEW_MEMBERS: Final = 2
REPEATED_TEXT_WINDOW: Final = timedelta(days=1)
HOLD_NONE: Final = "off"
HOLD_LINKS: Final = "links"
HOLD_ALL: Final = "all"
HOLD_FIRST_POSTS: Final = (HOLD_NONE, HOLD_LINKS, HOLD_ALL)
"""Values of STOA_HOLD_FIRST_POSTS: which texts wait of people of whom nothing is public yet."""


@dataclass(frozen=True, kw_only=True)
class HideThreshold:
    """How many people must report a text until it is hidden without a moderator."""

    people: int
    people_with_trusted: int


def hide_threshold() -> HideThreshold:
    """Defaults follow Question2Answer (5), Discourse (3) and Askbot (2): three, or two with one
    experienced member among them."""
    return HideThreshold(
        people=settings.MODERATION_FLAGS_TO_HIDE,
        people_with_trusted=settings.MODERATION_FLAGS_TO_HIDE_WITH_TRUSTED,
    )
