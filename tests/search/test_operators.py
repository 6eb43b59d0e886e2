"""Every operator alone, with a bad value and with a good one, alone and beside words."""

import pytest
from django.test import Client

from accounts.models import User
from community.models import Category, Question, Tag
from search.query.parser import parse_query
from tests.factories import community as forum
from tests.factories.accounts import UserFactory
from tests.factories.search import build_index

pytestmark = pytest.mark.django_db

OURS = ("tag", "section", "user", "author", "lang", "is")
ELSEWHERE = ("score:>3", "votes:1..5", "answers:<=2", "created:>2024", "kind:7", "pages:>10")
BAD = (
    "nobodys",
    ">3",
    "<3",
    "=",
    "3",
    "..",
    "-",
    "?",
    "@",
    '"',
    '""',
    "%",
    "*",
    "\u200b",
    "author",
)
GOOD = {
    "tag": "stoves",
    "section": "repairs",
    "user": "mirka",
    "author": "@Mirka",
    "lang": "en",
    "is": "unsolved",
}
TITLE = "The water is used by our authorised stove shop"
"""Near to the names of all operators: what spelling would make of them."""


@pytest.fixture(autouse=True)
def thread() -> Question:
    author = UserFactory(username="mirka")
    category = Category.objects.create(name="Repairs", slug="repairs")
    Tag.objects.create(name="stoves", slug="stoves")
    words = "The core of the shore has langs, sections, tags, a tagg, a cook, kinds and pages."
    thread = forum.ask(title=TITLE, body=words, author=author, tags=["stoves"], category=category)
    build_index()
    return thread


def answer(client: Client, query: str, **params: str) -> dict:
    reply = client.get("/api/v1/search", {"q": query, **params}).json()
    assert client.get("/search/", {"q": query, **params}).status_code == 200
    suggested = client.get("/api/v1/search/suggest", {"q": query}).json()
    if not params:
        assert suggested["notices"] == reply["notices"]
    return reply


@pytest.mark.parametrize("name", OURS)
def test_an_operator_alone_says_so_and_lists_nothing(client: Client, name: str) -> None:
    for query in (f"{name}:", f"{name.upper()}:", f'{name}:"', f'{name}:""', f"{name}: {name}:"):
        reply = answer(client, query)
        assert (reply["total"], reply["items"], reply["did_you_mean"]) == (0, [], None), query
        assert "has no value" in reply["notices"][0], query
        assert "There is nothing to search for here" in reply["notices"][1], query
        assert answer(client, query, kind="question")["total"] == 0, query


@pytest.mark.parametrize("name", OURS)
def test_beside_words_an_operator_alone_is_no_word(client: Client, name: str) -> None:
    for query in (f"stove {name}:", f"{name}: stove", f'stove {name}:"', f'{name}:"" stove'):
        reply = answer(client, query)
        assert [item["title"] for item in reply["items"]] == [TITLE], query
        assert reply["did_you_mean"] is None, query
        assert parse_query(query).text == "stove", query


@pytest.mark.parametrize("name", OURS)
def test_a_bad_value_is_said_finds_nothing_and_is_not_corrected(client: Client, name: str) -> None:
    for value in BAD:
        reply = answer(client, f"{name}:{value}")
        assert (reply["total"], reply["did_you_mean"]) == (0, None), value
        assert reply["notices"], value
        beside = answer(client, f"stove {name}:{value}")
        assert beside["did_you_mean"] is None, value
        assert beside["notices"], value


@pytest.mark.parametrize(("name", "value"), GOOD.items())
def test_a_good_value_finds_alone_and_beside_words(client: Client, name: str, value: str) -> None:
    for query in (f"{name}:{value}", f"stove {name}:{value}", f"{name}:{value} stove"):
        reply = answer(client, query)
        assert [item["title"] for item in reply["items"]] == [TITLE], query
        assert (reply["notices"], reply["did_you_mean"]) == ([], None)


@pytest.mark.parametrize("query", ELSEWHERE)
def test_the_name_of_an_operator_of_another_search_is_no_word(client: Client, query: str) -> None:
    reply = answer(client, query)
    assert reply["did_you_mean"] is None
    assert "is no operator" in reply["notices"][0]
    assert parse_query(query).text == query.partition(":")[2]


def test_spelling_corrects_words_and_leaves_operators_as_they_are(client: Client) -> None:
    User.objects.filter(username="mirka").update(username="stoev", username_folded="stoev")
    build_index()
    reply = answer(client, "user:stoev stoev")
    assert reply["did_you_mean"] == "user:stoev stove"
    assert answer(client, "topic:stoev")["did_you_mean"] == "topic:stove"
