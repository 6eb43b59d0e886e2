"""What is worth how much, and what may be done with how many points: all of it is data.

`settings.STOA_REPUTATION` may override any of it::

    STOA_REPUTATION = {
        "preset": "standard",                        # or "open", "strict"
        "points": {"answer_upvoted": 12},            # single values
        "privileges": {"community.vote_up": 5},      # single thresholds
        "daily_cap": 300,
    }

System checks refuse to start with unknown names or values that are not whole numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.conf import settings
from django.core.signals import setting_changed
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gamification.enums import Reason

FLOOR: Final = 1
"""Nobody is shown, or treated as having, less than this."""

DAILY_CAP: Final = 200
KEEP_AFTER_DAYS: Final = 60
KEEP_FROM_SCORE: Final = 3
HELPFUL_STEP: Final = 25
HELPFUL_MOST_POINTS: Final = 200
ABUSE_REASONS: Final = frozenset({"spam", "rude"})

POINTS: Final[Mapping[str, int]] = {
    Reason.QUESTION_UPVOTED: 5,
    Reason.QUESTION_DOWNVOTED: -2,
    Reason.ANSWER_UPVOTED: 10,
    Reason.ANSWER_DOWNVOTED: -2,
    Reason.DOWNVOTE_CAST: -1,
    Reason.ANSWER_ACCEPTED: 15,
    Reason.ANSWER_CHOSEN: 2,
    Reason.PROMOTION_CREATED: 50,
    Reason.PROMOTION_USED: 20,
    Reason.ARTICLE_HELPFUL: 10,
    Reason.REMOVED_AS_ABUSE: -100,
}

CAPPED: Final = frozenset(
    {
        Reason.QUESTION_UPVOTED,
        Reason.QUESTION_DOWNVOTED,
        Reason.ANSWER_UPVOTED,
        Reason.ANSWER_DOWNVOTED,
    }
)
"""Reasons whose points count together towards the daily cap of the person who gets them."""


@dataclass(frozen=True)
class Privilege:
    """A permission that points unlock, with its threshold in each preset."""

    permission: str
    label: str | Promise
    open: int
    standard: int
    strict: int


PRIVILEGES: Final = (
    Privilege("community.ask_question", _("Ask questions"), 1, 1, 1),
    Privilege("community.answer_question", _("Answer questions"), 1, 1, 1),
    Privilege("moderation.flag_post", _("Report posts to the moderators"), 1, 1, 1),
    Privilege("community.comment_anywhere", _("Comment on any post"), 1, 1, 50),
    Privilege("community.vote_up", _("Vote up"), 1, 1, 15),
    Privilege("community.post_links_freely", _("Post more than two links"), 1, 10, 10),
    Privilege("community.edit_wiki_posts", _("Edit community wiki posts"), 1, 75, 100),
    Privilege("community.vote_down", _("Vote down"), 125, 125, 125),
    Privilege("kb.propose_promotion", _("Propose answers for the knowledge base"), 1, 200, 500),
    Privilege("community.create_tag", _("Create tags"), 1, 750, 1_500),
    Privilege("community.edit_others_posts", _("Edit posts of others"), 1, 1_000, 2_000),
    Privilege("community.close_questions", _("Vote to close and reopen"), 200, 1_000, 3_000),
    Privilege("moderation.trusted_flag", _("Have your reports weigh double"), 1_000, 1_000, 1_000),
    Privilege("community.see_deleted_posts", _("See deleted posts"), 2_000, 4_000, 10_000),
)

PRESETS: Final = ("open", "standard", "strict")
DEFAULT_PRESET: Final = "standard"


@dataclass(frozen=True)
class Rules:
    """The rules in force: the defaults with what the settings override."""

    points: Mapping[str, int]
    thresholds: Mapping[str, int]
    daily_cap: int

    def permissions_at(self, points: int) -> frozenset[str]:
        """Return the permissions that somebody with `points` holds."""
        return frozenset(name for name, least in self.thresholds.items() if points >= least)


def build_rules(overrides: Mapping[str, Any]) -> Rules:
    """Merge the defaults with `overrides`, which the system checks have found to be sound."""
    preset = overrides.get("preset", DEFAULT_PRESET)
    thresholds = {privilege.permission: getattr(privilege, preset) for privilege in PRIVILEGES}
    return Rules(
        points={**POINTS, **overrides.get("points", {})},
        thresholds={**thresholds, **overrides.get("privileges", {})},
        daily_cap=overrides.get("daily_cap", DAILY_CAP),
    )


@cache
def current_rules() -> Rules:
    """Return the rules in force; read once per process."""
    return build_rules(settings.STOA_REPUTATION)


def _forget_rules(*, setting: str, **kwargs: Any) -> None:
    if setting == "STOA_REPUTATION":
        current_rules.cache_clear()


setting_changed.connect(_forget_rules, dispatch_uid="gamification.rules")


def shown(total: int) -> int:
    """Return what is shown and used for privileges: the sum, but never below the floor."""
    return max(FLOOR, total)
