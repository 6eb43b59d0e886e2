"""The demo's texts as data. Files are TOML, or Markdown under a TOML head between `+++` lines."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

from demo.loading.durations import parse_duration
from demo.loading.threads_format import Entry, parse_entries

CONTENT: Final = Path(__file__).resolve().parent.parent / "content"
_HEAD: Final = re.compile(r"\A\+\+\+\n(.*?)\n\+\+\+\n(.*)\Z", re.DOTALL)


class BadContent(ValueError):
    """A content file that cannot be read, with its name."""


@dataclass(frozen=True)
class PersonText:
    """Somebody who writes in the demo."""

    username: str
    name: str
    location: str
    language: str
    joined: timedelta
    bio: str
    role: str
    is_buyer: bool
    follows: tuple[str, ...]


@dataclass(frozen=True)
class TagText:
    slug: str
    description: str


@dataclass(frozen=True)
class CategoryText:
    slug: str
    name: str
    description: str


@dataclass(frozen=True)
class Closing:
    """A moderator's closing or locking of a thread, `after` it was asked."""

    by: str
    after: timedelta
    reason: str
    duplicate_of: str = ""


@dataclass(frozen=True)
class Thread:
    """A question with all that followed."""

    slug: str
    title: str
    author: str
    category: str
    tags: tuple[str, ...]
    language: str
    age: timedelta
    views: int
    up: int
    down: int
    body: str
    entries: tuple[Entry, ...]
    closed: Closing | None
    locked: Closing | None

    @property
    def answers(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.kind == "answer")


@dataclass(frozen=True)
class SectionText:
    """A section of the knowledge base, in the order of the front page."""

    slug: str
    title: str
    intro: str
    position: int
    review_days: int | None
    names: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class ArticleText:
    """An article; spans count back from the day of loading, `review` forward."""

    section: str
    slug: str
    title: str
    summary: str
    keywords: tuple[str, ...]
    tags: tuple[str, ...]
    language: str
    checked_by: str
    published: timedelta | None
    verified: timedelta | None
    review: timedelta | None
    draft: timedelta | None
    helpful: int
    unhelpful: int
    remarks: tuple[str, ...]
    sources: tuple[str, ...]
    valid_for: str
    translates: str
    audience: str
    body: str

    @property
    def key(self) -> str:
        return f"{self.section}/{self.slug}"


@dataclass(frozen=True)
class PromotionText:
    """An answer's way into the knowledge base."""

    answer: str
    kind: str
    proposed_by: str
    proposed: timedelta
    note: str
    article: str
    decision: str
    decided: timedelta | None
    decision_note: str
    reviewed_by: str
    published: timedelta | None
    change: str


@dataclass(frozen=True)
class LateEdit:
    """What an author added to an answer after it had become an article."""

    answer: str
    when: timedelta
    add: str
    summary: str


@dataclass(frozen=True)
class DeflectedQuestion:
    """A question that was asked after reading an article."""

    question: str
    article: str


@dataclass(frozen=True)
class FlagText:
    """A report that waits; `comment` counts the comments of the thread, 0 means the question."""

    target: str
    by: str
    reason: str
    ago: timedelta
    note: str
    comment: int


@dataclass(frozen=True)
class SearchText:
    """What visitors looked for. `opened`: in how many of a hundred cases a result was."""

    text: str
    language: str
    a_week: int
    results: int
    opened: int = 0


@dataclass(frozen=True)
class SharedTextWords:
    """A text that stands in several articles."""

    slug: str
    title: str
    text: str
    language: str = "en"
    translates: str = ""


@dataclass(frozen=True)
class ShopContent:
    """Everything the demo says."""

    people: tuple[PersonText, ...]
    tags: tuple[TagText, ...]
    categories: tuple[CategoryText, ...]
    threads: tuple[Thread, ...]
    sections: tuple[SectionText, ...]
    articles: tuple[ArticleText, ...]
    promotions: tuple[PromotionText, ...]
    flags: tuple[FlagText, ...]
    late_edits: tuple[LateEdit, ...]
    failed_deflections: tuple[DeflectedQuestion, ...]
    synonyms: tuple[tuple[str, str], ...]
    searches: tuple[SearchText, ...]
    shared_texts: tuple[SharedTextWords, ...]


@cache
def read_content() -> ShopContent:
    """Read all files once."""
    folder = CONTENT
    return ShopContent(
        people=tuple(_person(row) for row in _rows("people", "person")),
        tags=tuple(TagText(**row) for row in _rows("tags", "tag")),
        categories=tuple(CategoryText(**row) for row in _rows("categories", "category")),
        threads=tuple(_thread(path) for path in sorted((folder / "questions").glob("*.md"))),
        sections=tuple(
            sorted(map(_section, (folder / "articles").glob("*/_section.toml")), key=_position)
        ),
        articles=tuple(_article(path) for path in sorted((folder / "articles").glob("*/*.md"))),
        promotions=tuple(_promotion(row) for row in _rows("promotions", "promotion")),
        flags=tuple(_flag(row) for row in _rows("flags", "flag")),
        late_edits=tuple(_late_edit(row) for row in _rows("living", "edit")),
        failed_deflections=tuple(
            DeflectedQuestion(**row) for row in _rows("living", "failed_deflections")
        ),
        synonyms=tuple((row["language"], row["words"]) for row in _rows("synonyms", "synonyms")),
        searches=tuple(SearchText(**row) for row in _rows("searches", "search")),
        shared_texts=tuple(SharedTextWords(**row) for row in _rows("shared", "text")),
    )


def _rows(name: str, key: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads((CONTENT / f"{name}.toml").read_text("utf-8"))[key]
    return rows


def _split(path: Path) -> tuple[dict[str, Any], str]:
    match = _HEAD.match(path.read_text("utf-8"))
    if match is None:
        raise BadContent(f"{path.name}: no head between +++ lines")
    try:
        return tomllib.loads(match[1]), match[2].strip()
    except tomllib.TOMLDecodeError as error:
        raise BadContent(f"{path.name}: {error}") from error


def _span(row: dict[str, Any], key: str) -> timedelta | None:
    return parse_duration(row[key]) if key in row else None


def _person(row: dict[str, Any]) -> PersonText:
    return PersonText(
        username=row["username"],
        name=row["name"],
        location=row["location"],
        language=row["language"],
        joined=parse_duration(row["joined"]),
        bio=row["bio"],
        role=row.get("role", ""),
        is_buyer=row.get("buyer", False),
        follows=tuple(row.get("follows", ())),
    )


def _thread(path: Path) -> Thread:
    head, text = _split(path)
    try:
        body, entries = parse_entries(text)
    except ValueError as error:
        raise BadContent(f"{path.name}: {error}") from error
    return Thread(
        slug=path.stem,
        title=head["title"],
        author=head["author"],
        category=head["category"],
        tags=tuple(head["tags"]),
        language=head.get("language", "en"),
        age=parse_duration(head["asked"]),
        views=head["views"],
        up=head.get("up", 0),
        down=head.get("down", 0),
        body=body,
        entries=entries,
        closed=_closing(head.get("closed")),
        locked=_closing(head.get("locked")),
    )


def _closing(row: dict[str, str] | None) -> Closing | None:
    if row is None:
        return None
    return Closing(
        by=row["by"],
        after=parse_duration(row["after"]),
        reason=row["reason"],
        duplicate_of=row.get("duplicate_of", ""),
    )


def _section(path: Path) -> SectionText:
    row = tomllib.loads(path.read_text("utf-8"))
    return SectionText(
        slug=path.parent.name,
        title=row["title"],
        intro=row["intro"],
        position=row["position"],
        review_days=row.get("review_days"),
        names=row.get("names", {}),
    )


def _position(section: SectionText) -> int:
    return section.position


def _article(path: Path) -> ArticleText:
    head, body = _split(path)
    return ArticleText(
        section=path.parent.name,
        slug=path.stem,
        title=head["title"],
        summary=head["summary"],
        keywords=tuple(head["keywords"]),
        tags=tuple(head["tags"]),
        language=head.get("language", "en"),
        checked_by=head["checked_by"],
        published=_span(head, "published"),
        verified=_span(head, "verified"),
        review=_span(head, "review"),
        draft=_span(head, "draft"),
        helpful=head.get("helpful", 0),
        unhelpful=head.get("unhelpful", 0),
        remarks=tuple(head.get("remarks", ())),
        sources=tuple(head.get("sources", ())),
        valid_for=head.get("valid_for", ""),
        translates=head.get("translates", ""),
        audience=head.get("audience", "public"),
        body=body,
    )


def _promotion(row: dict[str, Any]) -> PromotionText:
    return PromotionText(
        answer=row["answer"],
        kind=row["kind"],
        proposed_by=row["proposed_by"],
        proposed=parse_duration(row["proposed"]),
        note=row.get("note", ""),
        article=row.get("article", ""),
        decision=row.get("decision", "accept"),
        decided=_span(row, "decided"),
        decision_note=row.get("decision_note", ""),
        reviewed_by=row.get("reviewed_by", ""),
        published=_span(row, "published"),
        change=row.get("change", ""),
    )


def _late_edit(row: dict[str, Any]) -> LateEdit:
    return LateEdit(
        answer=row["answer"],
        when=parse_duration(row["when"]),
        add=row["add"].strip(),
        summary=row["summary"],
    )


def _flag(row: dict[str, Any]) -> FlagText:
    return FlagText(
        target=row["target"],
        by=row["by"],
        reason=row["reason"],
        ago=parse_duration(row["ago"]),
        note=row["note"],
        comment=row.get("comment", 0),
    )
