"""What the site itself finds wrong with an article, and what readers are told of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from community.models import Question
from kb.models import ArticleChange, ArticleCheck, ArticleFeedback, ArticlePage, FailedDeflection
from kb.services.articles import revise_article
from kb.services.feedback import Reader, record_failed_deflection, record_feedback
from kb.services.maintenance import confirm_article
from kb.text.weight import measure_change, weigh
from tests.factories import kb
from tests.factories.community import ask

pytestmark = pytest.mark.django_db


def vote(article: ArticlePage, *, yes: int = 0, no: int = 0, start: int = 0) -> None:
    for number in range(yes + no):
        reader = Reader.anonymous(f"192.0.2.{start + number}")
        record_feedback(reader=reader, article=article, helpful=number < yes)


def open_reasons() -> list[str]:
    return list(ArticleCheck.objects.filter(closed_at=None).values_list("reason", flat=True))


@pytest.mark.parametrize(
    ("yes", "no", "doubted"), [(0, 9, False), (4, 6, True), (5, 5, False), (0, 12, True)]
)
def test_more_no_than_yes_of_ten_votes_in_a_week_is_a_doubt(
    yes: int, no: int, doubted: bool
) -> None:
    vote(kb.article(), yes=yes, no=no)

    assert open_reasons() == (["unhelpful"] if doubted else [])


def test_votes_of_last_week_and_of_former_versions_do_not_count() -> None:
    article = kb.article()
    vote(article, no=9)
    ArticleFeedback.objects.update(updated_at=timezone.now() - timedelta(days=8))
    vote(article, no=9, start=20)
    assert open_reasons() == []

    revise_article(actor=kb.editor(), article=article, body_markdown="Another advice altogether.")
    vote(kb.approve(article), no=9, start=20)

    assert open_reasons() == []


def test_a_checked_article_is_not_doubted_again_for_the_same_votes(expert: User) -> None:
    article = kb.article()
    vote(article, no=10)
    confirm_article(actor=expert, article=article)

    vote(article, no=9, start=20)
    assert open_reasons() == []
    vote(article, no=1, start=40)
    assert open_reasons() == ["unhelpful"]


def ask_after(article: ArticlePage, count: int) -> list[Question]:
    questions = [ask() for _number in range(count)]
    for question in questions:
        for _twice in range(2):
            record_failed_deflection(article_id=article.pk, question_id=question.pk)
    return questions


def test_three_questions_asked_after_reading_in_a_week_are_a_doubt() -> None:
    article = kb.article()
    ask_after(article, 2)
    assert open_reasons() == []

    ask_after(article, 1)
    assert (open_reasons(), FailedDeflection.objects.count()) == (["deflection"], 3)

    FailedDeflection.objects.all().delete()
    ArticleCheck.objects.all().delete()
    ask_after(article, 2)
    FailedDeflection.objects.update(created_at=timezone.now() - timedelta(days=8))
    ask_after(article, 1)
    assert open_reasons() == []


def test_a_draft_is_no_article_that_anybody_read() -> None:
    ask_after(kb.draft(), 1)

    assert FailedDeflection.objects.count() == 0


def test_readers_are_told_who_checked_for_what_and_until_when(expert: User) -> None:
    article = kb.article(reviewer=expert, valid_for="Trail 2 and Trail 3")

    page = Client().get(article.get_absolute_url()).content.decode()

    assert (
        f"by <bdi>{expert.name}</bdi>, valid for <bdi>Trail 2 and Trail 3</bdi>, next check" in page
    )

    vote(article, no=10)
    page = Client().get(article.get_absolute_url()).content.decode()
    assert "did not help some readers lately" in page


def test_a_typing_mistake_put_right_closes_no_doubt(admin: User) -> None:
    article = kb.article(body_markdown="Brush the teeht of the zip until they shine.")
    vote(article, no=10)
    text = "Brush the teeth of the zip until they shine."
    revise_article(actor=kb.editor(), article=article, body_markdown=text)
    ArticlePage.objects.get(pk=article.pk).get_latest_revision().publish(user=admin)

    assert ArticleChange.objects.latest("pk").weight == "typo"
    assert open_reasons() == ["unhelpful"]


@pytest.mark.parametrize(
    ("old", "new", "declared", "weight"),
    [
        ("Brush the teeht.", "Brush the teeth.", "", "typo"),
        ("Brush the teeth", "Brush the teeth!", "", "typo"),
        ("Pay 20 euro.", "Pay 30 euro.", "", "minor"),
        ("Brush the teeth.", "Brush the teeth gently.", "", "minor"),
        ("Brush it.", "Throw it away.", "major", "major"),
        ("Brush it.", "word " * 40, "typo", "minor"),
        ("Brush it.", "Brush it off.", "typo", "typo"),
    ],
)
def test_a_change_weighs_what_the_editor_says_or_what_is_measured(
    old: str, new: str, declared: str, weight: str
) -> None:
    assert weigh(measure_change([old], [new]), declared) == weight


def test_the_question_says_what_changed_in_its_article(
    client_of: Callable[[User], Client], django_assert_max_num_queries: Any
) -> None:
    task = kb.drift()
    article = task.article
    revise_article(
        actor=kb.editor(),
        article=article,
        summary="Graphite frees it.",
        edit_note="Graphite instead of wax.",
        edit_weight="minor",
    )
    kb.approve(article)
    change = ArticleChange.objects.latest("pk")

    page = Client().get(task.post.question.get_absolute_url()).content.decode()

    assert "The article made from this answer changed on" in page
    assert f'href="{change.get_absolute_url()}">Graphite instead of wax.</a>' in page


def test_the_form_of_the_cms_asks_anew_what_each_change_is(
    client_of: Callable[[User], Client], editor: User
) -> None:
    article = kb.article(actor=editor)
    revise_article(
        actor=editor, article=article, summary="Wax.", edit_weight="major", edit_note="All new."
    )
    url = f"/cms/pages/{article.pk}/edit/"
    assert "All new." in client_of(editor).get(url).content.decode()

    kb.approve(article)

    assert "All new." not in client_of(editor).get(url).content.decode()
