"""Answers move while maintainers decide and articles go live, on two real connections."""

import pytest

from community.services.answers import edit_answer
from core.errors import Conflict
from kb.models import ArticlePage, DriftTask
from kb.services.articles import revise_article
from kb.services.drift import reconcile_drift, resolve_drift
from tests.factories import kb
from tests.races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_of_two_keepers_who_decide_one_wins_and_the_other_is_told() -> None:
    task = kb.drift()
    maintainers = [kb.editor(), kb.editor()]

    results = at_once(
        *[
            lambda k=k: resolve_drift(
                actor=k, task=task, outcome="no_change", finding=task.finding, note="Both are true."
            )
            for k in maintainers
        ]
    )

    assert len([result for result in results if isinstance(result, Conflict)]) == 1
    assert DriftTask.objects.get().closed_by in maintainers


def test_an_answer_edited_while_its_article_goes_live_is_not_forgotten() -> None:
    task = kb.drift()
    article = ArticlePage.objects.get(pk=task.article_id)
    revise_article(actor=kb.editor(), article=article, summary="Graphite frees it.")
    taken = task.post

    results = at_once(
        lambda: kb.approve(article),
        lambda: edit_answer(actor=taken.author, answer=taken, body="Rub soap along the teeth."),
    )

    assert [result for result in results if isinstance(result, Exception)] == []
    assert DriftTask.objects.get(closed_at=None).to_revision == 3
    assert reconcile_drift().startswith("0 ")


def test_two_edits_at_once_make_one_task() -> None:
    task = kb.drift()
    DriftTask.objects.all().delete()
    taken = task.post

    at_once(
        *[
            lambda b=body: edit_answer(actor=taken.author, answer=taken, body=b)
            for body in ("Rub soap along the teeth of it.", "Rub honey along the teeth of it.")
        ]
    )

    assert DriftTask.objects.get().to_revision == 4
