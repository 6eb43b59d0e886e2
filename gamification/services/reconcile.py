"""The ledger as a whole: written anew from the truth, or compared with it and repaired.

Everything is read as a stream and written in batches, so memory does not grow with the data.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final, TypeVar

from django.db import transaction
from django.db.models import Sum

from core.memory import sparing_memory
from gamification.entitlements import ENTITLEMENT_READERS, Entitlement
from gamification.entitlements.base import READ_SIZE
from gamification.enums import SourceKind
from gamification.models import ReputationEntry, ReputationTotal
from gamification.rules import current_rules
from gamification.services.ledger import (
    WRITE_SIZE,
    UserDay,
    append,
    cap_differences,
    cap_entry,
    differences,
    entry_of_claim,
    lock_totals,
    rows_of,
    sync_ledger,
)

T = TypeVar("T")
Report = Callable[[str, int], None]
"""Told, batch by batch, what is being done and to how many rows more."""

BATCH_SIZE: Final = 500


def say_nothing(step: str, rows: int) -> None:
    """Report to nobody."""


@dataclass(frozen=True)
class Drift:
    """What a reconcile found and repaired; all zero when the ledger was right."""

    entries: int
    totals: int

    def __str__(self) -> str:
        return f"{self.entries} ledger rows appended, {self.totals} totals repaired"


@sparing_memory()
@transaction.atomic
def rebuild_ledger(*, report: Report = say_nothing) -> int:
    """Drop the ledger and write it anew from the truth; returns how many rows it now has.

    A change that commits meanwhile has written its own row already; that row is left alone.
    """
    ReputationEntry.objects.all().delete()
    entitlements = chain.from_iterable(reader(None) for reader in ENTITLEMENT_READERS.values())
    written = _write(
        (entry_of_claim(entitlement, points=entitlement.points) for entitlement in entitlements),
        report,
    )
    written += _write(_caps_of_everybody(), report)
    reconcile_totals(report)
    return written


def _write(entries: Iterator[ReputationEntry], report: Report) -> int:
    written = 0
    for batch in _batches((entry for entry in entries if entry.points), WRITE_SIZE):
        ReputationEntry.objects.bulk_create(batch, ignore_conflicts=True)
        written += len(batch)
        report("ledger", len(batch))
    return written


def _caps_of_everybody() -> Iterator[ReputationEntry]:
    limit = current_rules().daily_cap
    days = (
        ReputationEntry.objects.filter(is_capped=True)
        .values_list("user_id", "day")
        .annotate(nominal=Sum("points"))
        .filter(nominal__gt=limit)
        .order_by("user_id", "day")
    )
    for user_id, day, nominal in days.iterator(chunk_size=READ_SIZE):
        yield cap_entry(user_id, day, points=limit - nominal)


@sparing_memory()
def reconcile_ledger(report: Report = say_nothing) -> Drift:
    """Compare the ledger with the truth in both directions and append what is missing.

    It compares without locks; what differs is settled, which reads the truth again.
    """
    entries = 0
    for kind in ENTITLEMENT_READERS:
        for ids in chain(_ids_of_truth(kind), _ids_of_ledger(kind)):
            drifted = {entry.source_id for entry in _drift_of(kind, ids)}
            entries += sync_ledger(kind=kind, source_ids=drifted) if drifted else 0
            report(f"compare {kind}", len(ids))
    entries += _reconcile_caps(report)
    return Drift(entries=entries, totals=reconcile_totals(report))


def _ids_of_truth(kind: SourceKind) -> Iterator[list[int]]:
    return _batches(
        _distinct(entitlement.source_id for entitlement in ENTITLEMENT_READERS[kind](None)),
        BATCH_SIZE,
    )


def _ids_of_ledger(kind: SourceKind) -> Iterator[list[int]]:
    ids = (
        ReputationEntry.objects.filter(source_kind=kind)
        .order_by("source_id")
        .values_list("source_id", flat=True)
        .distinct()
    )
    return _batches(ids.iterator(chunk_size=READ_SIZE), BATCH_SIZE)


def _drift_of(kind: SourceKind, ids: list[int]) -> list[ReputationEntry]:
    entitlements: Iterable[Entitlement] = ENTITLEMENT_READERS[kind](ids)
    return differences(entitlements, rows_of(kind, ids))


def _reconcile_caps(report: Report) -> int:
    appended = 0
    limit = current_rules().daily_cap
    over = (
        ReputationEntry.objects.filter(is_capped=True)
        .values_list("user_id", "day")
        .annotate(nominal=Sum("points"))
        .filter(nominal__gt=limit)
        .values_list("user_id", "day")
    )
    held = ReputationEntry.objects.filter(source_kind=SourceKind.DAILY_CAP)
    days = over.order_by().union(held.values_list("user_id", "day").distinct().order_by())
    for batch in _batches(days.iterator(chunk_size=READ_SIZE), BATCH_SIZE):
        appended += _settle_caps(batch)
        report("compare caps", len(batch))
    return appended


@transaction.atomic
def _settle_caps(days: list[UserDay]) -> int:
    lock_totals({user_id for user_id, _ in days})
    return append(cap_differences(days))


def reconcile_totals(report: Report = say_nothing) -> int:
    """Bring every total to the sum of its rows; returns how many were wrong."""
    repaired = 0
    people = chain(
        ReputationEntry.objects.order_by("user_id")
        .values_list("user_id", flat=True)
        .distinct()
        .iterator(chunk_size=READ_SIZE),
        ReputationTotal.objects.order_by("user_id")
        .values_list("user_id", flat=True)
        .iterator(chunk_size=READ_SIZE),
    )
    for user_ids in _batches(people, BATCH_SIZE):
        repaired += _repair_totals(user_ids)
        report("totals", len(user_ids))
    return repaired


@transaction.atomic
def _repair_totals(user_ids: list[int]) -> int:
    lock_totals(user_ids)
    sums = dict(
        ReputationEntry.objects.filter(user_id__in=user_ids)
        .values_list("user_id")
        .annotate(points=Sum("points"))
    )
    wrong = []
    for total in ReputationTotal.objects.filter(user_id__in=user_ids):
        if total.points != sums.get(total.user_id, 0):
            total.points = sums.get(total.user_id, 0)
            wrong.append(total)
    ReputationTotal.objects.bulk_update(wrong, ["points"])
    return len(wrong)


def _distinct(ids: Iterable[int]) -> Iterator[int]:
    """Drop repetitions that follow each other; readers yield what is of one source together."""
    previous = None
    for source_id in ids:
        if source_id != previous:
            yield source_id
        previous = source_id


def _batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, size)):
        yield batch
