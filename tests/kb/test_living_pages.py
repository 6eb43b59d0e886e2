"""The pages on which maintainers see what moved and decide, and readers see what changed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from kb.models import ArticleChange, ArticlePage, DriftTask
from kb.services.articles import revise_article
from kb.services.links import check_links
from kb.services.maintenance import mark_stale_articles
from tests.factories import kb

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]


@pytest.fixture
def task(db: None) -> DriftTask:
    return kb.drift()


def html_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_the_task_shows_the_difference_beside_the_blocks_concerned(
    task: DriftTask, client_of: ClientOf, editor: User
) -> None:
    page = html_of(client_of(editor), task.get_absolute_url())

    assert "candle wax</del>" in page
    assert "<ins>graphite</ins>" in page
    assert "Rub candle wax along the teeth of the zip, then close it ten times." in page
    assert reverse("wagtailadmin_pages:edit", args=[task.article_id]) in page


def test_the_task_page_needs_few_queries(
    task: DriftTask, client_of: ClientOf, editor: User, django_assert_num_queries: Any
) -> None:
    client = client_of(editor)
    client.get(task.get_absolute_url())

    with django_assert_num_queries(7):
        client.get(task.get_absolute_url())


def test_an_editor_says_that_nothing_has_to_change(
    task: DriftTask, client_of: ClientOf, editor: User
) -> None:
    client = client_of(editor)
    sent = {"outcome": "no_change", "finding": task.finding}

    refused = client.post(task.get_absolute_url(), sent)
    assert refused.status_code == 422
    assert "Say why the article stays as it is." in refused.content.decode()

    client.post(task.get_absolute_url(), sent | {"note": "Both are true."})
    page = html_of(client, task.get_absolute_url())
    assert "No change needed" in page
    assert "Both are true." in page
    assert editor.name in page


def test_somebody_who_was_slower_is_told(
    task: DriftTask, client_of: ClientOf, editor: User
) -> None:
    sent = {"outcome": "no_change", "finding": task.finding, "note": "Both are true."}
    client_of(editor).post(task.get_absolute_url(), sent)

    late = client_of(kb.editor()).post(task.get_absolute_url(), sent)

    assert late.status_code == 409
    assert "resolved in the meantime" in late.content.decode()
    assert DriftTask.objects.get().closed_by == editor


def test_the_cms_lists_open_tasks_and_finds_closed_ones(
    task: DriftTask, client_of: ClientOf, editor: User
) -> None:
    client = client_of(editor)
    assert task.get_absolute_url() in html_of(client, reverse("kb_drift"))

    client.post(
        task.get_absolute_url(), {"outcome": "no_change", "finding": task.finding, "note": "True."}
    )

    assert task.get_absolute_url() not in html_of(client, reverse("kb_drift"))
    closed = html_of(client, f"{reverse('kb_drift')}?state=no_change")
    assert task.get_absolute_url() in closed
    section = task.article.get_parent()
    assert task.get_absolute_url() in html_of(
        client, f"{reverse('kb_drift')}?state=no_change&section={section.pk}"
    )


@pytest.mark.parametrize("name", ["kb_drift", "kb_freshness", "kb_links"])
def test_lists_of_the_cms_are_for_keepers(
    name: str, client_of: ClientOf, user: User, expert: User
) -> None:
    kb.article()

    assert client_of(expert).get(reverse(name)).status_code == 200
    assert client_of(expert).get(f"{reverse(name)}?export=csv").status_code == 200
    assert client_of(user).get(reverse(name)).status_code == 302
    assert Client().get(reverse(name)).status_code == 302


def test_the_queue_holds_what_is_overdue_and_lets_it_be_checked_in_one_click(
    client_of: ClientOf, editor: User
) -> None:
    stale, fresh = kb.article(), kb.article()
    yesterday = timezone.localdate() - timedelta(days=1)
    ArticlePage.objects.filter(pk=stale.pk).update(review_due=yesterday)
    mark_stale_articles()
    client = client_of(editor)

    page = html_of(client, reverse("kb_freshness"))
    assert reverse("kb:article-confirm", args=[stale.pk]) in page
    assert reverse("kb:article-confirm", args=[fresh.pk]) not in page

    done = client.post(
        reverse("kb:article-confirm", args=[stale.pk]),
        {"note": "Tried it in the workshop.", "next": reverse("kb_freshness")},
    )

    assert (done.status_code, done["Location"]) == (302, reverse("kb_freshness"))
    checked = ArticlePage.objects.get(pk=stale.pk)
    assert (checked.verified_by, checked.verified_on) == (editor, timezone.localdate())
    assert reverse("kb:article-confirm", args=[stale.pk]) not in html_of(
        client, reverse("kb_freshness")
    )
    care = html_of(client, reverse("kb:article-care", args=[stale.pk]))
    assert "Tried it in the workshop." in care


@pytest.mark.parametrize(
    ("query", "is_there"),
    [
        ("state=overdue", True),
        ("state=doubted", True),
        ("state=soon", False),
        ("state=nobody", False),
        ("owner={owner}", True),
        ("owner={stranger}", False),
        ("section={section}", True),
    ],
)
def test_the_queue_is_filtered_by_state_owner_and_section(
    query: str, is_there: bool, client_of: ClientOf, editor: User
) -> None:
    stale = kb.article()
    other = kb.article()
    ArticlePage.objects.filter(pk=stale.pk).update(review_due=timezone.localdate() - timedelta(1))
    mark_stale_articles()
    query = query.format(
        owner=stale.owner_id, stranger=other.owner_id, section=stale.get_parent().pk
    )

    page = html_of(client_of(editor), f"{reverse('kb_freshness')}?{query}")

    assert (reverse("kb:article-care", args=[stale.pk]) in page) is is_there


def test_due_soon_leaves_out_what_is_in_the_queue_for_another_reason(
    client_of: ClientOf, editor: User
) -> None:
    soon, later = kb.article(), kb.article()
    today = timezone.localdate()
    ArticlePage.objects.filter(pk=soon.pk).update(review_due=today + timedelta(7))
    ArticlePage.objects.filter(pk=later.pk).update(review_due=today + timedelta(99), owner=None)

    page = html_of(client_of(editor), f"{reverse('kb_freshness')}?state=soon")

    assert reverse("kb:article-care", args=[soon.pk]) in page
    assert reverse("kb:article-care", args=[later.pk]) not in page


def test_a_section_about_prices_is_checked_more_often() -> None:
    prices = kb.section("Prices", review_days=90)
    article = kb.article(section=prices)

    assert article.review_due == timezone.localdate() + timedelta(days=90)


def test_an_editor_hands_an_article_over(
    client_of: ClientOf, editor: User, expert: User, user: User
) -> None:
    article = kb.article()
    client = client_of(editor)
    url = reverse("kb:article-owner", args=[article.pk])

    assert client.post(url, {"owner": user.username}).status_code == 422
    assert ArticlePage.objects.get(pk=article.pk).owner_id == article.owner_id

    client.post(url, {"owner": expert.username})
    assert ArticlePage.objects.get(pk=article.pk).owner == expert


def test_readers_see_what_a_change_changed(client: Client) -> None:
    article = kb.article(body_markdown="Rub wax along the teeth of the zip.")
    revise_article(
        actor=kb.editor(),
        article=article,
        body_markdown="Rub graphite along the teeth of the zip.",
        edit_weight="major",
        edit_note="Graphite instead of wax.",
    )
    kb.approve(article)
    change = ArticleChange.objects.latest("pk")

    page = html_of(client, change.get_absolute_url())

    assert "Graphite instead of wax." in page
    assert "wax</del>" in page
    listed = html_of(client, reverse("kb:article-changes", args=[article.pk]))
    assert change.get_absolute_url() in listed
    assert "First version" in listed


def test_a_version_that_was_for_members_only_is_not_shown_later(client: Client) -> None:
    article = kb.article(body_markdown="The secret of the old price list.", audience="members")
    revise_article(
        actor=kb.editor(), article=article, body_markdown="For everybody.", audience="public"
    )
    kb.approve(article)

    page = html_of(client, ArticleChange.objects.latest("pk").get_absolute_url())

    assert "secret" not in page


def test_the_report_of_links_names_the_articles_that_hold_them(
    client_of: ClientOf, editor: User
) -> None:
    articles = [kb.article(body_markdown="See [this](/kb/nowhere/).") for _number in range(2)]
    check_links()
    client = client_of(editor)

    page = html_of(client, reverse("kb_links"))

    assert "/kb/nowhere/" in page
    assert "There is nothing at this URL." in page
    for article in articles:
        assert f">{article.title}</a>" in page


def test_a_contradiction_stands_beside_the_whole_article(client_of: ClientOf, editor: User) -> None:
    article = kb.article(body_markdown="Wax frees every zip.")
    promotion = kb.promotion(kind="contradict", article=article, note="Not frozen ones.")

    page = html_of(client_of(editor), DriftTask.objects.get().get_absolute_url())

    assert "Wax frees every zip." in page
    assert "Not frozen ones." in page
    assert promotion.get_absolute_url() in page
