"""Keeping the index equal to the database: note changes, write them, compare now and then."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from django.db.models import F
from django.utils import timezone

from core.memory import sparing_memory
from search.documents.article_texts import forget_texts
from search.documents.builders import (
    BATCH_SIZE,
    SearchDocument,
    all_documents,
    build_documents,
    count_documents,
    existing_keys,
    next_version,
)
from search.engines import get_engine
from search.engines.base import EngineError, EngineUnavailable, IndexMissing
from search.models import PendingUpdate
from search.query.requests import DocumentKey, Kind

MAX_ATTEMPTS: Final = 60
ERROR_CHARS: Final = 300

Progress = Callable[[Iterator[SearchDocument], int], Iterator[SearchDocument]]
"""Wraps the stream of all documents, to show how far of the total it is."""

logger = logging.getLogger("stoa.search")


@dataclass(frozen=True, slots=True)
class Drift:
    """How the index differs from the database."""

    missing: int = 0
    outdated: int = 0
    extra: int = 0

    def __bool__(self) -> bool:
        return self != Drift()

    def __str__(self) -> str:
        return f"{self.missing} missing, {self.outdated} outdated, {self.extra} left over"


def mark_changed(kind: Kind, *object_ids: int) -> None:
    """Note in the caller's transaction that documents have to be written again."""
    if kind is Kind.ARTICLE:
        forget_texts(object_ids)
    PendingUpdate.objects.bulk_create(
        [
            PendingUpdate(kind=kind, object_id=object_id, marked_at=timezone.now())
            for object_id in object_ids
        ],
        update_conflicts=True,
        unique_fields=["kind", "object_id"],
        update_fields=["marked_at"],
    )


def write_pending(key: DocumentKey | None = None) -> int:
    """Write what has been noted, or only one document; returns how many were dealt with.

    What another process has dealt with already is not there any more. If the engine fails the
    rows stay and say why; a scheduled job tries them again, without end while it is the engine
    that is down.
    """
    rows = PendingUpdate.objects.order_by("marked_at", "pk")
    if key is not None:
        rows = rows.filter(kind=key.kind, object_id=key.id)
    else:
        rows = rows.filter(attempts__lt=MAX_ATTEMPTS)
    done = 0
    while (batch := list(rows[:BATCH_SIZE])) and _write_batch(batch):
        done += len(batch)
    return done


def keys_waiting(limit: int) -> list[DocumentKey]:
    """The documents that changed last and that the index may still have as they were."""
    rows = PendingUpdate.objects.order_by("-marked_at").values_list("kind", "object_id")
    return [DocumentKey(Kind(kind), number) for kind, number in rows[:limit]]


@sparing_memory()
def rebuild_index(progress: Progress | None = None) -> int:
    """Build the index anew from the database, without a gap for readers."""
    documents = _watched_documents(progress)
    started = timezone.now()
    count = get_engine().rebuild(documents, refetch=build_documents)
    PendingUpdate.objects.filter(marked_at__lt=started).delete()
    return count


def ensure_index() -> None:
    """Build the index if there is none that this version can use.

    A server that is away is no reason: nothing would be gained, and the next `catch_up` comes soon.
    """
    health = get_engine().health()
    if health.needs_rebuild:
        if health.documents:
            logger.warning("building the search index anew: %s", health.detail)
        try:
            rebuild_index()
        except EngineError as error:
            logger.warning("the search index could not be built, tried again soon: %s", error)
    elif health.detail:
        logger.warning("search: %s", health.detail)


def catch_up() -> int:
    """Build a missing index, then write what has been noted; returns how many were dealt with."""
    ensure_index()
    return write_pending()


@sparing_memory()
def find_drift(progress: Progress | None = None) -> dict[Kind, Drift]:
    """How the index differs from the database, by kind; writes nothing."""
    missing: Counter[Kind] = Counter()
    outdated: Counter[Kind] = Counter()
    for changed in _differing(progress):
        for document, is_known in changed:
            (outdated if is_known else missing)[document.key.kind] += 1
    extra = Counter(key.kind for keys in _left_over() for key in keys)
    return {kind: Drift(missing[kind], outdated[kind], extra[kind]) for kind in Kind}


@sparing_memory()
def reconcile_index(progress: Progress | None = None) -> Drift:
    """Find what differs between database and index, and repair it.

    An index that is missing, or whose fields are not those wanted, is built anew.
    """
    forget_texts()
    engine = get_engine()
    started = next_version()
    health = engine.health()
    if health.needs_rebuild:
        rebuilt = rebuild_index(progress)
        return Drift(outdated=rebuilt) if health.documents else Drift(missing=rebuilt)
    missing = outdated = extra = 0
    for changed in _differing(progress):
        missing += sum(not is_known for _, is_known in changed)
        outdated += sum(is_known for _, is_known in changed)
        engine.index([document for document, _ in changed])
    for keys in _left_over():
        extra += len(keys)
        engine.delete(keys, version=started)
    return Drift(missing=missing, outdated=outdated, extra=extra)


def _watched_documents(progress: Progress | None) -> Iterator[SearchDocument]:
    documents = all_documents()
    return progress(documents, count_documents()) if progress else documents


def _differing(progress: Progress | None) -> Iterator[list[tuple[SearchDocument, bool]]]:
    """Batches of documents that the index has not, or not like this, and whether it has them."""
    for batch in _batches(_watched_documents(progress)):
        stored = get_engine().versions([document.key for document in batch])
        changed = []
        for document in batch:
            known = stored.get(document.key)
            if known is None or known[1] != document.fingerprint:
                changed.append((document, known is not None))
        if changed:
            yield changed


def _left_over() -> Iterator[list[DocumentKey]]:
    """Batches of what the index has and should not have."""
    last: DocumentKey | None = None
    while keys := get_engine().stored_keys(after=last, limit=BATCH_SIZE):
        if gone := set(keys) - existing_keys(keys):
            yield sorted(gone)
        last = keys[-1]


def _write_batch(rows: Sequence[PendingUpdate]) -> bool:
    keys = [DocumentKey(Kind(row.kind), row.object_id) for row in rows]
    noted = PendingUpdate.objects.filter(
        pk__in=[row.pk for row in rows], marked_at__lte=max(row.marked_at for row in rows)
    )
    try:
        _write(keys)
    except IndexMissing:
        logger.info("no search index yet: %d changes wait for the rebuild", len(rows))
    except EngineUnavailable as error:
        logger.warning("search index not updated, %d changes wait: %s", len(rows), error)
        noted.update(last_error=str(error)[:ERROR_CHARS])
        return False
    except EngineError as error:
        logger.warning("search index not updated: %s", error)
        noted.update(attempts=F("attempts") + 1, last_error=str(error)[:ERROR_CHARS])
        return False
    noted.delete()
    return True


def _write(keys: Sequence[DocumentKey]) -> None:
    version = next_version()
    forget_texts(key.id for key in keys if key.kind is Kind.ARTICLE)
    documents = build_documents(keys)
    engine = get_engine()
    if documents:
        engine.index(documents)
    gone = set(keys) - {document.key for document in documents}
    if gone:
        engine.delete(sorted(gone), version=version)


def _batches(documents: Iterator[SearchDocument]) -> Iterator[list[SearchDocument]]:
    while batch := list(islice(documents, BATCH_SIZE)):
        yield batch
