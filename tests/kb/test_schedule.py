"""Articles that go live, and leave, on a day that was set before."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.jobs import registered_jobs
from kb.models import ArticleCheck, ArticlePage
from kb.services.articles import revise_article
from kb.services.publication import publish_due
from kb.services.review import NothingToReview, review_article, submit_for_review
from tests.factories import kb

pytestmark = pytest.mark.django_db


def now_again(article: ArticlePage) -> ArticlePage:
    return ArticlePage.objects.get(pk=article.pk)


@pytest.fixture
def in_a_day() -> datetime:
    return timezone.now() + timedelta(days=1)


@pytest.fixture
def two_days_later(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """A function after whose call it is the day after tomorrow."""
    later = timezone.now() + timedelta(days=2)
    return lambda: monkeypatch.setattr("django.utils.timezone.now", lambda: later)


def test_the_job_runs_every_minute() -> None:
    jobs = {job.name: job for job in registered_jobs()}

    assert jobs["publish_scheduled"].every == timedelta(minutes=1)


def test_an_approved_article_goes_live_by_itself_and_names_who_checked_it(
    in_a_day: datetime, two_days_later: Callable[[], None], expert: User
) -> None:
    draft = kb.approve(kb.draft(go_live_at=in_a_day), reviewer=expert)
    assert not draft.live
    assert publish_due() == "0 articles went live"

    two_days_later()
    assert publish_due() == "1 articles went live"

    article = now_again(draft)
    assert article.live
    assert (article.verified_by, article.verified_on) == (expert, timezone.localdate())
    assert publish_due() == "0 articles went live"


def test_a_scheduled_change_touches_neither_the_published_version_nor_its_doubts(
    in_a_day: datetime, two_days_later: Callable[[], None], client: Client, expert: User
) -> None:
    article = kb.article(summary="Brush and wax.")
    first_expert = article.verified_by
    ArticleCheck.objects.create(article=article, reason="unhelpful", opened_at=timezone.now())
    revise_article(
        actor=kb.editor(), article=article, summary="Brush, wax, wait.", go_live_at=in_a_day
    )
    kb.approve(article, reviewer=expert)

    before = client.get(article.get_absolute_url()).content.decode()
    assert "Brush and wax." in before
    assert now_again(article).verified_by == first_expert
    assert ArticleCheck.objects.filter(closed_at=None).exists()

    two_days_later()
    publish_due()

    after = client.get(article.get_absolute_url()).content.decode()
    assert "Brush, wax, wait." in after
    assert now_again(article).verified_by == expert
    assert not ArticleCheck.objects.filter(closed_at=None).exists()


def test_an_article_whose_time_is_over_leaves_the_site(
    in_a_day: datetime, two_days_later: Callable[[], None], client: Client
) -> None:
    article = kb.article(expire_at=in_a_day)
    publish_due()
    assert client.get(article.get_absolute_url()).status_code == 200

    two_days_later()
    publish_due()

    assert client.get(article.get_absolute_url()).status_code == 404
    assert now_again(article).expired


def test_what_is_approved_for_later_waits_for_no_judgement(
    in_a_day: datetime, client_of: Callable[[User], Client], expert: User
) -> None:
    draft = kb.approve(kb.draft(title="Winter tyres", go_live_at=in_a_day))
    reader = client_of(expert)

    listed = reader.get(reverse("kb:review-list"))
    detail = reader.get(reverse("kb:review-detail", args=[draft.pk])).content.decode()

    assert [line.title for line in listed.context["approved"]] == ["Winter tyres"]
    assert (listed.context["waiting"], listed.context["in_work"]) == ([], [])
    assert "is published automatically on" in detail
    assert 'value="approve"' not in detail
    for again in (
        lambda: submit_for_review(actor=kb.editor(), article=draft),
        lambda: review_article(actor=expert, article=draft, action="approve"),
    ):
        with pytest.raises(NothingToReview):
            again()


def test_the_expert_who_approves_is_told_that_it_waits_for_its_day(
    in_a_day: datetime, client_of: Callable[[User], Client], expert: User
) -> None:
    draft = kb.hand_in(kb.draft(go_live_at=in_a_day))
    url = reverse("kb:review-detail", args=[draft.pk])
    data: dict[str, Any] = {"action": "approve", "revision": now_again(draft).latest_revision_id}

    page = client_of(expert).post(url, data, follow=True)

    assert page.redirect_chain == [(url, 302)]
    assert "is published automatically on the chosen date" in page.content.decode()
