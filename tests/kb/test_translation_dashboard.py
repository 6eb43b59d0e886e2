"""Translating in the CMS: what is to do, and doing it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from kb.enums import TranslationState
from kb.models import ArticlePage
from kb.selectors.coverage import coverage, list_tasks
from kb.services.translations import start_translation
from tests.factories import kb
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_the_dashboard_counts_by_section_and_language(django_assert_num_queries: Any) -> None:
    tents, stoves = kb.section("Tents"), kb.section("Stoves")
    current, behind, missing = (kb.article(section=tents) for _ in range(3))
    kb.translate(current)
    kb.translate(behind, title="Inny")
    kb.change(behind, "major")
    start_translation(actor=kb.editor(), article=missing, language="fi")
    kb.article(section=stoves, language="pl")

    with django_assert_num_queries(4):
        tasks = list_tasks()

    states = {(task.source_id, task.language): task.state for task in tasks}
    assert states[current.pk, "pl"] == TranslationState.CURRENT
    assert states[behind.pk, "pl"] == TranslationState.OUTDATED
    assert states[missing.pk, "pl"] == TranslationState.MISSING
    assert states[missing.pk, "fi"] == TranslationState.DRAFT
    rows = {row.title: {cell.language: cell for cell in row.cells} for row in coverage(tasks)}
    polish = rows["Tents"]["pl"]
    assert (polish.total, polish.current, polish.outdated, polish.missing) == (3, 1, 1, 1)
    assert rows["Tents"]["en"].total == 0
    assert rows["Stoves"]["en"].missing == 1


def test_an_editor_works_from_the_dashboard(
    client_of: Callable[[User], Client], editor: User
) -> None:
    source = kb.article(title="Free a stuck zip", actor=editor)
    client = client_of(editor)

    page = client.get(reverse("kb_translations")).content.decode()
    assert "Free a stuck zip" in page
    begun = client.post(reverse("kb_translation_start", args=[source.pk]), {"language": "pl"})

    draft = ArticlePage.objects.get(language="pl")
    assert begun["Location"] == reverse("wagtailadmin_pages:edit", args=[draft.pk])
    assert client.get(begun["Location"]).status_code == 200
    translation = kb.approve(draft)
    kb.change(source, "major", "No wax.")
    url = reverse("kb_translation", args=[translation.pk])
    page = client.get(url).content.decode()
    assert "No wax." in page
    assert reverse("kb_translation_take_in", args=[translation.pk]) in page
    compare = [part for part in page.split('"') if "/compare/" in part]
    assert client.get(compare[0]).status_code == 200
    client.post(reverse("kb_translation_take_in", args=[translation.pk]))
    assert "It is up to date with its source." in client.get(url).content.decode()


def test_ties_are_made_by_url(client_of: Callable[[User], Client], editor: User) -> None:
    source, polish = kb.article(), kb.article(language="pl")
    client = client_of(editor)
    url = reverse("kb_translation_link", args=[polish.pk])

    wrong = client.post(url, {"url": "/kb/nowhere/"})
    client.post(url, {"url": f"http://testserver{source.get_absolute_url()}"})

    assert wrong.status_code == 422
    assert "There is no article at this URL." in wrong.content.decode()
    assert ArticlePage.objects.get(pk=polish.pk).translation.source == source


def test_the_dashboard_is_for_those_who_write_or_review(
    client_of: Callable[[User], Client], user: User
) -> None:
    source = kb.article()
    expert = UserFactory(groups=["experts"])

    assert client_of(expert).get(reverse("kb_translations")).status_code == 200
    refused = client_of(expert).post(
        reverse("kb_translation_start", args=[source.pk]), {"language": "pl"}
    )
    assert refused.status_code == 403
    assert client_of(user).get(reverse("kb_translations")).status_code == 302
    assert ArticlePage.objects.get() == source
