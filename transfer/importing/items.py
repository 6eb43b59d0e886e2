"""What every source hands over, whatever it looked like there."""

import datetime
import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Final, NamedTuple

from kb.conversion.context import BadItem, Context, PlacedContext
from kb.conversion.markdown_blocks import RawBlock

logger = logging.getLogger("stoa.kb")

BODY_MAX_BYTES: Final = 2_000_000
USED, UNUSED, UNREAD, REFUSED = "part", "unused", "unread", "refused"
"""What became of a file that is no article: others use it, nobody does, it is no Markdown."""


class ImportFailed(Exception):
    """The import as a whole cannot go on; the message says why and what to do."""


def as_bad_item(error: Exception) -> BadItem:
    """What of a source nobody foresaw, as a line of the report; the log says the rest."""
    if isinstance(error, BadItem):
        return error
    if isinstance(error, RecursionError):
        return BadItem("its text is nested too deep")
    logger.warning("an article could not be imported", exc_info=error)
    return BadItem(f"it cannot be taken over ({type(error).__name__}: {str(error)[:200]})")


class NoArticle(BadItem):
    """What was read is no article and was never meant to be one."""


@dataclass(frozen=True, slots=True)
class ImportedSection:
    """A section; `parent` is the key of another section, empty below the knowledge base itself.

    It is made with its first article; with a `place`, before the first article of a later place,
    even if it stays empty.
    """

    key: str
    title: str
    slug: str = ""
    summary: str = ""
    parent: str = ""
    place: int | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Votes:
    """What readers said of an article where it came from."""

    helpful: int = 0
    unhelpful: int = 0


@dataclass(frozen=True, slots=True)
class ImportedArticle:
    """An article as its source has it, its text not yet turned into blocks.

    `key` names it in the source for ever; `old_urls` are where it was read before; `extra` holds
    fields that only our own export knows, `draft` a newer version that was not published. `doubts`
    say why it stays a draft though it does not call itself one; `top_ids` are ids of its title.
    """

    key: str
    title: str
    section: str
    body: str
    slug: str = ""
    summary: str = ""
    keywords: str = ""
    tags: tuple[str, ...] = ()
    language: str = ""
    audience: str = ""
    owner: str = ""
    live: bool = True
    review_due: datetime.date | None = None
    old_urls: tuple[str, ...] = ()
    votes: Votes = Votes()
    dated: datetime.datetime | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    draft: "ImportedArticle | None" = None
    place: int = 0
    doubts: tuple[str, ...] = ()
    top_ids: tuple[str, ...] = ()


class Part(NamedTuple):
    """A file of a source that is no article by itself, and what became of it."""

    key: str
    what: str
    outcome: str = USED


Refuse = Callable[[str, BadItem], None]
"""Told the key of an article that is left out, and why."""


@dataclass(frozen=True, slots=True)
class ImportedText:
    """A text that many articles show."""

    slug: str
    title: str
    body: str
    live: bool = True
    language: str = ""
    translates: str = ""


@dataclass(frozen=True, slots=True)
class SourceRedirect:
    """A URL and where it leads: to an article or section by key, or to another URL."""

    path: str
    key: str = ""
    url: str = ""
    permanent: bool = True
    automatic: bool = False


class Source(ABC):
    """Where articles come from; every call of an iterator reads from the start."""

    name: str
    is_own_export: ClassVar[bool] = False
    passed_over: Sequence[Part] = ()
    """Files that were not even unpacked."""

    @abstractmethod
    def articles(self, refuse: Refuse) -> Iterator[ImportedArticle]:
        """Yield articles in reading order, one in memory at a time."""

    @abstractmethod
    def blocks(self, article: ImportedArticle, context: PlacedContext) -> list[RawBlock]:
        """Turn the text of an article into blocks."""

    @abstractmethod
    def count(self) -> int:
        """Return how many articles there are, roughly, for a progress bar."""

    def sections(self) -> Iterator[ImportedSection]:
        """Yield sections, parents before children."""
        yield from ()

    def shared_texts(self) -> Iterator[ImportedText]:
        """Yield texts that articles show."""
        yield from ()

    def shared_blocks(self, text: ImportedText, context: Context) -> list[RawBlock]:
        """Turn a shared text into blocks."""
        return []

    def redirects(self) -> Iterator[SourceRedirect]:
        """Yield URLs that are to lead somewhere, beside those the articles name."""
        yield from ()

    def index_fields(self) -> Mapping[str, Any]:
        """Return what the source says of the front of the knowledge base."""
        return {}

    def hosts(self) -> frozenset[str]:
        """Return host names whose URLs mean articles of this source."""
        return frozenset()

    def simplify_path(self, path: str) -> str:
        """Return what of a URL names an article, whatever else it says."""
        return path

    def find_file(self, article_key: str, url: str) -> Path | None:
        """Return the file that a URL in an article's text means, if it is there."""
        return None

    def facts_of_file(self, path: Path) -> Mapping[str, Any]:
        """Return what the source knows of a picture or file: its title and such."""
        return {}

    def parts(self) -> Iterator[Part]:
        """Yield files that are no articles by themselves, and what they are; asked at the end."""
        yield from ()

    def link_roots(self) -> tuple[str, ...]:
        """Return folders that URLs beginning with a slash may start from."""
        return ()

    def notices(self) -> list[str]:
        """Return what the report should say of the source as a whole."""
        return []
