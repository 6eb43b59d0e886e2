"""What is overdue for a check is so everywhere: in each list, count, mail, page and rank."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.time_zones import site_today
from kb.enums import CheckReason
from kb.models import ArticleCheck, ArticlePage
from kb.selectors.maintenance import get_maintenance, reasons_of
from kb.selectors.waiting import waiting_for
from kb.services.maintenance import mark_stale_articles
from notifications.models import Notification
from notifications.services.digest import notify_maintainers
from search.conf import quality_factor
from search.documents.builders import article_document
from tests.factories import kb

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]
DAYS: Final = {"long ago": -400, "yesterday": -1, "today": 0, "soon": 7, "late": 300, "never": None}
OVERDUE: Final = {"long ago", "yesterday"}


@pytest.fixture
def titles(editor: User) -> dict[int, str]:
    """An article for each date of the next check, published and not; by number."""
    section = kb.section()
    titles = {}
    for name, days in DAYS.items():
        for page, title in (
            (kb.article(actor=editor, section=section), name),
            (kb.draft(actor=editor, section=section), f"{name}, unpublished"),
        ):
            due = None if days is None else site_today() + timedelta(days=days)
            ArticlePage.objects.filter(pk=page.pk).update(
                title=title, draft_title=title, review_due=due, verified_on=None
            )
            titles[page.pk] = title
    return titles


def of_a_list(client: Client, url: str) -> set[str]:
    return {article.title for article in client.get(url).context["object_list"]}


def test_every_list_and_count_has_the_same_articles(
    titles: dict[int, str], editor: User, client_of: ClientOf
) -> None:
    today = site_today()
    articles = list(ArticlePage.objects.all())
    client = client_of(editor)

    def named(pages: "list[ArticlePage]") -> set[str]:
        return {titles[page.pk] for page in pages}

    assert named(list(ArticlePage.objects.overdue(today))) == OVERDUE
    assert named([page for page in articles if page.is_overdue(today)]) == OVERDUE
    assert (
        named([page for page in articles if get_maintenance(page, editor, today).is_overdue])
        == OVERDUE
    )
    label = str(CheckReason.OVERDUE.label)
    assert named([page for page in articles if label in reasons_of(page, today)]) == OVERDUE

    (group,) = [group for group in waiting_for(editor) if group.label == "Overdue for a check"]
    assert (group.count, group.total) == (len(OVERDUE), len(OVERDUE))
    assert {item.title for item in group.items} == OVERDUE
    assert of_a_list(client, group.url) == OVERDUE
    assert of_a_list(client, f"{reverse('articles:index')}?care=overdue") == OVERDUE

    assert mark_stale_articles() == len(OVERDUE)
    assert named([check.article for check in ArticleCheck.objects.all()]) == OVERDUE


def test_pages_of_readers_and_the_search_agree_with_the_lists(titles: dict[int, str]) -> None:
    warned, ranked = set(), set()
    for article in ArticlePage.objects.live():
        page = Client().get(article.get_absolute_url()).content.decode()
        if "It may be out of date." in page:
            warned.add(titles[article.pk])
        document = article_document(article, text="", sections=(), tags=(), version=1)
        if document.quality < quality_factor("article"):
            ranked.add(titles[article.pk])
    assert warned == ranked == OVERDUE


def test_what_has_no_date_is_in_the_queue_and_in_the_mail_as_such(
    titles: dict[int, str], editor: User, client_of: ClientOf
) -> None:
    assert of_a_list(client_of(editor), f"{reverse('kb_freshness')}?state=undated") == {"never"}

    notify_maintainers()

    items = Notification.objects.get(user=editor).data["items"]
    assert [(item["title"], item["note"]) for item in items] == [
        ("long ago", str(CheckReason.OVERDUE.label)),
        ("yesterday", str(CheckReason.OVERDUE.label)),
        ("never", "no date of the next check"),
    ]
