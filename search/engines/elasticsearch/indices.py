"""Names, aliases and the change from one index to the next.

Readers use `PREFIX-LAYOUT-read`, writers `PREFIX-LAYOUT-write` and, while a rebuild runs, also
`PREFIX-LAYOUT-next`. The layout stands in the aliases, so that a version of Stoa with another one
never reads an index it does not understand.
"""

import os
import re
import secrets
import socket
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final, Self

from elasticsearch import ApiError, ConflictError, Elasticsearch, NotFoundError, TransportError

from search.engines.base import EngineError, IndexMissing
from search.engines.elasticsearch.client import engine_errors
from search.engines.elasticsearch.documents import (
    field_mappings,
    index_body,
    layout_fingerprint,
)

BEAT_SECONDS: Final = 5.0
STALE_AFTER_SECONDS: Final = 300.0
_LOCK_ID: Final = "rebuild"


@dataclass(frozen=True, slots=True)
class IndexNames:
    """What this site's indices and aliases are called."""

    prefix: str

    @property
    def layout(self) -> str:
        return f"{self.prefix}-{layout_fingerprint()}"

    @property
    def read(self) -> str:
        return f"{self.layout}-read"

    @property
    def write(self) -> str:
        return f"{self.layout}-write"

    @property
    def next(self) -> str:
        return f"{self.layout}-next"

    @property
    def state(self) -> str:
        return f"{self.prefix}-state"

    def new_index(self) -> str:
        """The name of an index that does not exist yet."""
        return f"{self.layout}-{time.time_ns() // 1_000_000}"

    def is_ours(self, index: str) -> bool:
        """Whether it is an index of this site, of whatever layout."""
        return re.fullmatch(re.escape(self.prefix) + r"-[0-9a-f]{8}-\d+", index) is not None


class IndexAdmin:
    """Creates, switches and drops indices. The caller turns the client's errors into ours."""

    def __init__(self, client: Elasticsearch, names: IndexNames) -> None:
        self._client = client
        self.names = names

    def write_targets(self) -> list[str]:
        """The aliases to write to, that of a rebuild first.

        In this order a change of index between the two writes loses nothing: either the new index
        took the first write, or it is the one that takes the second.
        """
        names = self.names
        found = self._client.indices.get_alias(name=f"{names.layout}-*").body
        there = {alias for index in found.values() for alias in index["aliases"]}
        if names.write not in there and names.next not in there:
            raise IndexMissing("There is no search index of this version: it must be rebuilt.")
        return [names.next, names.write] if names.next in there else [names.write]

    def create(self) -> str:
        """A new, empty index that writers already know.

        It is waited for until there is a copy of it, if there is a node for one, so that the node
        it is built on may go meanwhile.
        """
        name, body = self.names.new_index(), index_body()
        settings = body["settings"] | {"refresh_interval": "-1"}
        self._client.indices.create(
            index=name,
            settings=settings,
            mappings=body["mappings"],
            aliases={self.names.next: {}},
            wait_for_active_shards="all",
        )
        return name

    def finish(self, name: str) -> None:
        """Make what has been written visible, at once and from now on."""
        interval = index_body()["settings"]["refresh_interval"]
        self._client.indices.put_settings(index=name, settings={"refresh_interval": interval})
        self._client.indices.refresh(index=name)

    def switch_to(self, name: str) -> None:
        """Readers and writers change over in one step."""
        actions: list[dict[str, Any]] = [{"remove": {"index": name, "alias": self.names.next}}]
        for index, aliases in self._ours().items():
            actions += [
                {"remove": {"index": index, "alias": alias}}
                for alias in (self.names.read, self.names.write)
                if alias in aliases
            ]
        actions += [
            {"add": {"index": name, "alias": alias}}
            for alias in (self.names.read, self.names.write)
        ]
        self._client.indices.update_aliases(actions=actions)

    def drop(self, name: str) -> None:
        """Remove an index if it is there."""
        self._client.indices.delete(index=name, ignore_unavailable=True)

    def drop_unfinished(self) -> None:
        """Remove what an interrupted rebuild of this layout has left behind."""
        for index, aliases in self._ours().items():
            if index.startswith(f"{self.names.layout}-") and self.names.read not in aliases:
                self.drop(index)

    def drop_others(self, name: str) -> None:
        """Remove all of this site's indices but one."""
        for index in self._ours():
            if index != name:
                self.drop(index)

    def differing_fields(self) -> list[str]:
        """Fields whose type in the index is not the one wanted."""
        found = self._client.indices.get_mapping(index=self.names.read).body
        wanted = field_mappings()
        different: set[str] = set()
        for index in found.values():
            there = index["mappings"].get("properties", {})
            different |= {
                name for name in wanted if _shape(there.get(name)) != _shape(wanted[name])
            }
            if index["mappings"].get("_meta", {}).get("layout") != layout_fingerprint():
                different.add("_meta")
        return sorted(different)

    def blocks(self) -> list[str]:
        """What keeps writes out, as it is called in the settings of the index."""
        found = self._client.indices.get_settings(
            index=self.names.write, name="index.blocks.*", flat_settings=True
        )
        return sorted(
            {
                name
                for index in found.body.values()
                for name, value in index["settings"].items()
                if str(value) == "true"
            }
        )

    def _ours(self) -> dict[str, set[str]]:
        """This site's indices and their aliases."""
        found = self._client.indices.get_alias(index=f"{self.names.prefix}-*").body
        return {
            name: set(index["aliases"]) for name, index in found.items() if self.names.is_ours(name)
        }


class RebuildLock:
    """Lets one rebuild run in the whole cluster; a dead one's lock is taken over after a while."""

    def __init__(self, client: Elasticsearch, index: str) -> None:
        self._client = client
        self._index = index
        self._owner = secrets.token_hex(8)
        self._place: dict[str, int] = {}
        self._beaten = 0.0

    @contextmanager
    def held(self) -> Iterator[Self]:
        """Hold it, or raise EngineError when another rebuild does."""
        with engine_errors():
            self._make_index()
            self._acquire()
        try:
            yield self
        finally:
            with suppress(ApiError, TransportError):
                self._client.delete(index=self._index, id=_LOCK_ID, **self._condition())

    def beat(self) -> None:
        """Send a heartbeat for the lock; fail if another process took it over."""
        if time.monotonic() - self._beaten < BEAT_SECONDS:
            return
        try:
            self._write(self._condition())
        except ConflictError as error:
            raise EngineError("Another rebuild has taken over.") from error

    def _acquire(self) -> None:
        try:
            self._write({"op_type": "create"})
        except ConflictError:
            self._take_over()

    def _take_over(self) -> None:
        try:
            held = self._client.get(index=self._index, id=_LOCK_ID).body
            silent = time.time() - held["_source"]["at"] / 1000
            if silent < STALE_AFTER_SECONDS and not _has_died(held["_source"]):
                raise EngineError(
                    f"A rebuild of the search index is running already; its last sign of life was"
                    f" {max(0, silent):.0f} s ago (after {STALE_AFTER_SECONDS:.0f} s it is dead)."
                )
            self._place = {"seq": held["_seq_no"], "term": held["_primary_term"]}
            self._write(self._condition())
        except (ConflictError, NotFoundError) as error:
            raise EngineError("A rebuild of the search index is running already.") from error

    def _write(self, options: Mapping[str, Any]) -> None:
        document = {"at": int(time.time() * 1000), "owner": self._owner, **_process()}
        done = self._client.index(index=self._index, id=_LOCK_ID, document=document, **options)
        self._place = {"seq": done["_seq_no"], "term": done["_primary_term"]}
        self._beaten = time.monotonic()

    def _condition(self) -> dict[str, Any]:
        return {"if_seq_no": self._place["seq"], "if_primary_term": self._place["term"]}

    def _make_index(self) -> None:
        if self._client.indices.exists(index=self._index):
            return
        settings = {"number_of_shards": 1, "auto_expand_replicas": "0-1"}
        mappings = {"properties": {"at": {"type": "long"}, "owner": {"type": "keyword"}}}
        try:
            self._client.indices.create(index=self._index, settings=settings, mappings=mappings)
        except ApiError as error:
            if "resource_already_exists" not in str(error.body):
                raise


def with_heartbeat(lock: RebuildLock, results: Iterable[Any]) -> Iterator[Any]:
    """The same stream; the lock is kept alive while it runs."""
    for result in results:
        lock.beat()
        yield result


def _process() -> dict[str, Any]:
    return {"host": socket.gethostname(), "process": os.getpid()}


def _has_died(held: Mapping[str, Any]) -> bool:
    """Whether the holder of a lock was a process of this machine that is not there any more."""
    number = held.get("process")
    if held.get("host") != socket.gethostname() or not isinstance(number, int):
        return False
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _shape(field: Mapping[str, Any] | None) -> tuple[Any, Any]:
    """Servers leave out what is their default, so only what never is can be compared."""
    return (field or {}).get("type"), (field or {}).get("analyzer")
