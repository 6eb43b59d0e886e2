"""Awarding badges: bring the awards to who deserves them now.

An award that is no longer true is not removed: it is revoked, with the date, and counts again if
it becomes true again. Imported awards stay, because their truth lies elsewhere.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core.memory import id_chunks, refresh_statistics, sparing_memory
from core.page_keys import advance
from gamification.badges.base import Badge, Holder, Trigger
from gamification.badges.registry import BADGES, BADGES_ELSEWHERE, badges_for
from gamification.cache_keys import reputation_key
from gamification.models import BadgeAward
from gamification.services.reconcile import Report, say_nothing
from gamification.signals import badge_awarded

WRITE_SIZE: Final = 1_000
READ_SIZE: Final = 2_000


def evaluate_badges(*, user_ids: Collection[int], trigger: Trigger) -> int:
    """Recount the badges that `trigger` may have changed for these people.

    Returns how many awards are new.
    """
    return sum(_sync(badge, user_ids) for badge in badges_for(trigger))


@sparing_memory()
def rebuild_badges(report: Report = say_nothing, *, is_quiet: bool = False) -> int:
    """Recount every badge of everybody; `is_quiet` tells nobody about the new ones.

    A few thousand people at a time, so that memory does not grow with their number.
    """
    refresh_statistics()
    fresh = 0
    for user_ids in id_chunks(User.objects.all(), READ_SIZE):
        for badge in BADGES:
            count = _sync(badge, user_ids, is_quiet=is_quiet)
            report("badges", count)
            fresh += count
    return fresh


@transaction.atomic
def _sync(badge: Badge, user_ids: Collection[int] | None, *, is_quiet: bool = False) -> int:
    if user_ids is not None:
        # One evaluation of a person at a time, so that nothing is awarded or announced twice.
        people = User.objects.select_for_update(no_key=True).filter(pk__in=user_ids)
        list(people.order_by("pk").values_list("pk", flat=True))
    awards = BadgeAward.objects.filter(badge=badge.slug)
    if user_ids is not None:
        awards = awards.filter(user_id__in=user_ids)
    held: dict[Holder, tuple[int, bool]] = {
        (user_id, post_id): (pk, revoked_at is None)
        for pk, user_id, post_id, revoked_at in awards.values_list(
            "pk", "user_id", "post_id", "revoked_at"
        )
    }
    deserved = set(badge.holders(user_ids))
    now = timezone.now()
    revived = [pk for holder, (pk, valid) in held.items() if holder in deserved and not valid]
    revoked = [pk for holder, (pk, valid) in held.items() if holder not in deserved and valid]
    if revived:
        BadgeAward.objects.filter(pk__in=revived).update(revoked_at=None)
    if revoked:
        BadgeAward.objects.filter(pk__in=revoked, is_imported=False).update(revoked_at=now)
    fresh = sorted(deserved - held.keys(), key=lambda holder: (holder[0], holder[1] or 0))
    affected = {*revived, *revoked}
    changed = {user_id for (user_id, _post), (pk, _valid) in held.items() if pk in affected}
    changed.update(user_id for user_id, _post_id in fresh)
    advance(*map(reputation_key, changed), tables={BadgeAward._meta.db_table})
    return _award(badge, fresh, is_quiet=is_quiet)


def _award(badge: Badge, holders: Iterable[Holder], *, is_quiet: bool) -> int:
    now = timezone.now()
    fresh = BadgeAward.objects.bulk_create(
        [
            BadgeAward(user_id=user_id, badge=badge.slug, post_id=post_id, awarded_at=now)
            for user_id, post_id in holders
        ],
        batch_size=WRITE_SIZE,
    )
    if not is_quiet:
        for award in fresh:
            badge_awarded.send(
                sender=BadgeAward,
                award_id=award.pk,
                user_id=award.user_id,
                badge_slug=badge.slug,
            )
    return len(fresh)


@dataclass(frozen=True)
class ImportedBadge:
    """Somebody held the badge `name` (as it is called at the source) since `awarded_at`."""

    user_id: int
    name: str
    awarded_at: dt.datetime


def import_badges(badges: Sequence[ImportedBadge]) -> int:
    """Write the badges of an import that match ours, with their dates; returns how many matched."""
    earliest: dict[tuple[int, str], ImportedBadge] = {}
    matched = 0
    for badge in sorted(badges, key=lambda badge: badge.awarded_at):
        slug = BADGES_ELSEWHERE.get(badge.name)
        if slug is not None:
            matched += 1
            earliest.setdefault((badge.user_id, slug), badge)
    BadgeAward.objects.bulk_create(
        [
            BadgeAward(user_id=user_id, badge=slug, awarded_at=badge.awarded_at, is_imported=True)
            for (user_id, slug), badge in earliest.items()
        ],
        batch_size=WRITE_SIZE,
        ignore_conflicts=True,
    )
    return matched
