"""What the apps above are told when pages change, and what the clock does."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from core.errors import PermissionRefused
from core.jobs import run_due_jobs
from kb import signals
from kb.models import ArticleCheck, ArticlePage
from kb.services.articles import create_section, revise_article
from kb.services.maintenance import confirm_article, mark_stale_articles
from kb.services.publication import publish_article
from tests.factories import kb

pytestmark = pytest.mark.django_db

NAMES = ("article_published", "article_unpublished", "article_changed")


@pytest.fixture
def events() -> Iterator[list[tuple[str, int]]]:
    """Names and article ids of what is told, in order."""
    told: list[tuple[str, int]] = []
    receivers = {}
    for name in NAMES:

        def receive(sender: Any, article_id: int, _name: str = name, **kwargs: Any) -> None:
            told.append((_name, article_id))

        getattr(signals, name).connect(receive)
        receivers[name] = receive
    yield told
    for name, receive in receivers.items():
        getattr(signals, name).disconnect(receive)


def make_overdue(article: ArticlePage) -> None:
    ArticlePage.objects.filter(pk=article.pk).update(
        review_due=timezone.localdate() - timedelta(days=1)
    )


def test_publishing_and_unpublishing_are_told(events: list[tuple[str, int]]) -> None:
    article = kb.article()
    assert events == [("article_published", article.pk)]

    article.unpublish()

    assert events[1:] == [("article_unpublished", article.pk)]


def test_a_draft_tells_nobody(events: list[tuple[str, int]]) -> None:
    draft = kb.draft()
    revise_article(actor=kb.editor(), article=draft, body_markdown="Another draft.")

    assert events == []


def test_deleting_a_section_tells_of_every_article_in_it(
    events: list[tuple[str, int]], admin: User
) -> None:
    outer = kb.section("Tents")
    inner = create_section(actor=kb.editor(), title="Zips", parent=outer)
    articles = [kb.article(section=outer), kb.article(section=inner)]
    events.clear()

    outer.refresh_from_db()
    outer.delete(user=admin)

    assert set(events) == {("article_unpublished", article.pk) for article in articles}


def test_moving_and_renaming_a_section_tells_of_its_published_articles(
    events: list[tuple[str, int]], admin: User
) -> None:
    tents, camping = kb.section("Tents"), kb.section("Camping")
    article = kb.article(section=tents)
    kb.draft(section=tents)
    events.clear()

    tents.refresh_from_db()
    camping.refresh_from_db()
    tents.move(camping, pos="last-child", user=admin)
    assert events == [("article_changed", article.pk)]
    moved = ArticlePage.objects.get(pk=article.pk)
    assert moved.get_absolute_url().startswith("/kb/camping/tents/")


def test_renaming_a_section_moves_its_articles_and_leaves_redirects(
    events: list[tuple[str, int]], run_tasks: Any
) -> None:
    tents = kb.section("Tents")
    article = kb.article(section=tents)
    old_url = article.get_absolute_url()
    events.clear()

    with run_tasks():
        tents.refresh_from_db()
        tents.slug = "shelters"
        tents.save()

    assert events == [("article_changed", article.pk)]
    new_url = ArticlePage.objects.get(pk=article.pk).get_absolute_url()
    assert new_url.startswith("/kb/shelters/")
    response = Client().get(old_url)
    assert (response.status_code, response["Location"]) == (301, new_url)


def test_the_job_opens_one_check_for_each_overdue_article(events: list[tuple[str, int]]) -> None:
    stale, fresh = kb.article(), kb.article()
    make_overdue(stale)
    events.clear()

    outcomes = [
        outcome.error for _ in range(2) for outcome in run_due_jobs(only="mark_stale_articles")
    ]

    assert outcomes == [""]
    assert mark_stale_articles() == 0
    assert ArticleCheck.objects.get().article_id == stale.pk
    assert events == [("article_changed", stale.pk)]
    assert fresh.pk != stale.pk


def test_confirming_an_article_moves_its_next_check_and_closes_the_doubt(
    expert: User, events: list[tuple[str, int]]
) -> None:
    article = kb.article()
    make_overdue(article)
    mark_stale_articles()
    events.clear()

    confirmed = confirm_article(actor=expert, article=article)

    assert confirmed.review_due == timezone.localdate() + timedelta(days=180)
    assert confirmed.verified_by == expert
    assert ArticleCheck.objects.get().closed_by == expert
    assert events == [("article_changed", article.pk)]


def test_owners_confirm_what_somebody_else_approved_and_members_do_not(user: User) -> None:
    writer = kb.editor()
    article = kb.article(actor=writer)

    confirmed = confirm_article(actor=writer, article=article, note="Tried it on the new model.")

    assert confirmed.verified_by == writer
    assert article.verifications.last().note == "Tried it on the new model."
    with pytest.raises(PermissionRefused):
        confirm_article(actor=user, article=article)
    assert ArticlePage.objects.get(pk=article.pk).verified_by == writer


def test_who_checked_an_article_survives_a_later_draft(admin: User, expert: User) -> None:
    article = kb.article(reviewer=expert)
    checked_on = article.verified_on

    revise_article(actor=kb.editor(), article=article, body_markdown="A later thought.")
    published = publish_article(actor=admin, article=article)

    assert (published.verified_by, published.verified_on) == (expert, checked_on)


def test_a_review_date_chosen_by_the_editor_is_kept() -> None:
    chosen = timezone.localdate() + timedelta(days=30)

    article = kb.article(review_due=chosen)

    assert article.review_due == chosen
