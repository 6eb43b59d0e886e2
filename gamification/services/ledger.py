"""Recording: bring the ledger of a source to what the truth says it is worth.

Only differences are appended, so a replay appends nothing, and taking something back appends the
opposite row dated to the day it had counted for.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from django.db.models import F, Max, Q, Sum

from core.page_keys import advance
from gamification.cache_keys import reputation_key
from gamification.entitlements import ENTITLEMENT_READERS, Entitlement
from gamification.enums import Reason, SourceKind
from gamification.models import ReputationEntry, ReputationTotal
from gamification.rules import current_rules
from gamification.signals import reputation_changed

UserDay = tuple[int, dt.date]
Row = Mapping[str, Any]

WRITE_SIZE: Final = 1_000
TABLES: Final = {ReputationEntry._meta.db_table, ReputationTotal._meta.db_table}


@transaction.atomic
def sync_ledger(*, kind: SourceKind, source_ids: Collection[int]) -> int:
    """Append what is missing between the truth of these sources and their ledger rows.

    Call it in the transaction that changed the truth. Returns how many rows were appended.
    """
    entitlements = list(ENTITLEMENT_READERS[kind](source_ids))
    rows = rows_of(kind, source_ids)
    lock_totals(
        {entitlement.user_id for entitlement in entitlements} | {row["user_id"] for row in rows}
    )
    return append(differences(entitlements, rows))


def sync_in_batches(*, kind: SourceKind, source_ids: Sequence[int]) -> int:
    """Settle any number of sources."""
    starts = range(0, len(source_ids), WRITE_SIZE)
    return sum(sync_ledger(kind=kind, source_ids=source_ids[i : i + WRITE_SIZE]) for i in starts)


def lock_totals(user_ids: Collection[int]) -> None:
    """Put changes of these people in line; always in the same order, so nobody waits in a ring."""
    wanted = sorted(user_ids)
    advance(*map(reputation_key, wanted), tables=TABLES)
    locked = ReputationTotal.objects.select_for_update(no_key=True).filter(user_id__in=wanted)
    present = set(locked.order_by("user_id").values_list("user_id", flat=True))
    missing = [ReputationTotal(user_id=pk) for pk in wanted if pk not in present]
    if missing:
        ReputationTotal.objects.bulk_create(missing, ignore_conflicts=True)
        list(locked.order_by("user_id"))


def rows_of(kind: SourceKind, source_ids: Collection[int]) -> list[Row]:
    """Return what the ledger holds of these sources: one row per source key, person and day."""
    return list(
        ReputationEntry.objects.filter(source_kind=kind, source_id__in=list(source_ids))
        .values(
            "source_kind",
            "source_id",
            "source_key",
            "user_id",
            "day",
            "reason",
            "is_capped",
            "is_imported",
            "question_id",
            "post_id",
            "article_id",
        )
        .annotate(held=Sum("points"), last=Max("sequence"))
        .order_by("source_key")
    )


def differences(entitlements: Iterable[Entitlement], rows: Iterable[Row]) -> list[ReputationEntry]:
    """Return the rows that make each source add up to its entitlement, per person and day."""
    wanted = {entitlement.key: entitlement for entitlement in entitlements}
    last: dict[str, int] = defaultdict(int)
    held: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        key = row["source_key"]
        last[key] = max(last[key], row["last"])
        held[key].append(row)
    fresh: list[ReputationEntry] = []
    for key in sorted(wanted.keys() | held.keys()):
        for entry in _differences_of_source(wanted.get(key), held[key]):
            last[key] += 1
            entry.sequence = last[key]
            fresh.append(entry)
    return fresh


def _differences_of_source(
    entitlement: Entitlement | None, rows: Iterable[Row]
) -> list[ReputationEntry]:
    missing = entitlement.points if entitlement else 0
    fresh = []
    for row in rows:
        if entitlement and (row["user_id"], row["day"]) == (entitlement.user_id, entitlement.day):
            missing -= row["held"]
        elif row["held"]:
            fresh.append(_taken_back(row))
    if entitlement and missing:
        fresh.append(entry_of_claim(entitlement, points=missing))
    return fresh


def _taken_back(row: Row) -> ReputationEntry:
    """Return the opposite of what a source still holds for a person on a day."""
    copied = {key: value for key, value in row.items() if key not in ("held", "last")}
    return ReputationEntry(points=-row["held"], **copied)


def entry_of_claim(entitlement: Entitlement, *, points: int, sequence: int = 1) -> ReputationEntry:
    """Return a row, not written yet, that gives `points` for what the entitlement says."""
    return ReputationEntry(
        user_id=entitlement.user_id,
        points=points,
        reason=entitlement.reason,
        source_kind=entitlement.kind,
        source_id=entitlement.source_id,
        source_key=entitlement.key,
        sequence=sequence,
        day=entitlement.day,
        is_capped=entitlement.is_capped,
        is_imported=entitlement.is_imported,
        question_id=entitlement.question_id,
        post_id=entitlement.post_id,
        article_id=entitlement.article_id,
    )


def append(entries: Collection[ReputationEntry]) -> int:
    """Write rows of people whose totals are locked, with the daily caps and totals they change."""
    if not entries:
        return 0
    capped_days = {(entry.user_id, entry.day) for entry in entries if entry.is_capped}
    ReputationEntry.objects.bulk_create(entries, batch_size=WRITE_SIZE)
    caps = cap_differences(capped_days)
    ReputationEntry.objects.bulk_create(caps, batch_size=WRITE_SIZE)
    _add_to_totals([*entries, *caps])
    return len(entries) + len(caps)


def _add_to_totals(entries: Iterable[ReputationEntry]) -> None:
    changes: dict[int, int] = defaultdict(int)
    for entry in entries:
        changes[entry.user_id] += entry.points
    for user_id, change in sorted(changes.items()):
        if change:
            ReputationTotal.objects.filter(user_id=user_id).update(points=F("points") + change)
            reputation_changed.send(sender=ReputationTotal, user_id=user_id)


def cap_differences(days: Collection[UserDay]) -> list[ReputationEntry]:
    """Return the rows that bring each day's cap row to what the day's votes now ask for.

    The cap is a source of its own per person and day, worth what the votes of that day exceed
    the daily limit by, negative. So the order in which votes come and go does not matter.
    """
    limit = current_rules().daily_cap
    fresh = []
    for (user_id, day), (nominal, held, last) in _day_sums(days).items():
        missing = -max(0, nominal - limit) - held
        if missing:
            fresh.append(cap_entry(user_id, day, points=missing, sequence=last + 1))
    return fresh


def _day_sums(days: Collection[UserDay]) -> dict[UserDay, tuple[int, int, int]]:
    """Return, per person and day: points of votes, points of the cap, the cap's last sequence."""
    if not days:
        return {}
    is_cap = Q(source_kind=SourceKind.DAILY_CAP)
    rows = (
        ReputationEntry.objects.filter(Q(is_capped=True) | is_cap)
        .filter(user_id__in={user_id for user_id, _ in days}, day__in={day for _, day in days})
        .values_list("user_id", "day")
        .annotate(
            nominal=Sum("points", filter=Q(is_capped=True), default=0),
            held=Sum("points", filter=is_cap, default=0),
            last=Max("sequence", filter=is_cap, default=0),
        )
        .order_by("user_id", "day")
    )
    wanted = set(days)
    return {(user, day): (n, h, last) for user, day, n, h, last in rows if (user, day) in wanted}


def cap_entry(user_id: int, day: dt.date, *, points: int, sequence: int = 1) -> ReputationEntry:
    """Return a row, not written yet, of the daily limit of one person."""
    return ReputationEntry(
        user_id=user_id,
        points=points,
        reason=Reason.DAILY_CAP,
        source_kind=SourceKind.DAILY_CAP,
        source_id=user_id,
        source_key=f"cap:{user_id}:{day.isoformat()}",
        sequence=sequence,
        day=day,
    )
