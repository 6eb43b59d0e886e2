"""What an engine does without us: its own bulk writer on finished rows, and what it keeps."""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import tantivy

from search.documents.builders import SearchDocument
from search.engines.base import Engine
from search.engines.elasticsearch.documents import index_body, to_source
from search.engines.elasticsearch.writing import CHUNK_DOCUMENTS
from search.engines.embedded import EmbeddedEngine
from search.engines.embedded.schema import build_schema, to_tantivy
from search.engines.embedded.writing import REBUILD_HEAP_BYTES
from tests.bench.timing import Span, spent

RAW_INDEX = "stoa-bench-raw"


def raw_speed(engine: Engine, documents: Sequence[SearchDocument], *, times: int) -> Span:
    """The time for writing rows that are ready, so many times over, into an index like ours."""
    if isinstance(engine, EmbeddedEngine):
        return _raw_tantivy(documents, times)
    return _raw_bulk(engine, documents, times)


def size_in_bytes(engine: Any) -> int:
    """What the index takes on its disk, or what the server says it takes."""
    if isinstance(engine, EmbeddedEngine):
        folder = engine._store.current()
        return sum(path.stat().st_size for path in folder.rglob("*"))
    stats = engine._writer.indices.stats(index=engine._names.read)
    return int(stats["_all"]["primaries"]["store"]["size_in_bytes"])


def _raw_tantivy(documents: Sequence[SearchDocument], times: int) -> Span:
    rows = [to_tantivy(document) for document in documents]
    with tempfile.TemporaryDirectory() as folder:
        index = tantivy.Index(build_schema(), path=str(Path(folder)))
        with spent() as span:
            writer = index.writer(REBUILD_HEAP_BYTES, 1)
            for _ in range(times):
                for row in rows:
                    writer.add_document(row)
            writer.commit()
            writer.wait_merging_threads()
    return span


def _raw_bulk(engine: Any, documents: Sequence[SearchDocument], times: int) -> Span:
    """Without numbers of their own, so that every copy is a new document."""
    client = engine._writer.options(request_timeout=60)
    body = index_body()
    client.indices.delete(index=RAW_INDEX, ignore_unavailable=True)
    settings = body["settings"] | {"refresh_interval": "-1"}
    client.indices.create(
        index=RAW_INDEX,
        settings=settings,
        mappings=body["mappings"],
        wait_for_active_shards="all",
    )
    lines = [f'{{"index":{{}}}}\n{json.dumps(to_source(document))}\n' for document in documents]
    chunks = [
        "".join(lines[start : start + CHUNK_DOCUMENTS]).encode()
        for start in range(0, len(lines), CHUNK_DOCUMENTS)
    ]
    with spent() as span:
        for _ in range(times):
            for chunk in chunks:
                client.bulk(index=RAW_INDEX, operations=[chunk])
        client.indices.refresh(index=RAW_INDEX)
    client.indices.delete(index=RAW_INDEX)
    return span
