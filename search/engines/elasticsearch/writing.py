"""Bulk writes: which items the server took, and what the rest means."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from elasticsearch import Elasticsearch
from elasticsearch.helpers import streaming_bulk

from search.engines.elasticsearch.connection import BULK_TIMEOUT_SECONDS, problem

CHUNK_DOCUMENTS: Final = 500
CHUNK_BYTES: Final = 8 * 1024 * 1024
_CONFLICT: Final = 409
_NO_INDEX: Final = 404


def write_all(
    client: Elasticsearch,
    actions: Iterable[dict[str, Any]],
    *,
    patient: bool = False,
    **options: Any,
) -> Iterator[bool | None]:
    """For each action whether it was written; None when its alias is not there any more.

    False: what is stored is newer. Anything else the server refuses is an EngineError. When it has
    too much to do it is asked again, a few times if `patient`, waiting longer each time.
    """
    if patient:
        client = client.options(request_timeout=BULK_TIMEOUT_SECONDS)
    for ok, item in streaming_bulk(
        client,
        actions,
        chunk_size=CHUNK_DOCUMENTS,
        max_chunk_bytes=CHUNK_BYTES,
        raise_on_error=False,
        max_retries=6 if patient else 1,
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
