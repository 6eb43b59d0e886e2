"""Bulk writes: which items the server took, and what the rest means."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from elasticsearch import Elasticsearch
from elasticsearch.helpers import streaming_bulk

from search.engines.elasticsearch.connection import problem

CHUNK_DOCUMENTS: Final = 500
CHUNK_BYTES: Final = 8 * 1024 * 1024
SERVER_WAITS: Final = "4s"
PATIENT_SERVER_WAITS: Final = "20s"
PATIENT_TIMEOUT_SECONDS: Final = 40.0
"""Longer than the server waits, so that its own word comes first."""

_BUSY: Final = (429, 503)
_CONFLICT: Final = 409
_NO_INDEX: Final = 404


def write_all(
    client: Elasticsearch, actions: Iterable[dict[str, Any]], **options: Any
) -> Iterator[bool | None]:
    """For each action whether it was written; None when its alias is not there any more.

    False: what is stored is newer. Anything else the server refuses is an EngineError; when it
    has too much to do it is asked once more.
    """
    return _write(client, actions, timeout=SERVER_WAITS, max_retries=1, **options)


def write_patiently(
    client: Elasticsearch, actions: Iterable[dict[str, Any]]
) -> Iterator[bool | None]:
    """The same for a rebuild, which outlasts a busy server and a node that goes or restarts.

    What is busy is asked again for minutes, waiting longer each time. A part may be sent twice;
    the version tells the server.
    """
    patient = client.options(
        request_timeout=PATIENT_TIMEOUT_SECONDS,
        max_retries=3,
        retry_on_timeout=True,
        retry_backoff_base=1.0,
        retry_backoff_cap=8.0,
    )
    return _write(patient, actions, timeout=PATIENT_SERVER_WAITS, max_retries=6)


def _write(
    client: Elasticsearch, actions: Iterable[dict[str, Any]], **options: Any
) -> Iterator[bool | None]:
    for ok, item in streaming_bulk(
        client,
        actions,
        chunk_size=CHUNK_DOCUMENTS,
        max_chunk_bytes=CHUNK_BYTES,
        raise_on_error=False,
        retry_on_status=_BUSY,
        initial_backoff=0.5,
        max_backoff=20,
        require_alias=True,
        **options,
    ):
        answer = item["index"]
        status = answer.get("status", 0)
        if ok or status == _CONFLICT:
            yield ok
        elif status == _NO_INDEX:
            yield None
        else:
            raise problem(status, answer.get("error", ""))
