"""What is shown beside people's names: points and badges of many people at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q

from accounts.models import User
from core.page_keys import shows
from gamification.badges.registry import BADGES
from gamification.cache_keys import reputation_key
from gamification.enums import Level
from gamification.models import ReputationTotal
from gamification.rules import FLOOR, shown

SLUGS_BY_LEVEL: Final[Mapping[Level, tuple[str, ...]]] = {
    level: tuple(badge.slug for badge in BADGES if badge.level == level) for level in Level
}


@dataclass(frozen=True)
class ReputationSnapshot:
    """A person's shown points, and how many badges of each level they hold."""

    points: int = FLOOR
    gold: int = 0
    silver: int = 0
    bronze: int = 0

    @property
    def badges(self) -> int:
        return self.gold + self.silver + self.bronze


NEWCOMER: Final = ReputationSnapshot()


def get_reputations(user_ids: Iterable[int | None]) -> dict[int, ReputationSnapshot]:
    """Return the reputation of each of these people; one query however many they are."""
    wanted = {user_id for user_id in user_ids if user_id is not None}
    if not wanted:
        return {}
    shows(*map(reputation_key, wanted))
    rows = (
        User.objects.filter(pk__in=wanted)
        .order_by()
        .values_list("pk", "reputation_total__points")
        .annotate(
            gold=_count_awards(Level.GOLD),
            silver=_count_awards(Level.SILVER),
            bronze=_count_awards(Level.BRONZE),
        )
    )
    return {
        pk: ReputationSnapshot(shown(points or 0), gold, silver, bronze)
        for pk, points, gold, silver, bronze in rows
    }


def _count_awards(level: Level) -> Count:
    held = Q(badge_awards__revoked_at=None, badge_awards__badge__in=SLUGS_BY_LEVEL[level])
    return Count("badge_awards", filter=held)


def get_points(user_id: int) -> int:
    """Return one person's shown points."""
    total = ReputationTotal.objects.filter(user_id=user_id).values_list("points", flat=True)
    return shown(total.first() or 0)
