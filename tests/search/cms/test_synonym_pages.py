"""Synonyms in the CMS: an editor writes a rule, sees what it changes, and saves it."""

import pytest
from django.urls import reverse

from community.services.states import hide_post
from search.models import SynonymRule
from search.services.query_log import record_query
from search.services.synonyms import save_synonyms
from tests.factories import community as forum
from tests.factories.accounts import UserFactory
from tests.factories.search import build_index

pytestmark = pytest.mark.django_db

ADD = "synonyms:add"
RULE = {"language": "en", "text": "wellies, gumboots"}


@pytest.fixture
def cms(client_of, editor):
    return client_of(editor)


@pytest.fixture
def gumboots():
    question = forum.ask(title="Which gumboots keep dry?", language="en")
    build_index()
    return question


def test_an_editor_adds_changes_and_deletes_a_rule(cms, editor):
    assert cms.get(reverse(ADD)).status_code == 200
    cms.post(reverse(ADD), {**RULE, "text": " wellies,gumboots "})
    row = SynonymRule.objects.get()
    assert (row.text, row.language, row.updated_by) == ("wellies, gumboots", "en", editor)
    listing = cms.get(reverse("synonyms:index")).content.decode()
    assert "wellies, gumboots" in listing
    assert "English" in listing
    cms.post(reverse("synonyms:edit", args=[row.pk]), {"language": "", "text": "wellies => boots"})
    row.refresh_from_db()
    assert (row.text, row.language) == ("wellies => boots", "")
    assert "All languages" in cms.get(reverse("synonyms:index")).content.decode()
    assert cms.get(reverse("synonyms:history", args=[row.pk])).status_code == 200
    cms.post(reverse("synonyms:delete", args=[row.pk]))
    assert not SynonymRule.objects.exists()


@pytest.mark.parametrize(
    ("sent", "complaint"),
    [
        ({"text": "", "language": "en"}, "This field is required"),
        ({"text": "wellies", "language": "en"}, "has no synonym"),
        ({"text": "tent, bivvy", "language": "en"}, "tent, shelter"),
        ({"text": "wellies, gumboots", "language": "xx"}, "Select a valid choice"),
        ({"text": "x" * 401, "language": "en"}, "at most 400 characters"),
    ],
)
@pytest.mark.parametrize("button", [{}, {"preview": "yes"}])
def test_a_rule_that_cannot_be_used_is_explained_and_not_saved(
    cms, editor, sent, complaint, button
):
    save_synonyms(actor=editor, language="en", text="tent, shelter")
    page = cms.post(reverse(ADD), {**sent, **button}).content.decode()
    assert complaint in page
    assert SynonymRule.objects.count() == 1


def test_the_preview_shows_which_searches_change_and_saves_nothing(cms, gumboots):
    for _ in range(3):
        record_query(text="wellies", language="en", results=0)
    record_query(text="kettle", language="en", results=4)
    page = cms.post(reverse(ADD), {**RULE, "preview": "yes"}).content.decode()
    assert "1 of the 2 most frequent searches has these words" in page
    assert "asked 3 times" in page
    assert "0 results" in page
    assert "1 result" in page
    assert gumboots.title in page
    assert 'value="wellies, gumboots"' in page
    assert not SynonymRule.objects.exists()


def test_the_preview_of_a_change_compares_with_what_is_saved(cms, editor, gumboots):
    record_query(text="wellies", language="en", results=0)
    row = save_synonyms(actor=editor, language="en", text="wellies, gumboots")
    sent = {"language": "en", "text": "wellies, clogs", "preview": "yes"}
    page = cms.post(reverse("synonyms:edit", args=[row.pk]), sent).content.decode()
    before, after = page.index("1 result"), page.index("0 results")
    assert before < after
    row.refresh_from_db()
    assert row.text == "wellies, gumboots"
    same = cms.post(
        reverse("synonyms:edit", args=[row.pk]), {**RULE, "preview": "yes"}
    ).content.decode()
    assert "Nothing changes" in same


def test_words_that_nobody_looked_for_are_tried_themselves(cms, gumboots):
    page = cms.post(reverse(ADD), {**RULE, "preview": "yes"}).content.decode()
    assert "None of the 0 most frequent searches has these words" in page
    assert "“wellies”" in page
    assert "No change: 1 result" not in page.split("“gumboots”")[0]


def test_the_preview_shows_only_what_every_visitor_may_read(cms, gumboots):
    record_query(text="wellies", language="en", results=0)
    hide_post(actor=UserFactory(groups=["moderators"]), post=gumboots.post, reason="Spam.")
    page = cms.post(reverse(ADD), {**RULE, "preview": "yes"}).content.decode()
    assert gumboots.title not in page


def test_the_preview_works_while_the_engine_is_away(cms):
    forum.ask(title="Which gumboots keep dry?", language="en")
    page = cms.post(reverse(ADD), {**RULE, "preview": "yes"}).content.decode()
    assert "only a rough picture" in page


def test_a_link_begins_a_rule(cms):
    page = cms.get(reverse(ADD), {"text": "wellies", "language": "pl"}).content.decode()
    assert 'value="wellies"' in page
    assert '<option value="pl" selected>' in page


def test_the_preview_asks_the_database_a_bounded_number_of_times(
    cms, gumboots, django_assert_max_num_queries
):
    for number in range(30):
        record_query(text=f"wellies {number}", language="en", results=0)
    with django_assert_max_num_queries(110):
        page = cms.post(reverse(ADD), {**RULE, "preview": "yes"}).content.decode()
    assert page.count("asked once") == 10
