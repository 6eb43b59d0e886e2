"""Sections and articles as pages and the API show them."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from django.db.models import Count, F, Q, QuerySet, Sum, Window
from django.db.models.functions import RowNumber, Substr
from django.utils.safestring import SafeString

from community.models import Tag
from community.text import excerpt
from core.structured_data import Crumb
from core.time_zones import site_today
from kb.enums import SectionOrder
from kb.models import (
    ArticleFeedback,
    ArticlePage,
    ArticleTag,
    FailedDeflection,
    KBIndexPage,
    SectionPage,
)
from kb.models.pages import INDEX_DEPTH
from kb.models.querysets import ArticleQuerySet, language_rank
from kb.models.tree import parent_path, path_at
from kb.selectors.shared import bodies_in_language
from kb.selectors.sources import Contributor, SourceLine, contributors_of, sources_of_articles
from kb.selectors.translations import (
    TranslationLink,
    section_names_by_path,
    section_summary,
    section_title,
    translations_of,
)
from kb.text.body import render_body
from kb.text.languages import reader_language

if TYPE_CHECKING:
    from kb.models.querysets import Reader

FOUND_MAX: Final = 20
NEAR: Final = 4
INNER_MAX: Final = 5
FIRST_MAX: Final = 3
SUMMARY_SHOWN: Final = 180
POPULAR_DAYS: Final = datetime.timedelta(days=28)


@dataclass(frozen=True)
class SectionCard:
    """A section with what the reader finds in it: its first sections, or else its first articles.

    `more` is how many sections are not shown.
    """

    title: str
    summary: str
    url: str
    article_count: int
    inner: tuple[Crumb, ...]
    more: int


@dataclass(frozen=True)
class ArticleCard:
    """An article in a list."""

    id: int
    title: str
    summary: str
    url: str
    section: str
    language: str
    verified_on: datetime.date | None


@dataclass(frozen=True)
class ArticleDetail:
    """Everything that readers get of an article."""

    id: int
    url: str
    title: str
    summary: str
    body_html: SafeString
    language: str
    translations: tuple[TranslationLink, ...]
    tags: tuple[str, ...]
    sources: tuple[SourceLine, ...]
    contributors: tuple[Contributor, ...]
    verified_on: datetime.date | None
    review_due: datetime.date | None


@dataclass(frozen=True)
class Neighbours:
    """The articles before and after one in reading order."""

    previous: ArticleCard | None
    following: ArticleCard | None


def list_sections(parent: KBIndexPage | SectionPage, reader: "Reader") -> list[SectionCard]:
    """The published sections below a page, two levels; two queries, or one where there are none."""
    language = reader_language()
    width = (parent.depth + 1) * SectionPage.steplen
    sections: list[SectionPage] = []
    inside: dict[str, list[Crumb]] = {}
    found = SectionPage.objects.visible_to(reader).descendant_of(parent)
    for section in (
        found.filter(depth__lte=parent.depth + 2)
        .annotate(name=section_title(language), about=section_summary(language))
        .order_by("path")
    ):
        if section.depth == parent.depth + 1:
            sections.append(section)
        else:
            crumb = Crumb(section.name, section.get_url() or "")
            inside.setdefault(section.path[:width], []).append(crumb)
    if not sections:
        return []
    first = _first_articles(parent, width, language, reader)
    return [
        _section_card(section, inside.get(section.path, []), first.get(section.path, []))
        for section in sections
    ]


def _section_card(
    section: SectionPage, sections: list[Crumb], articles: list[ArticlePage]
) -> SectionCard:
    return SectionCard(
        title=section.name,
        summary=section.about,
        url=section.get_url() or "",
        article_count=articles[0].branch_count if articles else 0,
        inner=tuple(sections[:INNER_MAX])
        or tuple(Crumb(article.title, article.get_url() or "") for article in articles),
        more=max(len(sections) - INNER_MAX, 0),
    )


def _first_articles(
    parent: KBIndexPage | SectionPage, width: int, language: str, reader: "Reader"
) -> dict[str, list[ArticlePage]]:
    """The first articles below each tree path of a width, which know how many there are.

    One query.
    """
    branch = Window(RowNumber(), partition_by="branch", order_by="path")
    found = (
        ArticlePage.objects.visible_to(reader)
        .descendant_of(parent)
        .one_per_translation(language)
        .annotate(branch=Substr("path", 1, width))
        .annotate(place=branch, branch_count=Window(Count("pk"), partition_by="branch"))
        .filter(place__lte=FIRST_MAX)
        .order_by("path")
        .only("path", "title", "url_path", "slug", "content_type", "locale")
    )
    first: dict[str, list[ArticlePage]] = {}
    for article in found:
        first.setdefault(article.branch, []).append(article)
    return first


def latest_articles(
    reader: "Reader", count: int, section: SectionPage | None = None, language: str = ""
) -> ArticleQuerySet:
    """The articles published or renewed last, of all or of a section and those inside it.

    With a language, of an article's translations only the one that serves its readers best.
    """
    found: ArticleQuerySet = ArticlePage.objects.visible_to(reader).filter(alias_of=None)
    if section is not None:
        found = found.in_section(section.path)
    if language:
        found = found.one_per_translation(language)
    newest = F("last_published_at").desc(nulls_last=True)
    return found.order_by(newest, "-pk").as_cards()[:count]


def popular_articles(reader: "Reader", count: int) -> list[ArticlePage]:
    """The articles opened most often in the last four weeks; one query."""
    since = site_today() - POPULAR_DAYS
    found = (
        ArticlePage.objects.visible_to(reader)
        .one_per_translation(reader_language())
        .filter(daily_views__day__gt=since)
        .annotate(opened=Sum("daily_views__views"))
        .order_by("-opened", "-pk")
        .as_cards()
    )
    return list(found[:count])


def section_articles(
    section: SectionPage,
    reader: "Reader",
    order: SectionOrder = SectionOrder.TREE,
    language: str = "",
) -> ArticleQuerySet:
    """The articles right in a section, as editors put them or by what readers said of them.

    Each once: in the language given, which is the reader's if none is, or the best there is.
    """
    found: ArticleQuerySet = ArticlePage.objects.visible_to(reader).child_of(section)
    found = found.one_per_translation(language or reader_language()).as_cards()
    if order == SectionOrder.TREE:
        return found.order_by("path")
    said = Q(feedback__revision_number=F("live_revision_id"))
    helped = Count("feedback", filter=said & Q(feedback__helpful=True))
    failed = Count("feedback", filter=said & Q(feedback__helpful=False))
    return found.annotate(net_helpful=helped - failed).order_by("-net_helpful", "path")


def neighbours(article: ArticlePage, reader: "Reader") -> Neighbours:
    """The articles that the reader finds before and after one; two queries.

    The tree is read as a book: after the last of a section comes the first of the next one, to
    the end of the outermost section. Where what stands beside it is in another language, up to
    two more queries a side tell which of its translations the book shows.
    """
    book = path_at(article.path, INDEX_DEPTH + 1)
    pages = ArticlePage.objects.visible_to(reader).filter(path__startswith=book)
    previous = _nearest(pages, article.language, "-path", path__lt=article.path)
    following = _nearest(pages, article.language, "path", path__gt=article.path)
    return Neighbours(
        previous=_card(previous, "") if previous else None,
        following=_card(following, "") if following else None,
    )


def _nearest(
    pages: ArticleQuerySet, language: str, order: str, **beside: str
) -> ArticlePage | None:
    """The first of these pages that has no better translation among them all.

    Nothing is better than an article in the language itself, so the others are asked for only
    where one in another language is met first.
    """
    near = list(pages.filter(**beside).as_cards().order_by(order)[:NEAR])
    keys = {row.translation_key for row in near if row.language != language}
    best: dict[object, str] = {}
    if near and near[0].language != language:
        group = pages.filter(translation_key__in=keys).order_by()
        for key, code in group.values_list("translation_key", "language"):
            best[key] = min(best.get(key, code), code, key=partial(language_rank, language))
    for row in near:
        if row.language == best.get(row.translation_key, language):
            return row
    if len(near) < NEAR:
        return None
    shown = pages.one_per_translation(language).filter(**beside).as_cards()
    found: ArticlePage | None = shown.order_by(order).first()
    return found


def find_article(article_id: int, reader: "Reader") -> ArticleCard | None:
    """One article as a card without its section; one query."""
    found = ArticlePage.objects.visible_to(reader).numbered(article_id).as_cards().first()
    return _card(found, "") if found else None


def find_article_read_before(question_id: int, reader: "Reader") -> ArticleCard | None:
    """The article after which a question was asked; one query, two where there is one."""
    failed = FailedDeflection.objects.filter(question=question_id)
    article_id = failed.values_list("article_id", flat=True).first()
    return find_article(article_id, reader) if article_id else None


def find_articles(text: str, reader: "Reader") -> list[ArticleCard]:
    """A few articles whose title, summary or search words hold all the words; for choosing one."""
    found = ArticlePage.objects.visible_to(reader)
    for word in text.split()[:10]:
        found = found.filter(
            Q(title__icontains=word) | Q(summary__icontains=word) | Q(keywords__icontains=word)
        )
    return article_cards(found.order_by("title").as_cards()[:FOUND_MAX])


def article_cards(
    articles: Iterable[ArticlePage], section: SectionPage | None = None
) -> list[ArticleCard]:
    """Cards for articles; where they come from several sections, one query finds the titles."""
    rows = list(articles)
    if section is None:
        parents = {parent_path(row.path) for row in rows}
        titles = section_names_by_path(parents, reader_language())
    else:
        titles = {section.path: section.title}
    return [_card(row, titles.get(parent_path(row.path), "")) for row in rows]


def _card(article: ArticlePage, section: str) -> ArticleCard:
    return ArticleCard(
        id=article.pk,
        title=article.title,
        summary=excerpt(article.summary, SUMMARY_SHOWN),
        url=article.get_url() or "",
        section=section,
        language=article.language,
        verified_on=article.verified_on,
    )


def article_details(articles: Sequence[ArticlePage], reader: "Reader") -> list[ArticleDetail]:
    """Articles with sources, tags and translations, three queries for any number of them."""
    ids = [article.pk for article in articles]
    translations = translations_of(articles, reader)
    sources = sources_of_articles(ids)
    bodies = bodies_in_language(articles)
    tags: dict[int, list[str]] = {}
    for article_id, name in (
        ArticleTag.objects.filter(content_object_id__in=ids)
        .order_by("tag__name")
        .values_list("content_object_id", "tag__name")
    ):
        tags.setdefault(article_id, []).append(name)
    return [
        ArticleDetail(
            id=article.pk,
            url=article.get_url() or "",
            title=article.title,
            summary=article.summary,
            body_html=render_body(bodies[article.pk], article_id=article.pk).html,
            language=article.language,
            translations=tuple(link for link in translations[article.pk] if link.id != article.pk),
            tags=tuple(tags.get(article.pk, ())),
            sources=tuple(sources.get(article.pk, ())),
            contributors=contributors_of(sources.get(article.pk, ())),
            verified_on=article.verified_on,
            review_due=article.review_due,
        )
        for article in articles
    ]


def breadcrumbs(page: ArticlePage | SectionPage) -> list[Crumb]:
    """The way from the index down to the page's parent; one query."""
    ancestors = page.get_ancestors().filter(depth__gt=1).order_by("depth")
    named = ancestors.annotate(name=section_title(reader_language()))
    return [Crumb(title=page.name, url=page.get_url() or "") for page in named]


def tags_of_article(article: ArticlePage) -> QuerySet[Tag]:
    return Tag.objects.filter(article_tags__content_object=article).order_by("name")


def feedback_counts(article_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """How many readers each article helped and did not, in the version now live; one query."""
    rows = (
        ArticleFeedback.objects.filter(
            article__in=article_ids, revision_number=F("article__live_revision_id")
        )
        .values_list("article")
        .annotate(yes=Count("pk", filter=Q(helpful=True)), no=Count("pk", filter=Q(helpful=False)))
    )
    return {article_id: (yes, no) for article_id, yes, no in rows}
