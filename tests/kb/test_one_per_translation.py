"""Of an article in several languages lists show one: whatever the tree, and at what cost."""

import random
import time
import uuid
from collections import defaultdict
from typing import Final

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from wagtail.models import Locale

from kb.enums import Audience
from kb.models import ArticlePage, KBIndexPage, SectionPage
from kb.models.querysets import ArticleQuerySet, language_rank
from kb.selectors.articles import (
    FIRST_MAX,
    latest_articles,
    list_sections,
    popular_articles,
    section_articles,
)
from tests.factories import kb

pytestmark = pytest.mark.django_db

UNKNOWN: Final = ["la", "tlh"]
"""Languages that the site does not name are equally good, so they may stand side by side."""


def grow(seed: int, count: int = 40) -> random.Random:
    """Articles in two sections, at random translations of each other, hidden or for members."""
    chance = random.Random(seed)
    pages = [page for _ in range(2) for page in kb.many_articles(kb.section(), count // 2)]
    keys = [uuid.UUID(int=chance.getrandbits(128)) for _ in range(count // 4)]
    for number, page in enumerate(pages):
        ArticlePage.objects.filter(pk=page.pk).update(
            locale=Locale.objects.get_or_create(language_code=f"x{number}")[0],
            translation_key=chance.choice(keys),
            language=chance.choice([*settings.STOA_CONTENT_LANGUAGES, *UNKNOWN]),
            live=chance.random() < 0.8,
            audience=chance.choice([Audience.PUBLIC, Audience.PUBLIC, Audience.MEMBERS]),
        )
    return chance


def by_definition(articles: ArticleQuerySet, language: str) -> set[int]:
    """Those than which no other says the same in a better language."""
    families = defaultdict(list)
    for page in articles:
        families[page.translation_key].append((language_rank(language, page.language), page.pk))
    return {pk for family in families.values() for rank, pk in family if rank == min(family)[0]}


@pytest.mark.parametrize("seed", range(6))
def test_those_shown_are_those_than_which_none_is_better(seed: int) -> None:
    chance = grow(seed)
    section = SectionPage.objects.first()
    everything = ArticlePage.objects.all()
    for articles in [
        everything,
        everything.visible_to(AnonymousUser()),
        everything.visible_to(kb.editor()).child_of(section),
        everything.filter(pk__in=chance.sample(list(everything.values_list("pk", flat=True)), 20)),
        everything.none(),
    ]:
        for language in [*settings.STOA_CONTENT_LANGUAGES, UNKNOWN[0], "xx"]:
            shown = articles.one_per_translation(language)
            expected = by_definition(articles, language)
            assert sorted(shown.values_list("pk", flat=True)) == sorted(expected)
            # What is asked for afterwards takes away, and lets nothing less good move up.
            late = min(expected, default=0)
            after = shown.filter(pk__gt=late).values_list("pk", flat=True)
            assert set(after) == expected - {late}
            assert shown.count() == len(expected)


@pytest.mark.parametrize("seed", range(3))
def test_the_front_page_counts_and_lists_each_article_once(seed: int) -> None:
    grow(seed)
    reader = AnonymousUser()
    cards = list_sections(KBIndexPage.objects.get(), reader)
    for card, section in zip(cards, SectionPage.objects.order_by("path"), strict=True):
        below = ArticlePage.objects.visible_to(reader).descendant_of(KBIndexPage.objects.get())
        expected = by_definition(below, "en")
        titles = below.filter(pk__in=expected).descendant_of(section).order_by("path")
        assert card.article_count == len(titles)
        assert [crumb.title for crumb in card.inner] == [page.title for page in titles[:FIRST_MAX]]


def test_lists_of_a_thousand_new_articles_are_quick() -> None:
    """On PostgreSQL as well, which knows nothing yet of tables that it has not analysed."""
    section, reader = kb.section(), AnonymousUser()
    kb.many_articles(section, 1000)
    started = time.monotonic()
    assert list_sections(KBIndexPage.objects.get(), reader)[0].article_count == 1000
    assert len(section_articles(section, reader)) == 1000
    assert len(latest_articles(reader, 10, section, "en")) == 10
    assert popular_articles(reader, 10) == []
    assert time.monotonic() - started < 20
