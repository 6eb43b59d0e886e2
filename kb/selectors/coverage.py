"""How far the knowledge base is translated, by section and language, and what is to do."""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from core.charts import Part, draw_parts
from kb.enums import ChangeWeight, TranslationState
from kb.models import ArticlePage, ArticleTranslation, SectionPage
from kb.models.tree import parent_path
from kb.selectors.translations import unseen_changes
from kb.text.languages import enabled_languages, language_name

BAR_WIDTH: Final = 120
DRAWN: Final = (
    TranslationState.CURRENT,
    TranslationState.MINOR,
    TranslationState.OUTDATED,
    TranslationState.DRAFT,
)
WAITING: Final = (
    TranslationState.OUTDATED,
    TranslationState.MINOR,
    TranslationState.DRAFT,
    TranslationState.MISSING,
)


@dataclass(frozen=True)
class TranslationTask:
    """A published article in one language that it was not written in."""

    source_id: int
    title: str
    source_language: str
    section_id: int
    section: str
    language: str
    state: TranslationState
    translation_id: int | None
    since: datetime.datetime | None

    @property
    def language_name(self) -> str:
        return language_name(self.language)


@dataclass(frozen=True)
class Cell:
    """A section in one language."""

    language: str
    total: int
    current: int
    outdated: int
    missing: int
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class SectionCoverage:
    id: int
    title: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class _Group:
    """An article in all its languages."""

    source: dict[str, Any]
    by_language: dict[str, dict[str, Any]]
    section: tuple[int, str]


def list_tasks() -> list[TranslationTask]:
    """Every published article in every language but its own, whatever its state; four queries."""
    behind = _behind()
    return [
        _task(group, language, behind)
        for group in _groups()
        for language in enabled_languages()
        if language != group.source["language"]
    ]


def coverage(tasks: Iterable[TranslationTask]) -> list[SectionCoverage]:
    """The tasks counted by section and language, in the order of the tree."""
    counts: dict[tuple[int, str], Counter[TranslationState]] = {}
    titles: dict[int, str] = {}
    for task in tasks:
        titles[task.section_id] = task.section
        counts.setdefault((task.section_id, task.language), Counter())[task.state] += 1
    return [
        SectionCoverage(
            id=number,
            title=title,
            cells=tuple(
                _cell(language, counts.get((number, language), Counter()))
                for language in enabled_languages()
            ),
        )
        for number, title in titles.items()
    ]


def _cell(language: str, states: Counter[TranslationState]) -> Cell:
    total = states.total()
    counts = [(state.value, states[state]) for state in DRAWN]
    return Cell(
        language=language,
        total=total,
        current=states[TranslationState.CURRENT] + states[TranslationState.MINOR],
        outdated=states[TranslationState.OUTDATED],
        missing=states[TranslationState.MISSING] + states[TranslationState.DRAFT],
        parts=draw_parts(counts, total=total, width=BAR_WIDTH),
    )


def _groups() -> Iterator[_Group]:
    sections: dict[str, tuple[int, str]] = {
        path: (number, title)
        for path, number, title in SectionPage.objects.values_list("path", "pk", "title")
    }
    groups: dict[object, list[dict[str, Any]]] = {}
    rows = ArticlePage.objects.order_by("path").values(
        "pk", "title", "language", "live", "path", "translation_key"
    )
    for row in rows:
        groups.setdefault(row["translation_key"], []).append(row)
    translated = set(ArticleTranslation.objects.values_list("article", flat=True))
    for group in groups.values():
        originals = [row for row in group if row["live"] and row["pk"] not in translated]
        if originals:
            source = originals[0]
            section = sections[parent_path(source["path"])]
            yield _Group(source, {row["language"]: row for row in group}, section)


def _behind() -> dict[int, tuple[TranslationState, datetime.datetime]]:
    """The translations that do not say what their sources say, and since when."""
    ids = ArticleTranslation.objects.values_list("article", flat=True)
    rows: Iterable[Any] = unseen_changes(ids)
    found: dict[int, tuple[TranslationState, datetime.datetime]] = {}
    for change in rows:
        is_major = change.weight == ChangeWeight.MAJOR
        known = found.get(change.translation_id)
        if known is None or (is_major and known[0] is TranslationState.MINOR):
            state = TranslationState.OUTDATED if is_major else TranslationState.MINOR
            found[change.translation_id] = (state, change.published_at)
    return found


def _task(
    group: _Group, language: str, behind: dict[int, tuple[TranslationState, datetime.datetime]]
) -> TranslationTask:
    row = group.by_language.get(language)
    since: datetime.datetime | None = None
    if row is None:
        state = TranslationState.MISSING
    elif not row["live"]:
        state = TranslationState.DRAFT
    else:
        state, since = behind.get(row["pk"], (TranslationState.CURRENT, None))
    return TranslationTask(
        source_id=group.source["pk"],
        title=group.source["title"],
        source_language=group.source["language"],
        section_id=group.section[0],
        section=group.section[1],
        language=language,
        state=state,
        translation_id=row["pk"] if row else None,
        since=since,
    )
