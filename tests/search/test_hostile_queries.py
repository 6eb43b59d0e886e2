"""Queries made to hurt: they are bounded, answered by the engine itself, and never an error."""

from typing import Any

import pytest
from django.urls import reverse

from search.documents.projections import query_words
from search.engines.elasticsearch.queries import QueryPlan
from search.engines.matching import MAX_QUERY_WORDS
from search.query.parser import MAX_TAGS, parse_query
from search.query.requests import Filters, SearchRequest
from search.synonyms.expansion import SynonymSet
from search.synonyms.rules import read_rule
from tests.factories import community as forum
from tests.factories.search import build_index

LANGUAGES = ("en", "pl", "fi", "de")
SERVER_CLAUSES = 1024

HOSTILE = {
    "words": " ".join(f"word{number}" for number in range(2_000)),
    "one long word": "x" * 50_000,
    "three long words": " ".join(letter * 60 for letter in "xyz"),
    "operators": "tag:a is:solved user:b lang:en " * 500,
    "exclusions": "-word " * 3_000,
    "quotes": '"' * 5_000,
    "phrases": '"a b c d e f" ' * 500,
    "brackets": "(" * 5_000 + "tent" + ")" * 5_000,
    "every sign": "".join(map(chr, range(32, 700))),
    "signs of engines": r"+ - && || ! ( ) { } [ ] ^ ~ * ? : \ / AND OR NOT title_stem:tent",
    "scripts without spaces": "".join(chr(0x4E00 + number) for number in range(3_000)),
    "thai": "".join(chr(0xE01 + number % 46) for number in range(3_000)),
    "marks on one letter": "a" + "\u0301" * 5_000,
    "letters that unfold": " ".join("\ufdfa" * 58 for _ in range(20)),
    "squared words": " ".join("".join(map(chr, range(0x3300, 0x3330))) for _ in range(3)),
    "nul and controls": "tent\x00\x01\x1b\u0000 zip",
    "directions and joiners": "\u202etent\u202c \u200bzip\ufeff \u2066x\u2069",
    "pictures": "\U0001f3d5\ufe0f" * 2_000,
    "markup": "<script>alert(1)</script>{{ 7*7 }}${7*7}%s%(x)s",
    "path": "../../../../etc/passwd",
    "sql": "'; DROP TABLE search_querylog; --",
}


@pytest.fixture(params=["embedded", pytest.param("server", marks=pytest.mark.long)])
def site(request, settings, db) -> None:
    if request.param == "server":
        settings.STOA_SEARCH_URL = request.getfixturevalue("search_url")
    forum.ask(title="The zip of my tent is stuck", tags=["tents"], language="en")
    build_index()


def test_hostile_queries_are_answered_by_the_engine_at_every_door(client, site):
    for name, query in HOSTILE.items():
        answer = client.get("/api/v1/search", {"q": query})
        assert answer.status_code == 200, name
        assert answer.json()["degraded"] is False, name
        page = client.get(reverse("search:results"), {"q": query})
        assert page.status_code == 200, name
        assert "<script>alert" not in page.content.decode(), name
        assert client.get(reverse("search:suggest"), {"q": query}).status_code == 200, name
        sent = {"title": query, "body": query}
        assert client.post(reverse("search:similar"), sent).status_code == 200, name


def test_hostile_filters_narrow_and_do_no_harm(client, site):
    for value in ("x" * 20_000, "\x00", "'\"", "\u202e", "%00"):
        for name in ("section", "lang", "tag"):
            answer = client.get("/api/v1/search", {"q": "tent", name: value})
            assert (answer.status_code, answer.json()["degraded"]) == (200, False)
            assert (
                client.get(reverse("search:results"), {"q": "tent", name: value}).status_code == 200
            )


@pytest.mark.django_db
def test_the_number_of_tags_is_bounded_also_where_the_database_answers(client):
    forum.ask(title="The zip of my tent is stuck", tags=["tents"])
    many = [f"tag-{number}" for number in range(200)]
    answer = client.get("/api/v1/search", {"q": "tent", "tag": many})
    assert (answer.status_code, answer.json()["degraded"]) == (200, True)
    page = client.get(reverse("search:results"), {"q": "tent", "tag": many})
    assert len(page.context["page"].filters.tags) == MAX_TAGS


@pytest.mark.parametrize("name", HOSTILE)
def test_a_query_never_has_more_clauses_than_servers_allow(name):
    assert _most_clauses(HOSTILE[name], SynonymSet()) < SERVER_CLAUSES


def test_synonyms_keep_a_query_within_what_servers_allow():
    phrases = [f"{word} one{word} two{word} six{word}" for word in ("ab", "cd", "ef")]
    rule = f"{'x' * 60} => {', '.join(phrases)}, single, other"
    made = SynonymSet([read_rule(rule, language="en", analysed_as=LANGUAGES)])
    query = " ".join(letter * 60 for letter in "xyz")
    assert made.expand(query, LANGUAGES)
    assert _most_clauses(query, made) < SERVER_CLAUSES


def _most_clauses(raw: str, synonyms: SynonymSet) -> int:
    query = parse_query(raw)
    request = SearchRequest(
        text=query.text,
        phrases=query.phrases,
        excluded=query.excluded,
        languages=LANGUAGES,
        synonyms=synonyms.expand(query.text, LANGUAGES),
    )
    plan = QueryPlan(request, query_words(query.text, LANGUAGES)[:MAX_QUERY_WORDS], {})
    return max(
        _count_leaves(plan.scored(required=required, filters=Filters()).to_dict())
        for required in (1, plan.required)
    )


def _count_leaves(query: Any) -> int:
    if isinstance(query, list):
        return sum(map(_count_leaves, query))
    if not isinstance(query, dict):
        return 0
    leaves = {"term", "terms", "match_phrase", "prefix"}
    return sum(1 if name in leaves else _count_leaves(inner) for name, inner in query.items())
