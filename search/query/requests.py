"""What is asked of an engine and what it answers: plain values that every engine understands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from search.documents.projections import QueryWord

from kb.models.audiences import EVERYBODY, MAINTAINERS

FACET_FIELDS: Final = ("kind", "section", "tag", "lang", "solved")

Readership = tuple[str, ...]
"""Tokens of a document or of a reader (`kb.models.audiences`); one in common opens the document."""

FOR_EVERYBODY: Final[Readership] = (EVERYBODY,)
FOR_MAINTAINERS: Final[Readership] = (EVERYBODY, MAINTAINERS)


class Kind(StrEnum):
    """What a hit can be."""

    ARTICLE = "article"
    QUESTION = "question"


@dataclass(frozen=True, slots=True, order=True)
class DocumentKey:
    """Names a document in every engine."""

    kind: Kind
    id: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The reverse of `str`; raises ValueError for anything else."""
        kind, _, number = text.partition(":")
        return cls(kind=Kind(kind), id=int(number))


@dataclass(frozen=True, slots=True)
class Filters:
    """What hits must be; an empty value does not filter."""

    kind: Kind | None = None
    section: str = ""
    tags: tuple[str, ...] = ()
    lang: str = ""
    solved: bool | None = None
    author: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self != Filters()


@dataclass(frozen=True, slots=True)
class Synonym:
    """Another way to say words of a query. Several `words` are a phrase.

    `replaces` are the words of the query, folded, that it may stand in for. What `is_same` is
    only written otherwise, and counts as what was typed.
    """

    text: str
    words: tuple["QueryWord", ...]
    replaces: tuple[str, ...]
    is_same: bool = False


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A parsed query. `languages` are those it may be written in, the likeliest first.

    Unknown words are taken for others in `spoken` languages, as far as there are texts in these.
    `without` are documents that the index still has but nobody may be told of.
    """

    text: str = ""
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    synonyms: tuple[Synonym, ...] = ()
    filters: Filters = field(default_factory=Filters)
    languages: tuple[str, ...] = ("en",)
    spoken: tuple[str, ...] = ()
    readership: Readership = FOR_EVERYBODY
    offset: int = 0
    limit: int = 10
    facets: bool = True
    without: tuple[DocumentKey, ...] = ()

    def synonyms_of(self, folded: str, *, typed: bool = False) -> tuple[Synonym, ...]:
        """What may stand in for a word of the query; if `typed`, only what is the same."""
        return tuple(
            synonym
            for synonym in self.synonyms
            if folded in synonym.replaces and (synonym.is_same or not typed)
        )

    def has_other_name(self, folded: str) -> bool:
        """Whether an editor has said what else a word of the query is called."""
        return any(not synonym.is_same for synonym in self.synonyms_of(folded))


@dataclass(frozen=True, slots=True)
class SuggestRequest:
    """What has been typed so far; its last word may be unfinished."""

    text: str
    languages: tuple[str, ...] = ("en",)
    readership: Readership = FOR_EVERYBODY
    limit: int = 8


@dataclass(frozen=True, slots=True)
class SimilarRequest:
    """A text to which others are to be found that are about the same."""

    title: str
    body: str = ""
    languages: tuple[str, ...] = ("en",)
    readership: Readership = FOR_EVERYBODY
    limit: int = 10
    exclude: DocumentKey | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One document found; a higher score is a better hit, comparable within one answer only."""

    key: DocumentKey
    score: float


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many of the hits have this value."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class SearchResults:
    """`relaxed`: hardly anything has all words, so these have some.

    `corrections` maps words that are nowhere in the index to those that were searched instead.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    facets: Mapping[str, tuple[FacetCount, ...]] = field(default_factory=dict)
    relaxed: bool = False
    corrections: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Health:
    """Whether an engine can answer, what it holds, and what is wrong with it.

    `needs_rebuild`: only building the index anew helps; an outage passes without.
    """

    ok: bool
    documents: int = 0
    detail: str = ""
    needs_rebuild: bool = False
