"""What an engine does without us: its own bulk writer on finished rows, and what it keeps."""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import tantivy

from search.documents import SearchDocument
from search.engines.base import Engine
from search.engines.elasticsearch.documents import index_body, to_source
from search.engines.elasticsearch.writing import CHUNK_DOCUMENTS
from search.engines.embedded import EmbeddedEngine
from search.engines.embedded.engine import REBUILD_HEAP_BYTES
from search.engines.embedded.schema import build_schema, to_tantivy
from tests.bench.timing import Span, spent

RAW_INDEX = "stoa-bench-raw"


def raw_speed(engine: Engine, documents: Sequence[SearchDocument]) -> Span:
    """The time for writing rows that are ready, into an index of the same fields."""
    if isinstance(engine, EmbeddedEngine):
        return _raw_tantivy(documents)
    return _raw_bulk(engine, documents)


def size_in_bytes(engine: Any) -> int:
    """What the index takes on its disk, or what the server says it takes."""
    if isinstance(engine, EmbeddedEngine):
        folder = engine._store.current()
        return sum(path.stat().st_size for path in folder.rglob("*"))
    stats = engine._writer.indices.stats(index=engine._names.read)
    return int(stats["_all"]["primaries"]["store"]["size_in_bytes"])


def _raw_tantivy(documents: Sequence[SearchDocument]) -> Span:
    rows = [to_tantivy(document) for document in documents]
    with tempfile.TemporaryDirectory() as folder:
        index = tantivy.Index(build_schema(), path=str(Path(folder)))
        with spent() as span:
            writer = index.writer(REBUILD_HEAP_BYTES, 1)
            for row in rows:
                writer.add_document(row)
            writer.commit()
            writer.wait_merging_threads()
    return span


def _raw_bulk(engine: Any, documents: Sequence[SearchDocument]) -> Span:
    client = engine._writer.options(request_timeout=60)
    body = index_body()
    client.indices.delete(index=RAW_INDEX, ignore_unavailable=True)
    client.indices.create(index=RAW_INDEX, settings=body["settings"], mappings=body["mappings"])
    lines = [
        f"{json.dumps({'index': {'_id': str(document.key)}})}\n{json.dumps(to_source(document))}\n"
        for document in documents
    ]
    chunks = [
        "".join(lines[start : start + CHUNK_DOCUMENTS]).encode()
        for start in range(0, len(lines), CHUNK_DOCUMENTS)
    ]
    headers = {"content-type": "application/x-ndjson", "accept": "application/json"}
    with spent() as span:
        for chunk in chunks:
            client.perform_request("POST", f"/{RAW_INDEX}/_bulk", headers=headers, body=chunk)
        client.indices.refresh(index=RAW_INDEX)
    client.indices.delete(index=RAW_INDEX)
    return span
