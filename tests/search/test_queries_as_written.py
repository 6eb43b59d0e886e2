"""Queries as people write them: signs alone, names with any letters, operators without a value."""

import pytest

from community.models import QuestionTag, Tag
from search.query.requests import Kind
from tests.factories import community as forum
from tests.factories import kb
from tests.factories.accounts import UserFactory
from tests.factories.search import build_index

pytestmark = pytest.mark.django_db


def found(client, query: str = "", **params) -> list[str]:
    """The titles of the hits; the API and the page have the same."""
    params = {"q": query, **params}
    page = client.get("/search/", params).context["page"]
    answer = client.get("/api/v1/search", params).json()
    titles = [card.title for card in page.results]
    assert [item["title"] for item in answer["items"]] == titles
    assert answer["notices"] == page.notices
    return titles


def said(client, query: str = "", **params) -> str:
    text: str = client.get("/search/", {"q": query, **params}).content.decode()
    return text


UNSEARCHABLE = ("*", "'", "%", '"', '""', "?!", "-", "-*", "+", "***", "\u200b", "a" * 300)


@pytest.mark.parametrize("query", UNSEARCHABLE)
def test_a_query_without_anything_to_search_for_says_so(client, query):
    forum.ask(title="A zip that is stuck")
    build_index()
    assert found(client, query) == []
    assert found(client, query, kind="question") == []
    assert "There is nothing to search for here" in said(client, query)
    assert "There is nothing to search for here" in said(client, query, kind="question")
    suggestions = client.get("/search/suggest/", {"q": query}).content.decode()
    assert "role=" not in suggestions
    assert "There is nothing to search for here" in suggestions
    answer = client.get("/api/v1/search/suggest", {"q": query}).json()
    assert answer["items"] == []
    assert any("There is nothing to search for here" in text for text in answer["notices"])


@pytest.mark.parametrize("query", ["-package", '-"a zip"', "-torn -tent"])
def test_leaving_out_alone_says_that_there_is_nothing_to_search_for(client, query):
    forum.ask(title="A zip that is stuck", body="My package came today, the tent is torn.")
    build_index()
    answer = client.get("/api/v1/search/suggest", {"q": query}).json()
    suggestions = client.get("/search/suggest/", {"q": query}).content.decode()
    assert found(client, query) == answer["items"] == []
    assert answer["notices"] == client.get("/api/v1/search", {"q": query}).json()["notices"]
    for text in (said(client, query), suggestions, answer["notices"][0]):
        assert "There is nothing to search for here" in text
    assert "role=" not in suggestions


def test_only_an_empty_query_and_one_with_nothing_but_filters_list(client):
    forum.ask(title="A zip that is stuck", tags=["zips"])
    build_index()
    assert "Search tips" in said(client, "  ")
    assert "There is nothing" not in said(client, "  ")
    for query in ("tag:zips", "is:unsolved", "is:question", "tag:zips -quantum"):
        assert found(client, query) == ["A zip that is stuck"], query
    assert found(client, kind="question") == ["A zip that is stuck"]
    assert found(client, "zip * & %") == ["A zip that is stuck"]


@pytest.fixture
def tagged():
    names = ("c++", "c#", "c", "node.js", "häftling", "हिन्दी", "two-words")
    for name in names:
        forum.ask(title=f"Something about {name}", tags=[name])
    spaced = Tag.objects.create(name="sleeping bags", slug="sleeping-bags")  # from an import
    QuestionTag.objects.create(content_object=forum.ask(title="Something about bags"), tag=spaced)
    Tag.objects.create(name="cpp", slug="cpp", synonym_of=Tag.objects.get(name="c++"))
    build_index()


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("c++", "Something about c++"),
        ("C++", "Something about c++"),
        ("cpp", "Something about c++"),
        ("c#", "Something about c#"),
        ("c", "Something about c"),
        ("node.js", "Something about node.js"),
        ("Node.JS", "Something about node.js"),
        ("häftling", "Something about häftling"),
        ("HÄFTLING", "Something about häftling"),
        ("ha\u0308ftling", "Something about häftling"),
        ("हिन्दी", "Something about हिन्दी"),
        ("two-words", "Something about two-words"),
        ('"sleeping bags"', "Something about bags"),
        ("sleeping-bags", "Something about bags"),
    ],
)
def test_a_topic_is_found_by_its_name_and_by_its_url(client, tagged, name, title):
    assert found(client, f"tag:{name}") == [title]
    assert found(client, tag=name.strip('"')) == [title]
    assert "There is no topic" not in said(client, f"tag:{name}")


def test_plus_signs_in_a_url_are_those_of_a_topic(client, tagged):
    page = client.get("/search/?tag=c++").context["page"]
    assert [card.title for card in page.results] == ["Something about c++"]
    assert page.filters.tags == page.query.tags or page.filters.tags


def test_a_topic_that_was_typed_can_be_taken_back(client, tagged):
    response = client.get("/search/", {"q": "something tag:C++"})
    (facet,) = [facet for facet in response.context["facets"] if facet.name == "tag"]
    (chosen,) = [link for link in facet.links if link.chosen]
    assert chosen.url == "?q=something"


@pytest.mark.parametrize(
    ("query", "notice"),
    [
        ("tag:quantum", "There is no topic “quantum”."),
        ("section:quantum", "There is no section “quantum”."),
        ("user:quantum", "There is nobody with the name “quantum”."),
        ("author:quantum", "There is nobody with the name “quantum”."),
        ("user:me", "There is nobody with the name “me”."),
        ("lang:quantum", "“quantum” is not a language that can be searched for."),
        ("is:quantum", "“is:quantum” is no filter"),
        ("user:Quantum Leap", "There is nobody with the name “Quantum”."),
        ('tag:"quantum leap', "There is no topic “quantum leap”."),
    ],
)
def test_an_operator_that_stands_for_nothing_says_so(client, query, notice):
    forum.ask(title="A zip that is stuck")
    build_index()
    assert found(client, query) == []
    assert notice in said(client, query)
    assert notice in said(client, f"zip {query}")
    if not query.startswith("is:"):
        assert found(client, f"zip {query}") == []


@pytest.mark.parametrize(
    ("query", "notice"),
    [
        ("tag:", "“tag:” has no value"),
        ('tag:""', "“tag:” has no value"),
        ('tag:"', "“tag:” has no value"),
        ("tag: zips", "“tag:” has no value"),
        ("LANG:", "“lang:” has no value"),
        ("is:", "“is:” has no value"),
        ("user: anna", "without a space, like user:mira"),
        ("user:@", "“user:” has no value"),
        ("kind:article", "“kind:” is no operator"),
        ("topic:zips", "“topic:” is no operator"),
        ("@anna", "write user:anna."),
        ("-tag:zips", "Only words can be left out"),
    ],
)
def test_what_looks_like_an_operator_and_is_none_is_said_everywhere(client, query, notice):
    forum.ask(title="A zip that is stuck", tags=["zips"])
    build_index()
    query = f"zip {query}"
    answer = client.get("/api/v1/search", {"q": query}).json()
    suggested = client.get("/api/v1/search/suggest", {"q": query}).json()
    assert any(notice in text for text in answer["notices"])
    assert suggested["notices"] == answer["notices"]
    assert notice in said(client, query)
    assert notice in client.get("/search/suggest/", {"q": query}).content.decode()


@pytest.mark.parametrize(
    "query", ["zip: stuck", "https://example.org", "note:this", "me@example.org", "3:1", "a zip"]
)
def test_nothing_is_said_about_what_is_hardly_meant_as_an_operator(client, query):
    assert client.get("/api/v1/search", {"q": query}).json()["notices"] == []


@pytest.mark.parametrize(
    "query",
    [
        "where%20is%20my%20zip",
        "where%2520is%20my%20zip",
        "a%20zip caf%C3%A9",
        "tag%3Azips",
        "zi%70",
    ],
)
def test_what_was_copied_out_of_a_url_is_read_as_it_was(client, query):
    forum.ask(title="Where is the zip of my café?", tags=["zips"])
    build_index()
    assert found(client, query) == ["Where is the zip of my café?"]
    assert client.get("/api/v1/search/suggest", {"q": query}).json()["items"]


@pytest.mark.parametrize("query", ["zip 50%20", "100%", "%", "%zz", "%ff%fe", "zip %E9"])
def test_other_signs_of_per_cent_stay(client, query):
    assert client.get("/search/", {"q": query}).context["page"].written == query


def test_names_of_several_words_need_no_quotation_marks(client):
    person = UserFactory(username="jose", display_name="José Niño")
    UserFactory(username="anna")
    parent = kb.section(title="Tents & mats")
    kb.article(title="Caring for a tent", section=parent)
    bags = Tag.objects.create(name="sleeping bags", slug="sleeping-bags")
    question = forum.ask(title="Something warm for a tent", author=person)
    QuestionTag.objects.create(content_object=question, tag=bags)
    build_index()
    for query in (
        "user:José Niño",
        "author:José Niño tent",
        "tent user:@José Niño something",
        "tag:sleeping bags",
        "tag:Sleeping Bags user:José Niño warm",
        'tag:"sleeping bags',
        'tent tag:"sleeping bags',
        "tag:sleeping-bags something",
        "user:jose warm",
    ):
        assert found(client, query) == ["Something warm for a tent"], query
        answer = client.get("/api/v1/search", {"q": query}).json()
        assert answer["notices"] == []
        assert client.get("/api/v1/search/suggest", {"q": query}).json()["items"], query
    assert found(client, "section:tents & mats caring") == ["Caring for a tent"]
    assert found(client, '"user:José Niño"') == []
    page = client.get("/search/", {"q": "tent tag:sleeping bags"})
    (facet,) = [facet for facet in page.context["facets"] if facet.name == "tag"]
    (chosen,) = [link for link in facet.links if link.chosen]
    assert chosen.url == "?q=tent"


def test_the_words_behind_a_name_are_looked_up_at_once(client, django_assert_num_queries):
    build_index()
    client.get("/api/v1/search/suggest", {"q": "zip"})
    for query in ("user:anna zip", "user:anna where is my zip now"):
        with django_assert_num_queries(7):
            client.get("/api/v1/search/suggest", {"q": query})


def test_sections_and_languages_go_by_any_of_their_names(client):
    parent = kb.section(title="Häuser & Zelte")
    kb.article(title="Caring for a tent", section=parent)
    kb.article(title="Namiot w zimie", language="pl")
    build_index()
    for name in ('"Häuser & Zelte"', '"HÄUSER & ZELTE"', parent.slug):
        assert found(client, f"section:{name}") == ["Caring for a tent"]
    assert found(client, section="häuser & zelte") == ["Caring for a tent"]
    for name in ("pl", "PL", "Polish", "polski", "Polski", "pl-PL"):
        assert found(client, f"lang:{name}") == ["Namiot w zimie"]


def test_people_go_by_any_of_their_names(client):
    for name, shown in (("jörg", "Jörg Älv"), ("张伟", "Wei"), ("हिन्दी", ""), ("anna.b", "Sam")):
        person = UserFactory(username=name, display_name=shown)
        forum.ask(title=f"A question by {name}", author=person)
    forum.ask(
        title="A question by another", author=UserFactory(username="other", display_name="Sam")
    )
    build_index()
    for query in ("user:jörg", "author:JÖRG", "user:jo\u0308rg", "user:@jörg", 'user:"Jörg Älv"'):
        assert found(client, query) == ["A question by jörg"]
    assert found(client, "user:张伟") == ["A question by 张伟"]
    assert found(client, "author:हिन्दी") == ["A question by हिन्दी"]
    assert found(client, "author:anna.b") == ["A question by anna.b"]
    both = {"A question by anna.b", "A question by another"}
    for query in ("user:Sam", "user:sam", "author:SAM"):
        assert set(found(client, query)) == both


def test_names_of_operators_are_read_in_any_case(client):
    article = kb.article(title="Caring for a zip")
    forum.ask(title="A zip that is stuck")
    build_index()
    page = client.get("/search/", {"q": "zip IS:Article"}).context["page"]
    assert [card.key.id for card in page.results] == [article.pk]
    assert page.filters.kind is Kind.ARTICLE


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("C++", "A book on C++"),
        ('"C++"', "A book on C++"),
        ("“C++”", "A book on C++"),
        ("c#", "A book on C#"),
        ("🏕️", "Where to go 🏕️"),
        ('3/8" hose', 'A hose of 3/8" and a clamp'),
        ('hose 3/8" 5/8"', 'A hose of 3/8" and a clamp'),
        ("cre\u0300me", "Crème for boots"),
        ("हिन्दी", "हिन्दी में लिखें"),
    ],
)
def test_signs_in_a_query_reach_the_hits_and_are_marked(client, query, words):
    for title in (
        "A book on C++",
        "A book on C#",
        "A book on c",
        "Where to go 🏕️",
        'A hose of 3/8" and a clamp',
        "Cre\u0300me for boots",
        "हिन्दी में लिखें",
        "हंद में लिखें",
    ):
        forum.ask(title=title)
    build_index()
    page = client.get("/search/", {"q": query}).context["page"]
    assert page.results[0].title == words
    assert "<mark>" in page.results[0].title_html
    assert page.total == 1 or "5/8" in query


@pytest.mark.parametrize("typed", ["i", "I", "l", "8", "1", "w", "c", "x", "é", "猫"])
def test_a_single_sign_suggests_a_few_while_a_search_finds_something(client, typed):
    for number in range(8):
        forum.ask(title=f"What is {number}?", body="Some signs: I l 8 1 w c x é 猫")
    build_index()
    assert found(client, typed)
    items = client.get("/api/v1/search/suggest", {"q": typed}).json()["items"]
    assert 0 < len(items) <= 8
    text = client.get("/search/suggest/", {"q": typed}).content.decode()
    assert "What is" in text


def test_suggestions_leave_out_what_a_query_leaves_out(client):
    forum.ask(title="A zip that is stuck")
    forum.ask(title="A zip that is torn")
    build_index()
    items = client.get("/api/v1/search/suggest", {"q": "zip -stuck"}).json()["items"]
    assert [item["title"] for item in items] == ["A zip that is torn"]


@pytest.mark.parametrize("typed", ["my boots hurt", "boots hurt", "boots hu", "hurt my boots a"])
def test_suggestions_are_never_empty_while_a_search_finds_something(client, typed):
    forum.ask(title="Blisters after a day in new boots", body="They hurt at the heel, what now?")
    build_index()
    text = client.get("/search/suggest/", {"q": typed}).content.decode()
    assert "Blisters after a day" in text
    assert client.get("/api/v1/search/suggest", {"q": typed}).json()["items"]


@pytest.mark.parametrize("typed", ["boots & <b>laces</b>", "quantum leap", "猫", "c++"])
def test_the_last_suggestions_are_to_search_and_to_ask(client, typed):
    build_index()
    text = client.get("/search/suggest/", {"q": typed}).content.decode()
    options = text.split('role="option"')[1:]
    search, ask = options[-2:]
    assert "Search for “" in search
    assert "Ask the community" in ask
    assert "<b>" not in text
    url = search.split('data-url="')[1].split('"')[0]
    assert client.get(url).context["page"].input.q == typed
    assert "No suggestions; arrow keys choose" in text
