"""Writing rows into a tantivy index."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import tantivy

from search.documents.builders import SearchDocument
from search.engines.base import EngineError
from search.engines.embedded.schema import size_of, to_tantivy
from search.query.requests import DocumentKey

WRITER_HEAP_BYTES: Final = 20_000_000
REBUILD_HEAP_BYTES: Final = 20_000_000
REBUILD_COMMIT_CHARS: Final = 1_000_000
"""So much text may wait for tantivy, which else lets 10,000 documents pile up in memory."""


@contextmanager
def engine_errors() -> Iterator[None]:
    """Everything that tantivy or the disk may raise becomes one kind of error."""
    try:
        yield
    except (OSError, ValueError, RuntimeError) as error:
        raise EngineError(f"The search index failed: {error}") from error


@contextmanager
def open_writer(index: tantivy.Index, heap_bytes: int) -> Iterator[tantivy.IndexWriter]:
    """A writer that commits at the end, or takes everything back."""
    with engine_errors():
        writer = index.writer(heap_bytes, 1)
    try:
        yield writer
        with engine_errors():
            writer.commit()
    except BaseException:
        with engine_errors():
            writer.rollback()
        raise
    finally:
        with engine_errors():
            writer.wait_merging_threads()


def put(
    writer: tantivy.IndexWriter,
    key: DocumentKey,
    row: tantivy.Document | None,
    *,
    is_new: bool = False,
) -> None:
    """Put a row in place of what the key had; None only removes."""
    with engine_errors():
        if not is_new:
            writer.delete_documents_by_term("key", str(key))
        if row is not None:
            writer.add_document(row)


def write(index: tantivy.Index, rows: Sequence[tuple[DocumentKey, tantivy.Document]]) -> None:
    if not rows:
        return
    with open_writer(index, WRITER_HEAP_BYTES) as writer:
        for key, row in rows:
            put(writer, key, row)


def write_anew(index: tantivy.Index, documents: Iterable[SearchDocument]) -> None:
    """Fill an empty index; each commit waits until tantivy has taken what it was given."""
    waiting = 0
    with open_writer(index, REBUILD_HEAP_BYTES) as writer:
        for document in documents:
            put(writer, document.key, to_tantivy(document), is_new=True)
            waiting += size_of(document)
            if waiting > REBUILD_COMMIT_CHARS:
                with engine_errors():
                    writer.commit()
                waiting = 0
