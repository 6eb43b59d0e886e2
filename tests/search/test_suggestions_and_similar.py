"""While typing: suggestions under the box, similar content while asking, related content."""

import pytest
from django.template import engines
from django.test import RequestFactory
from django.urls import reverse

from community.services.solutions import accept_answer
from community.services.states import hide_post
from search.engines.base import EngineUnavailable
from search.services.synonyms import save_synonyms
from tests.factories import community as forum
from tests.factories import kb
from tests.factories.accounts import UserFactory
from tests.factories.search import build_index

pytestmark = pytest.mark.django_db


def render(source: str, person, **values) -> str:
    request = RequestFactory().get("/")
    request.user = person
    template = engines["django"].from_string("{% load search_tags %}" + source)
    return template.render(values, request)


def test_suggestions_are_options_of_a_list_with_their_urls(client):
    question = forum.ask(title="Waterproofing an old jacket", tags=["waterproofing"])
    article = kb.article(title="Waterproof or breathable?")
    build_index()
    text = client.get(reverse("search:suggest"), {"q": "waterpr"}).content.decode()
    assert text.count('role="option"') == 3 + 2  # and to search, and to ask
    assert question.get_absolute_url() in text
    assert article.get_absolute_url() in text
    assert "/tags/waterproofing/" in text
    assert "<html" not in text


def test_suggestions_are_counted_for_those_who_do_not_see_them_and_say_their_language(client):
    forum.ask(title="Plecak przecieka na szwach", language="pl")
    build_index()
    text = client.get(reverse("search:suggest"), {"q": "plec"}).content.decode()
    assert "1 suggestion; arrow keys choose" in text
    assert 'lang="pl">Plecak przecieka' in text


@pytest.mark.parametrize("text", ["", "   ", "\x00\x00\x00", "**", '"', "++"])
def test_there_is_nothing_to_suggest_for_nothing(client, text):
    forum.ask(title="Waterproofing an old jacket")
    build_index()
    answer = client.get(reverse("search:suggest"), {"q": text})
    assert answer.status_code == 200
    assert "role=" not in answer.content.decode()


def test_hidden_questions_are_not_suggested(client, moderator):
    question = forum.ask(title="Waterproofing an old jacket")
    build_index()
    hide_post(actor=moderator, post=question.post, reason="spam")
    text = client.get(reverse("search:suggest"), {"q": "waterpr"}).content.decode()
    assert "Waterproofing" not in text


def test_similar_content_has_some_articles_then_solved_questions_then_others(client):
    unsolved = forum.ask(title="The zip of my tent is stuck at the top")
    solved = forum.ask(title="A zip of the tent got stuck")
    accept_answer(actor=solved.author, answer=forum.answer(solved))
    articles = [kb.article(title=f"Caring for the zip of a tent {n}") for n in range(4)]
    build_index()
    page = client.get(reverse("search:similar"), {"title": "Stuck zip on my tent"})
    results = page.context["results"]
    assert [result.is_article for result in results] == [True, True, True, False, False]
    assert [result.id for result in results[3:]] == [solved.pk, unsolved.pk]
    assert {result.id for result in results[:3]} < {article.pk for article in articles}


def test_words_of_a_draft_have_synonyms(client):
    question = forum.ask(title="Gumboots that keep dry", language="en")
    build_index()
    draft = {"title": "My old wellies leak"}
    assert question.title not in client.get(reverse("search:similar"), draft).content.decode()
    editor = UserFactory(groups=["editors"])
    save_synonyms(actor=editor, language="en", text="wellies, gumboots")
    assert question.title in client.get(reverse("search:similar"), draft).content.decode()
    items = client.get("/api/v1/questions/similar", draft).json()["items"]
    assert [item["title"] for item in items] == [question.title]


def test_long_drafts_are_sent_by_post(client):
    forum.ask(title="The zip of my tent is stuck at the top")
    build_index()
    body = {"title": "My tent", "body": "The zip is stuck. " * 2_000}
    answer = client.post(reverse("search:similar"), body)
    assert answer.status_code == 200
    assert "The zip of my tent" in answer.content.decode()


def test_nothing_similar_renders_nothing(client):
    build_index()
    answer = client.get(reverse("search:similar"), {"title": "Quantum chromodynamics"})
    assert answer.content.decode().strip() == ""


def test_the_step_before_posting_has_the_same_list_without_javascript(user):
    question = forum.ask(title="The zip of my tent is stuck at the top")
    build_index()
    source = "{% similar_content title body %}"
    text = render(source, user, title="Tent zip stuck", body="It does not move.")
    assert question.get_absolute_url() in text
    assert render(source, user, title="Chromodynamics lecture", body="").strip() == ""


def related(client, kind: str, number: int):
    return client.get(reverse("search:related", args=[kind, number]))


def test_a_question_is_not_related_to_itself(client):
    question = forum.ask(title="The zip of my tent is stuck at the top")
    other = forum.ask(title="Why is the zip of a tent stuck?")
    build_index()
    text = related(client, "question", question.pk).content.decode()
    assert other.get_absolute_url() in text
    assert question.get_absolute_url() not in text


def test_articles_have_related_threads(client):
    question = forum.ask(title="The zip of my tent is stuck at the top")
    article = kb.article(title="Caring for the zip of a tent")
    build_index()
    text = related(client, "article", article.pk).content.decode()
    assert question.get_absolute_url() in text
    assert article.get_absolute_url() not in text


def test_what_may_not_be_read_has_nothing_related(client, moderator):
    question = forum.ask(title="The zip of my tent is stuck at the top")
    build_index()
    hide_post(actor=moderator, post=question.post, reason="spam")
    assert related(client, "question", question.pk).status_code == 404
    assert related(client, "person", 1).status_code == 404
    assert related(client, "question", 10**12).status_code == 404


def test_who_sees_a_hidden_question_gets_nothing_related_and_no_error(client_of, moderator):
    question = forum.ask(title="The zip of my tent is stuck at the top")
    build_index()
    hide_post(actor=moderator, post=question.post, reason="spam")
    for person in (question.author, moderator):
        response = related(client_of(person), "question", question.pk)
        assert (response.status_code, response.content) == (204, b"")


def test_suggestions_are_limited_more_generously_than_searches(client, rate_limits):
    build_index()
    codes = [client.get(reverse("search:suggest"), {"q": "te"}).status_code for _ in range(61)]
    assert codes == [200] * 60 + [429]


def test_a_page_of_suggestions_takes_few_queries(client, django_assert_num_queries):
    for number in range(5):
        forum.ask(title=f"Stove number {number} does not light", tags=["stoves"])
    kb.article(title="Stove care")
    build_index()
    client.get(reverse("search:suggest"), {"q": "stov"})
    with django_assert_num_queries(3):
        client.get(reverse("search:suggest"), {"q": "stov"})


def test_suggestions_follow_synonyms_and_forgive_mistakes(client, editor):
    boots = forum.ask(title="Rubber boots that leak")
    forum.ask(title="A stove that hisses")
    build_index()
    save_synonyms(actor=editor, language="", text="wellies, boots")
    for typed in ("wellies", "wellies that", "rubebr"):
        text = client.get(reverse("search:suggest"), {"q": typed}).content.decode()
        assert "1 suggestion;" in text
        assert boots.get_absolute_url() in text


def test_a_word_of_a_text_is_suggested_after_titles(client):
    titled = forum.ask(title="Paraffin for the stove")
    told = forum.ask(title="The smell stays for days", body="I spilled paraffin on the carpet.")
    build_index()
    text = client.get(reverse("search:suggest"), {"q": "paraffin"}).content.decode()
    assert text.index(titled.get_absolute_url()) < text.index(told.get_absolute_url())


def test_similar_content_without_scripts_follows_synonyms(editor):
    forum.ask(title="Rubber boots that leak")
    build_index()
    save_synonyms(actor=editor, language="", text="wellies, boots")
    text = render("{% similar_content title=title %}", editor, title="My new wellies are wet")
    assert "that leak" in text


def test_an_article_is_not_related_to_its_translations(client):
    article = kb.article(title="Caring for the zip of a tent")
    kb.translate(article, title="Pielęgnacja zamka (zip of a tent)")
    foreign = forum.ask(title="Zamek, zip of a tent", language="pl")
    build_index()
    text = related(client, "article", article.pk).content.decode()
    assert "Pielęgnacja" not in text
    assert foreign.get_absolute_url() in text
    assert "(Polish)" in text or "(Polski)" in text


def test_the_words_of_an_answer_hidden_a_moment_ago_suggest_nothing(client, moderator):
    """The index still has them: the task that tells it has not run."""
    question = forum.ask(title="Where does the draught come from?")
    answer = forum.answer(question, body="Look at the zanzibarite seal first.")
    build_index()
    assert question.title in client.get("/search/suggest/", {"q": "zanzibarite"}).content.decode()

    hide_post(actor=moderator, post=answer, reason="spam")

    shown = client.get("/search/suggest/", {"q": "zanzibarite"}).content.decode()
    assert question.title not in shown


def test_titles_are_suggested_although_the_search_for_more_fails(client, monkeypatch):
    forum.ask(title="Waterproofing an old jacket")
    build_index()

    def fail(self, request):
        raise EngineUnavailable("away")

    monkeypatch.setattr("search.engines.embedded.EmbeddedEngine.search", fail)
    assert "Waterproofing" in client.get("/search/suggest/", {"q": "waterpr"}).content.decode()
