"""The result page, as a visitor sees it."""

import pytest
from django.test import Client
from django.urls import reverse

from community.models import Question, Tag
from community.services.solutions import accept_answer
from community.services.states import delete_post, hide_post
from search.conf import MAX_PAGE
from search.models import QueryLog
from search.query.parser import without_operator
from tests.factories import community as forum
from tests.factories import kb
from tests.factories.search import build_index

pytestmark = pytest.mark.django_db


@pytest.fixture
def zip_question() -> Question:
    question = forum.ask(
        title="The zip of my tent is stuck",
        body="It jams near the top, every single time.",
        tags=["tents"],
    )
    forum.answer(question, body="Rub candle wax along the teeth of the zip, then pull gently.")
    return question


def results(client: Client, **params):
    return client.get(reverse("search:results"), params)


def make_tag(name: str) -> Tag:
    return Tag.objects.create(name=name, slug=Tag.slug_of(name))


def ids(response) -> list[tuple[str, int]]:
    return [(card.kind.value, card.id) for card in response.context["page"].results]


def test_a_thread_is_one_hit_with_its_best_answer_shown_and_linked(client, zip_question):
    build_index()
    page = results(client, q="candle wax zip")
    text = page.content.decode()
    assert page.status_code == 200
    assert ids(page) == [("question", zip_question.pk)]
    assert "<mark>candle</mark> <mark>wax</mark>" in text
    answer = zip_question.posts.answers().get()
    link = reverse("search:click", args=["question", zip_question.pk]) + f"?answer={answer.pk}"
    assert link in text
    assert client.get(link).url == answer.get_absolute_url()


def test_articles_and_questions_are_found_together(client, zip_question):
    article = kb.article(title="Caring for the zip of a tent")
    build_index()
    assert set(ids(results(client, q="tent zip"))) == {
        ("question", zip_question.pk),
        ("article", article.pk),
    }
    assert ids(results(client, q="tent zip", kind="article")) == [("article", article.pk)]
    assert ids(results(client, q="tent zip is:question")) == [("question", zip_question.pk)]


def test_facets_are_links_that_add_and_take_back_a_filter(client, zip_question):
    kb.article(title="Caring for the zip of a tent")
    build_index()
    text = results(client, q="tent zip").content.decode()
    assert 'href="?q=tent+zip&amp;kind=article"' in text
    chosen = results(client, q="tent zip", kind="article").content.decode()
    assert 'aria-current="true"' in chosen
    assert 'href="?q=tent+zip"' in chosen


def test_solved_threads_can_be_asked_for(client, zip_question):
    other = forum.ask(title="The zip of my jacket is stuck")
    answer = zip_question.posts.answers().get()
    accept_answer(actor=zip_question.author, answer=answer)
    build_index()
    assert ids(results(client, q="zip", solved="yes")) == [("question", zip_question.pk)]
    assert ids(results(client, q="zip is:unsolved")) == [("question", other.pk)]


def test_hidden_and_deleted_texts_are_not_shown_even_if_the_index_still_has_them(
    client, zip_question, moderator
):
    answer = zip_question.posts.answers().get()
    gone = forum.ask(title="Candle wax on my sleeping bag")
    build_index()
    hide_post(actor=moderator, post=answer, reason="spam")
    delete_post(actor=moderator, post=gone.post, reason="wish of the author")
    page = results(client, q="candle wax")
    text = page.content.decode()
    assert ids(page) == [("question", zip_question.pk)]
    assert "teeth of the zip" not in text
    assert "sleeping bag" not in text
    assert f"answer={answer.pk}" not in text


def test_articles_for_members_are_found_by_members_only(client, client_of, user):
    article = kb.article(title="Warranty terms for members", audience="members")
    build_index()
    assert ids(results(client, q="warranty")) == []
    assert ids(results(client_of(user), q="warranty")) == [("article", article.pk)]


def test_hostile_queries_and_texts_are_shown_as_text(client):
    forum.ask(title="What does <script>alert(1)</script> do?", body="A <b>tag</b> in a question.")
    build_index()
    text = results(client, q='script "><img src=x onerror=alert(1)>').content.decode()
    assert "<script>alert(1)" not in text
    assert "<img src=x" not in text


def test_nothing_found_says_what_to_do_and_carries_the_words_over(client):
    build_index()
    text = results(client, q="inflatable kayak").content.decode()
    assert "Nothing found" in text
    assert f"{reverse('community:question-ask')}?title=inflatable+kayak" in text


def test_without_a_query_the_page_explains_what_can_be_typed(client):
    build_index()
    text = results(client).content.decode()
    assert "is:solved" in text
    assert QueryLog.objects.count() == 0


def test_a_slip_of_the_finger_is_corrected_with_a_link(client, zip_question):
    build_index()
    page = results(client, q="canlde wax")
    assert page.context["page"].did_you_mean == "candle wax"
    assert ids(page) == [("question", zip_question.pk)]
    assert "q=candle+wax" in page.content.decode()


def test_a_correction_has_the_diacritics_of_the_text(client):
    forum.ask(title="Gdzie kupię śpiwór na zimę?", language="pl")
    build_index()
    assert results(client, q="spwior zima").context["page"].did_you_mean == "śpiwór zima"


def test_pages_are_linked_and_end(client):
    for number in range(12):
        forum.ask(title=f"Stove number {number} does not light")
    build_index()
    first, second = results(client, q="stove"), results(client, q="stove", page=2)
    assert len(ids(first)) == 10
    assert len(ids(second)) == 2
    assert not set(ids(first)) & set(ids(second))
    assert "page=2" in first.content.decode()
    assert "12 results" in first.content.decode()


def test_pages_beyond_the_limit_say_so(client, zip_question):
    build_index()
    page = results(client, q="zip", page=MAX_PAGE + 1)
    assert page.status_code == 200
    assert ids(page) == []
    assert "Only the first pages" in page.content.decode()


@pytest.mark.parametrize("number", ["0", "-1", "x", "1e9", "99999999999999999999"])
def test_a_page_number_that_makes_no_sense_is_the_first_page(client, zip_question, number):
    build_index()
    assert ids(results(client, q="zip", page=number)) == [("question", zip_question.pk)]


def test_a_query_that_is_too_long_is_cut_and_it_says_so(client, zip_question):
    build_index()
    page = results(client, q="zip " * 400)
    assert page.status_code == 200
    assert "only its beginning was searched" in page.content.decode()


def test_threads_of_a_person_can_be_asked_for(client, client_of, zip_question):
    build_index()
    author = zip_question.author
    assert ids(results(client, q=f"user:{author.username}")) == [("question", zip_question.pk)]
    assert ids(results(client_of(author), q="user:me")) == [("question", zip_question.pk)]
    assert ids(results(client, q="user:nobody-here")) == []


def test_too_many_searches_are_refused_with_a_time_to_wait(client, rate_limits):
    build_index()
    for _ in range(15):
        assert results(client, q="zip").status_code == 200
    refused = results(client, q="zip")
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0


def test_the_number_of_queries_does_not_grow_with_the_hits(client, django_assert_num_queries):
    kb.article(title="Stove care")
    for number in range(8):
        question = forum.ask(title=f"Stove number {number} does not light", tags=["stoves"])
        forum.answer(question)
    build_index()
    results(client, q="stove")
    with django_assert_num_queries(12):
        page = results(client, q="stove")
    assert len(ids(page)) == 9


@pytest.mark.parametrize(
    ("typed", "facet", "value", "left"),
    [
        ("zip tag:tents is:solved", "tag", "tents", "zip is:solved"),
        ("zip is:answered", "solved", "yes", "zip"),
        ("is:article zip", "kind", "article", "zip"),
        ('lang:pl "old zip" -tent', "lang", "pl", '"old zip" -tent'),
        ("zip lang:pt-BR", "lang", "pt-BR", "zip"),
        ("zip tag:tents", "section", "tents", "zip tag:tents"),
    ],
)
def test_a_filter_that_was_typed_can_be_taken_back_too(typed, facet, value, left):
    assert without_operator(typed, facet, {value}) == left


def test_a_typed_filter_is_shown_and_its_link_removes_it(client, zip_question):
    page = client.get("/search/", {"q": "zip is:unsolved"})
    facet = next(one for one in page.context["facets"] if one.name == "solved")
    link = next(link for link in facet.links if link.chosen)
    assert link.url == "?q=zip"
    assert page.context["active_filters"] == 1


@pytest.mark.parametrize("kind", ["question", "article"])
def test_topics_are_called_by_their_names_and_linked_by_their_slugs(client, kind):
    names = ["C++", "C#", "node.js", "Häftling", "two-words", "हिन्दी"]
    tags = [make_tag(name) for name in names]
    slugs = {tag.slug: tag.name for tag in tags}
    if kind == "question":
        forum.ask(title="The zip of my tent is stuck", tags=names[:5])
        forum.ask(title="Another zip of my tent is stuck", tags=names[5:])
    else:
        for chosen in (names[:5], names[5:]):
            kb.article(title=f"Caring for the zip of {chosen[0]}", tags=chosen)
    build_index()
    page = results(client, q="zip")
    shown = page.context["page"].results
    assert {tag.slug: tag.name for result in shown for tag in result.tags} == slugs
    facet = next(facet for facet in page.context["facets"] if facet.name == "tag")
    assert {str(link.label): link.count for link in facet.links} == dict.fromkeys(names, 1)
    text = page.content.decode()
    for slug, name in slugs.items():
        url = reverse("community:tag-detail", args=[slug])
        assert f'<a dir="auto" class="tag" href="{url}" rel="tag">{name}</a>' in text
        assert f'<span dir="auto">{name}</span>' in text
        assert f">{slug}<" not in text or slug == name
    for link in facet.links:
        chosen = client.get(reverse("search:results") + link.url)
        assert len(chosen.context["page"].results) == 1
        assert str(link.label) in chosen.content.decode()
    found = client.get("/api/v1/search", {"q": "zip"}).json()
    assert sorted(name for item in found["items"] for name in item["tags"]) == sorted(names)
    assert found["facets"]["tag"] == dict.fromkeys(names, 1)


def test_a_chosen_topic_without_hits_is_called_by_its_name(client, zip_question):
    make_tag("C++")
    build_index()
    page = results(client, q="zip", tag="c-plus-plus")
    facet = next(facet for facet in page.context["facets"] if facet.name == "tag")
    assert [str(link.label) for link in facet.links if link.chosen] == ["C++"]
