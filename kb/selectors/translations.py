"""What articles are called in other languages, and how far each translation is behind."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from wagtail.models import Page

from kb.enums import ChangeWeight
from kb.models import ArticleChange, ArticlePage, ArticleTranslation, SectionName, SectionPage
from kb.text.languages import enabled_languages, language_name, own_name, reader_language

if TYPE_CHECKING:
    from kb.models.querysets import Reader

NOTICED_WEIGHTS = (ChangeWeight.MINOR, ChangeWeight.MAJOR)
"""Typing mistakes in the source make no translation outdated."""


@dataclass(frozen=True)
class TranslationLink:
    """An article in one of its languages; `name` is the language's own name for itself."""

    id: int
    language: str
    name: str
    title: str
    url: str
    is_this: bool = False


@dataclass(frozen=True)
class Behind:
    """What the source of a translation says that the translation does not say yet."""

    source: TranslationLink
    since: datetime.datetime
    is_major: bool
    notes: tuple[str, ...]


@dataclass(frozen=True)
class LanguageView:
    """What an article's page says about languages to this reader."""

    links: tuple[TranslationLink, ...]
    wanted: TranslationLink | None
    missing: str
    behind: Behind | None
    source: TranslationLink | None


def translations_of(
    articles: Iterable[ArticlePage], reader: "Reader"
) -> dict[int, list[TranslationLink]]:
    """By article: all of its languages that the reader may read, itself among them; one query.

    Empty for an article that has no other language.
    """
    rows = list(articles)
    keys = {row.translation_key for row in rows}
    groups: dict[object, list[ArticlePage]] = {}
    found = ArticlePage.objects.visible_to(reader).filter(translation_key__in=keys)
    for other in found.as_cards():
        groups.setdefault(other.translation_key, []).append(other)
    return {row.pk: _links(row, groups.get(row.translation_key, [])) for row in rows}


def article_translations(article: ArticlePage, reader: "Reader") -> list[TranslationLink]:
    """One article in all of its languages, itself among them; empty where it has only one."""
    return translations_of([article], reader)[article.pk]


def _links(article: ArticlePage, group: Sequence[ArticlePage]) -> list[TranslationLink]:
    if not any(other.pk != article.pk for other in group):
        return []
    order = {code: number for number, code in enumerate(enabled_languages())}
    sorted_group = sorted(group, key=lambda row: (order.get(row.language, 99), row.language))
    return [_link(other, is_this=other.pk == article.pk) for other in sorted_group]


def _link(article: ArticlePage, *, is_this: bool = False) -> TranslationLink:
    return TranslationLink(
        id=article.pk,
        language=article.language,
        name=own_name(article.language),
        title=article.title,
        url=article.get_url() or "",
        is_this=is_this,
    )


def original_of(article: ArticlePage) -> ArticlePage | None:
    """The article that this one says in another language, if it does; one query."""
    relation = ArticleTranslation.objects.filter(article=article).select_related("source").first()
    return relation.source if relation else None


def unseen_changes(article_ids: Iterable[int]) -> QuerySet[ArticleChange]:
    """What sources said after their translations among these took them in, oldest first.

    Each row knows its translation as `translation_id`.
    """
    return (
        ArticleChange.objects.filter(
            article__translated_as__article__in=article_ids, weight__in=NOTICED_WEIGHTS
        )
        .filter(pk__gt=Coalesce(F("article__translated_as__synced_to"), 0))
        .annotate(translation_id=F("article__translated_as__article"))
        .order_by("pk")
    )


def language_view(article: ArticlePage, reader: "Reader", wanted: str) -> LanguageView:
    """Everything about languages on an article's page; at most three queries.

    `wanted` is the language that the reader's site speaks.
    """
    links = article_translations(article, reader)
    relation = ArticleTranslation.objects.filter(article=article.pk).first() if links else None
    source = next((link for link in links if relation and link.id == relation.source_id), None)
    other = next((link for link in links if link.language == wanted and not link.is_this), None)
    is_foreign = article.language != wanted
    return LanguageView(
        links=tuple(links),
        wanted=other if is_foreign else None,
        missing=language_name(wanted) if is_foreign and other is None else "",
        behind=_behind(article.pk, source) if source else None,
        source=source,
    )


def _behind(article_id: int, source: TranslationLink) -> Behind | None:
    changes = list(unseen_changes([article_id]))
    if not changes:
        return None
    major = [change for change in changes if change.weight == ChangeWeight.MAJOR]
    told = major or changes
    return Behind(
        source=source,
        since=told[0].published_at,
        is_major=bool(major),
        notes=tuple(change.note for change in told if change.note),
    )


@dataclass(frozen=True)
class LanguageChoice:
    """A language in which a section can be read, with the number of its articles in it."""

    code: str
    name: str
    count: int
    is_shown: bool


@dataclass(frozen=True)
class SectionLanguages:
    """In which language a section is shown, and whether the reader asked for it.

    `choices` are empty where there is only one language.
    """

    shown: str
    is_chosen: bool
    choices: tuple[LanguageChoice, ...]


def section_languages(section: SectionPage, reader: "Reader", chosen: str) -> SectionLanguages:
    """The languages of the articles right in a section; one query.

    `chosen` counts if it is an enabled language; otherwise the language of the reader is shown.
    """
    shown = chosen if chosen in enabled_languages() else reader_language()
    counts: dict[str, int] = dict(
        ArticlePage.objects.visible_to(reader)
        .child_of(section)
        .order_by()
        .values_list("language")
        .annotate(count=Count("pk"))
    )
    codes = [code for code in enabled_languages() if code in counts]
    codes += sorted(code for code in counts if code not in codes)
    choices = tuple(
        LanguageChoice(code, own_name(code), counts[code], is_shown=code == shown) for code in codes
    )
    return SectionLanguages(shown, shown == chosen, choices if len(choices) > 1 else ())


def section_words(section: SectionPage, language: str) -> tuple[str, str]:
    """A section's title and summary in a language, else its own; one query."""
    name = SectionName.objects.filter(section=section, language=language).first()
    if name is None:
        return section.title, section.summary
    return name.title, name.summary or section.summary


def section_title(language: str, outer: str = "pk") -> Coalesce:
    """An expression: a section's name in a language, else its own title."""
    return Coalesce(_name(language, outer, "title"), F("title"))


def section_summary(language: str) -> Coalesce:
    """The same for its summary."""
    return Coalesce(_name(language, "pk", "summary"), F("summary"))


def _name(language: str, outer: str, field: str) -> Subquery:
    names = SectionName.objects.filter(section=OuterRef(outer), language=language)
    return Subquery(names.exclude(**{field: ""}).values(field)[:1])


def section_names_by_path(paths: Iterable[str], language: str) -> dict[str, str]:
    """The names of sections in a language, by tree path; one query."""
    found = Page.objects.filter(path__in=set(paths))
    return dict(found.annotate(name=section_title(language)).values_list("path", "name"))
