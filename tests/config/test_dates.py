"""Dates are written one way: 28 Nov 2026, in pages, in the CMS and in mails."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Final

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format, get_format

from core.templatetags.components import day, near_day, timestamp
from tests.config.world import World, make_world
from tests.factories.accounts import UserFactory

OTHER_WAYS: Final = re.compile(
    r"\b\d{1,2}/\d{1,2}/\d{4}\b"
    r"|\b(?:Jan|Feb|March|April|May|June|July|Aug|Sept|Oct|Nov|Dec)[a-z]*\.? \d{1,2}, \d{4}\b"
)
DATE: Final = dt.datetime(2026, 11, 28, 14, 5, tzinfo=dt.UTC)


@pytest.mark.parametrize("name", ["DATE_FORMAT", "SHORT_DATE_FORMAT"])
def test_long_and_short_dates_are_the_same(name: str) -> None:
    assert date_format(DATE, name) == "28 Nov 2026"
    assert date_format(DATE, name.replace("DATE", "DATETIME")) == "28 Nov 2026, 14:05"
    assert get_format("FIRST_DAY_OF_WEEK") == 1


def test_days_are_for_machines_too() -> None:
    assert day(DATE) == '<time datetime="2026-11-28">28 Nov 2026</time>'
    assert day(DATE.date()) == day(DATE)
    assert day(None) == near_day(None) == ""
    assert ">28 Nov 2026</time>" in timestamp(DATE - dt.timedelta(0)) or "ago" in timestamp(DATE)


@pytest.mark.parametrize(("ago", "words"), [(0, "Today"), (1, "Yesterday")])
def test_near_days_have_names(ago: int, words: str) -> None:
    on = timezone.localdate() - dt.timedelta(days=ago)
    assert near_day(on) == f'<time datetime="{on.isoformat()}">{words}</time>'
    before = on - dt.timedelta(days=2)
    assert near_day(before) == day(before)


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def test_no_page_writes_a_date_another_way(
    world: World, client_of: Callable[[object], Client]
) -> None:
    admin = client_of(UserFactory(is_staff=True, is_superuser=True))
    long_ago = timezone.now() - dt.timedelta(days=200)
    type(world.question).objects.update(created_at=long_ago, last_activity_at=long_ago)
    paths = [
        "/",
        "/questions/",
        world.question.get_absolute_url(),
        f"/posts/{world.answer.pk}/history/",
        "/users/author/",
        "/users/writer/reputation/",
        world.article.url,
        f"{world.article.url}?view=print",
        f"/knowledge/articles/{world.article.pk}/care/",
        f"/knowledge/articles/{world.article.pk}/changes/",
        f"/knowledge/drift/{world.drift.pk}/",
        "/knowledge/reviews/",
        "/notifications/",
        "/moderation/log/",
        "/search/?q=zip",
        "/cms/",
        f"/cms/pages/{world.article.pk}/history/",
        "/cms/translations/",
    ]
    wrong = {}
    for path in paths:
        response = admin.get(path, follow=True)
        assert response.status_code == 200, path
        if found := OTHER_WAYS.findall(response.content.decode()):
            wrong[path] = found
    assert wrong == {}
