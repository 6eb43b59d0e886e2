"""The front page of the CMS: what waits for whom, and what articles did this week."""

import datetime
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from kb.cms.dashboard import charts_of, draw
from kb.enums import CheckReason
from kb.models import ArticleCheck, ArticleFeedback, ArticlePage, ArticleViews, FailedDeflection
from kb.selectors.waiting import waiting_for
from kb.selectors.week import Measure, week_of
from tests.factories import community as forum
from tests.factories import kb

pytestmark = pytest.mark.django_db

WAITING_QUERIES = 22
WEEK_QUERIES = 8


def front_page(person: User, client_of: Callable[[User], Client]) -> str:
    response = client_of(person).get(reverse("wagtailadmin_home"))
    assert response.status_code == 200
    return response.content.decode()


def doubt(article: ArticlePage) -> None:
    ArticleCheck.objects.create(
        article=article, reason=CheckReason.UNHELPFUL, opened_at=timezone.now()
    )


def make_overdue(article: ArticlePage) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    ArticlePage.objects.filter(pk=article.pk).update(review_due=yesterday)


def ask_after(article: ArticlePage, *, days_ago: int = 0) -> None:
    FailedDeflection.objects.create(
        article=article,
        question=forum.ask(),
        created_at=timezone.now() - timedelta(days=days_ago),
    )


def say(article: ArticlePage, *, helpful: bool, visitor: str) -> None:
    now = timezone.now()
    ArticleFeedback.objects.create(
        article=article,
        revision_number=article.live_revision_id or 0,
        visitor=visitor,
        helpful=helpful,
        created_at=now,
        updated_at=now,
    )


def test_an_editor_sees_their_own_work_with_the_way_to_it(
    client_of: Callable[[User], Client], editor: User
) -> None:
    mine = kb.article(actor=editor, title="Mine to mend")
    others = kb.article(title="Somebody else keeps this")
    for article in (mine, others):
        doubt(article)
        make_overdue(article)
        ask_after(article)
    ask_after(mine, days_ago=8)
    promotion = kb.promotion()

    groups = {group.label: group for group in waiting_for(editor)}
    page = front_page(editor, client_of)

    assert {label: (group.count, group.total) for label, group in groups.items()} == {
        "Articles in doubt": (1, 2),
        "Proposed answers": (1, 1),
        "Overdue for a check": (1, 2),
        "Asked this week after reading": (1, 2),
    }
    assert "Mine to mend" in page
    assert "Somebody else keeps this" not in page
    assert promotion.get_absolute_url() in page
    assert f"{reverse('kb_freshness')}?state=doubted&amp;owner={editor.pk}" in page
    assert client_of(editor).get(groups["Articles in doubt"].url).status_code == 200
    listed = client_of(editor).get(groups["Overdue for a check"].url).content.decode()
    assert "Mine to mend" in listed
    assert "Somebody else keeps this" not in listed


def test_an_expert_sees_drafts_to_review_and_who_holds_them(
    client_of: Callable[[User], Client], expert: User
) -> None:
    draft = kb.draft(title="Waxing for beginners")
    kb.hand_in(draft)

    page = front_page(expert, client_of)

    assert "Drafts to review" in page
    assert "Waxing for beginners" in page
    assert reverse("kb:review-detail", args=[draft.pk]) in page
    assert "Proposed answers" not in page


def test_who_keeps_no_article_sees_the_work_on_all_of_them(expert: User) -> None:
    doubt(kb.article())

    (group,) = waiting_for(expert)

    assert (group.count, group.total) == (1, 1)
    assert "owner" not in group.url


def test_where_nothing_waits_the_page_says_what_to_do_next(
    client_of: Callable[[User], Client], editor: User, expert: User
) -> None:
    kb.kb_site()

    for_editor, for_expert = front_page(editor, client_of), front_page(expert, client_of)

    assert "Nothing waits for you." in for_editor
    assert reverse("kb_choose_section") in for_editor
    assert "There is no published article yet." in for_editor
    assert "Drafts submitted in your fields are listed here." in for_expert
    assert reverse("kb_choose_section") not in for_expert


def test_work_of_others_is_named_but_not_pushed(
    client_of: Callable[[User], Client], editor: User
) -> None:
    kb.article(actor=editor)
    make_overdue(kb.article(title="Somebody else keeps this"))

    page = front_page(editor, client_of)

    assert "Nothing waits for you." in page
    assert "Overdue for a check (1)" in page
    assert "Somebody else keeps this" not in page


@pytest.mark.parametrize("number", [1, 6])
def test_the_front_page_costs_the_same_with_much_or_little_work(
    number: int, editor: User, django_assert_num_queries: Any
) -> None:
    section = kb.section("Tents")
    for _ in range(number):
        article = kb.article(actor=editor, section=section)
        doubt(article)
        make_overdue(article)
        ask_after(article)
        kb.promotion()
        kb.hand_in(kb.draft(section=section))
        ArticleViews.objects.create(article=article, day=timezone.now().date(), views=3)
    person = User.objects.get(pk=editor.pk)
    waiting_for(person)

    with django_assert_num_queries(WAITING_QUERIES):
        groups = waiting_for(person)
    with django_assert_num_queries(WEEK_QUERIES):
        week = week_of(person)

    assert len(groups) == 5
    assert all(len(group.items) <= 3 for group in groups)
    assert week.article_count == number


def test_the_week_counts_days_and_compares_with_the_week_before(editor: User) -> None:
    today = timezone.now().date()
    mine, others = kb.article(actor=editor), kb.article()
    for days_ago, views in ((0, 4), (6, 2), (7, 30), (13, 10), (14, 500)):
        day = today - timedelta(days=days_ago)
        ArticleViews.objects.create(article=mine, day=day, views=views)
    ArticleViews.objects.create(article=others, day=today, views=99)
    say(mine, helpful=True, visitor="a")
    say(mine, helpful=True, visitor="b")
    say(mine, helpful=False, visitor="c")
    ask_after(mine)
    ask_after(mine, days_ago=7)

    week = week_of(editor)

    assert week.is_own
    assert week.views.values == (2, 0, 0, 0, 0, 0, 4)
    assert (week.views.total, week.views.before) == (6, 40)
    assert (week.helped.total, week.failed.total) == (2, 1)
    assert (week.deflections.total, week.deflections.before) == (1, 1)
    (line,) = week.articles
    assert (line.id, line.views, line.helped, line.failed, line.deflections) == (
        mine.pk,
        6,
        2,
        1,
        1,
    )


def test_a_chart_says_in_words_what_it_draws() -> None:
    days = tuple(datetime.date(2026, 11, day) for day in range(2, 9))

    chart = draw("Opened", Measure(days, (0, 3, 36, 18, 0, 0, 9), before=5), is_good=True)
    empty = draw("Opened", Measure(days, (0,) * 7, before=0), is_good=True)

    assert [bar.height for bar in chart.bar_chart.bars] == [2, 3, 36, 18, 2, 2, 9]
    assert all(bar.y + bar.height == 36 for bar in chart.bar_chart.bars)
    assert (
        chart.words
        == "Opened. Mon 2: 0, Tue 3: 3, Wed 4: 36, Thu 5: 18, Fri 6: 0, Sat 7: 0, Sun 8: 9"
    )
    assert {bar.height for bar in empty.bar_chart.bars} == {2}


def test_the_week_is_drawn_on_the_front_page(
    client_of: Callable[[User], Client], editor: User
) -> None:
    article = kb.article(actor=editor, title="Mine to read")
    ArticleViews.objects.create(article=article, day=timezone.now().date(), views=12)

    page = front_page(editor, client_of)

    assert "What your articles did this week" in page
    assert page.count('role="img"') >= len(charts_of(week_of(editor)))
    assert page.count("<rect") >= 28
    assert "Mine to read" in page
    assert "the week before: 0" in page


def test_whoever_keeps_a_translation_sees_that_its_source_went_on(editor: User) -> None:
    source = kb.article(title="Wax a zip")
    translation = kb.translate(source)
    ArticlePage.objects.filter(pk=translation.pk).update(owner=editor)
    assert "Translations behind their source" not in {g.label for g in waiting_for(editor)}

    kb.change(source, "minor")

    groups = {group.label: group for group in waiting_for(editor)}
    (item,) = groups["Translations behind their source"].items
    assert (item.title, item.note) == (translation.title, "Polish")
    assert item.url == reverse("kb_translation", args=[translation.pk])
