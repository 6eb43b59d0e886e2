"""Saving and deleting synonyms: who may, what is refused, and when it is in force."""

import uuid

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from wagtail.models import ModelLogEntry

from core.errors import AuthenticationRequired, PermissionRefused
from search.models import SynonymRule, SynonymStamp
from search.services.synonyms import BadSynonyms, delete_synonyms, save_synonyms
from search.synonyms import store
from search.synonyms.store import active_synonyms
from tests.factories import community as forum
from tests.factories.accounts import UserFactory
from tests.factories.search import build_index

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return UserFactory(groups=["editors"])


def titles(client, query: str) -> str:
    return client.get(reverse("search:results"), {"q": query}).content.decode()


def test_a_saved_rule_is_in_force_at_once_without_a_new_index(client, editor):
    forum.ask(title="Which gumboots keep dry?")
    build_index()
    assert "Nothing found" in titles(client, "wellies")
    row = save_synonyms(actor=editor, language="en", text="wellies,gumboots")
    assert row.text == "wellies, gumboots"
    assert row.updated_by == editor
    assert "<mark>gumboots</mark>" in titles(client, "wellies")
    save_synonyms(actor=editor, language="en", text="wellies, clogs", row=row)
    assert "Nothing found" in titles(client, "wellies")
    save_synonyms(actor=editor, language="en", text="wellies, gumboots", row=row)
    delete_synonyms(actor=editor, row=row)
    assert "Nothing found" in titles(client, "wellies")


def test_quoted_and_excluded_words_have_no_synonyms(client, editor):
    forum.ask(title="Which gumboots keep dry?")
    build_index()
    save_synonyms(actor=editor, language="en", text="wellies, gumboots")
    assert "Nothing found" in titles(client, '"wellies"')
    assert "gumboots" in titles(client, "dry -wellies")


def test_the_database_knows_synonyms_when_the_engine_does_not_answer(client, editor):
    forum.ask(title="Which gumboots keep dry?")
    save_synonyms(actor=editor, language="en", text="wellies, gumboots")
    page = titles(client, "wellies")
    assert "not at its best" in page
    assert "gumboots" in page


def test_a_change_by_another_process_is_noticed(editor, django_assert_num_queries):
    row = save_synonyms(actor=editor, language="en", text="wellies, gumboots")
    assert active_synonyms().expand("wellies", ("en",))
    with django_assert_num_queries(1):
        active_synonyms()
    SynonymRule.objects.filter(pk=row.pk).update(text="clogs, gumboots")
    SynonymStamp.objects.update(value=uuid.uuid4())
    assert not active_synonyms().expand("wellies", ("en",))


def test_a_refused_rule_changes_nothing(editor):
    row = save_synonyms(actor=editor, language="en", text="wellies, gumboots")
    version = SynonymStamp.objects.get().value
    for text, language, field in (
        ("tent", "en", "text"),
        ("gumboots, clogs", "en", "text"),
        ("tent, shelter", "xx", "language"),
    ):
        with pytest.raises(BadSynonyms) as caught:
            save_synonyms(actor=editor, language=language, text=text)
        assert field in caught.value.fields
    with pytest.raises(BadSynonyms):
        save_synonyms(actor=editor, language="en", text="", row=row)
    assert list(SynonymRule.objects.values_list("text", flat=True)) == ["wellies, gumboots"]
    assert SynonymStamp.objects.get().value == version


def test_only_editors_change_synonyms(editor):
    row = save_synonyms(actor=editor, language="en", text="wellies, gumboots")
    for person, error in (
        (UserFactory(), PermissionRefused),
        (AnonymousUser(), AuthenticationRequired),
    ):
        with pytest.raises(error):
            save_synonyms(actor=person, language="en", text="tent, shelter")
        with pytest.raises(error):
            delete_synonyms(actor=person, row=row)
    assert SynonymRule.objects.count() == 1


def test_the_number_of_rules_is_bounded(editor, monkeypatch):
    monkeypatch.setattr("search.services.synonyms.MAX_RULES", 1)
    row = save_synonyms(actor=editor, language="en", text="wellies, gumboots")
    with pytest.raises(BadSynonyms, match="already"):
        save_synonyms(actor=editor, language="en", text="tent, shelter")
    save_synonyms(actor=editor, language="en", text="wellies, boots", row=row)


def test_a_rule_that_cannot_be_read_any_more_does_no_harm(editor):
    save_synonyms(actor=editor, language="en", text="wellies, gumboots")
    SynonymRule.objects.create(language="en", text="=>")
    assert [rule.text for rule in store.saved_rules()] == ["wellies, gumboots"]


def test_changes_are_in_the_history(editor):
    row = save_synonyms(actor=editor, language="en", text="wellies, gumboots")
    save_synonyms(actor=editor, language="en", text="wellies, boots", row=row)
    delete_synonyms(actor=editor, row=row)
    actions = ModelLogEntry.objects.order_by("timestamp").values_list("action", "user")
    assert list(actions) == [
        ("wagtail.create", editor.pk),
        ("wagtail.edit", editor.pk),
        ("wagtail.delete", editor.pk),
    ]
