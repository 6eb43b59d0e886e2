"""What every search engine offers. The rest of the app knows engines only by this."""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from search.documents.builders import SearchDocument
from search.query.requests import (
    DocumentKey,
    Health,
    Hit,
    SearchRequest,
    SearchResults,
    SimilarRequest,
    SuggestRequest,
)

Refetch = Callable[[Sequence[DocumentKey]], Iterable[SearchDocument]]


class EngineError(Exception):
    """The engine cannot do this now. Readers get the database's answer, writers try again."""


class IndexMissing(EngineError):
    """There is no index, or one of another version: it has to be rebuilt."""


class EngineUnavailable(EngineError):
    """The engine cannot be reached or is not fit to work; the same may succeed later."""


class IndexReadOnly(EngineUnavailable):
    """The index can be searched but takes no writes for now."""


class Retriever(Protocol):
    """Finds hits for a request, best first.

    An engine is one. Another, say by meaning, can stand beside it: `search.engines.ranking.fuse`
    makes one list out of the ranks of several.
    """

    def retrieve(self, request: SearchRequest, *, depth: int) -> Sequence[Hit]:
        """At most `depth` hits."""


class Engine(Protocol):
    """Holds documents and finds them. Every method may raise EngineError."""

    def index(self, documents: Sequence[SearchDocument]) -> int:
        """Write documents; one that is older than what is stored is left out.

        Returns how many were written. Afterwards they are found, in this process at once.
        """

    def delete(self, keys: Sequence[DocumentKey], *, version: int) -> int:
        """Remove documents unless something newer than `version` is stored.

        The version stays known, so that a writer that is late cannot bring a document back.
        """

    def search(self, request: SearchRequest) -> SearchResults:
        """A page of hits, with the total and facet counts."""

    def suggest(self, request: SuggestRequest) -> tuple[Hit, ...]:
        """Documents whose title or keywords go on from what has been typed."""

    def similar(self, request: SimilarRequest) -> tuple[Hit, ...]:
        """Documents about the same as a text."""

    def rebuild(self, documents: Iterable[SearchDocument], *, refetch: Refetch) -> int:
        """Build the index anew while the old one goes on answering, then change over.

        What is written or deleted meanwhile is read again through `refetch` before the change;
        keys it gives no document for are gone. Returns the number of documents.
        """

    def versions(self, keys: Sequence[DocumentKey]) -> dict[DocumentKey, tuple[int, str]]:
        """Version and fingerprint of those of the documents that are held."""

    def stored_keys(self, *, after: DocumentKey | None, limit: int) -> list[DocumentKey]:
        """The next keys of all documents held, in an order of the engine's own."""

    def health(self) -> Health:
        """Return whether the engine answers; never raises."""
