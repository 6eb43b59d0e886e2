"""Indices and aliases on a server: rebuilds, leftovers, other layouts, bounds."""

import os
import socket
import subprocess
import time
from collections import Counter

import pytest

from search.documents.projections import query_words
from search.engines.base import EngineError, EngineUnavailable, IndexMissing
from search.engines.elasticsearch import ElasticsearchEngine, connect
from search.engines.elasticsearch.indices import IndexNames
from search.engines.elasticsearch.more_like_this import similar_query, similar_words
from search.engines.elasticsearch.queries import QueryPlan
from search.query.requests import SearchRequest, SimilarRequest, SuggestRequest
from tests.factories.search import document

NAMES = IndexNames("stoa")
LANGUAGES = ("pl", "fi", "de", "en")


@pytest.fixture
def client(search_url):
    return connect([search_url])


@pytest.fixture
def engine(client) -> ElasticsearchEngine:
    engine = ElasticsearchEngine(client)
    engine.rebuild([document("stove", number=1)], refetch=lambda keys: [])
    return engine


def indices(client) -> list[str]:
    found = client.indices.get_alias(index="stoa-*").body
    return sorted(name for name in found if NAMES.is_ours(name))


def test_a_rebuild_leaves_one_index_with_both_aliases(client, engine):
    engine.rebuild([document("kettle", number=2)], refetch=lambda keys: [])
    [index] = indices(client)
    aliases = client.indices.get_alias(index=index).body[index]["aliases"]
    assert set(aliases) == {NAMES.read, NAMES.write}
    settings = client.indices.get_settings(index=index).body[index]["settings"]["index"]
    assert settings["refresh_interval"] == "1s"
    mapping = client.indices.get_mapping(index=index).body[index]["mappings"]
    assert f"stoa-{mapping['_meta']['layout']}" == NAMES.layout


def test_what_an_interrupted_rebuild_left_is_removed_by_the_next(client, engine):
    client.indices.create(index=f"{NAMES.layout}-123", aliases={NAMES.next: {}})
    engine.index([document("pan", number=3)])
    assert engine.search(SearchRequest(text="pan")).total == 1
    engine.rebuild([document("kettle", number=2)], refetch=lambda keys: [])
    assert len(indices(client)) == 1
    assert engine.search(SearchRequest(text="kettle")).total == 1


def test_an_index_of_another_layout_is_not_read_and_goes_with_the_next_rebuild(client, engine):
    client.indices.create(index="stoa-0123abcd-1", aliases={"stoa-0123abcd-read": {}})
    client.indices.create(index="stoa-test-0123abcd-1")
    client.indices.create(index="stoa-of-somebody-else")
    engine.rebuild([], refetch=lambda keys: [])
    assert len(indices(client)) == 1
    assert client.indices.exists(index="stoa-test-0123abcd-1")
    assert client.indices.exists(index="stoa-of-somebody-else")


def test_two_sites_share_a_server(client, engine):
    other = ElasticsearchEngine(client, prefix="stoa-test")
    with pytest.raises(IndexMissing):
        other.search(SearchRequest(text="stove"))
    other.rebuild([document("kettle", number=2)], refetch=lambda keys: [])
    engine.rebuild([document("stove", number=1)], refetch=lambda keys: [])
    assert other.search(SearchRequest(text="kettle")).total == 1
    assert other.search(SearchRequest(text="stove")).total == 0


def test_the_lock_of_a_dead_rebuild_is_taken_over(client, engine, monkeypatch):
    client.index(index=NAMES.state, id="rebuild", document={"at": 1, "owner": "dead"})
    engine.rebuild([], refetch=lambda keys: [])
    client.index(index=NAMES.state, id="rebuild", document={"at": 2**52, "owner": "alive"})
    with pytest.raises(EngineError, match="running already"):
        engine.rebuild([], refetch=lambda keys: [])


def test_the_lock_of_a_process_that_was_killed_is_taken_over_at_once(client, engine):
    with subprocess.Popen(["true"]) as gone:
        pass
    held = {"at": int(time.time() * 1000), "owner": "x", "host": socket.gethostname()}
    client.index(index=NAMES.state, id="rebuild", document={**held, "process": os.getpid()})
    with pytest.raises(EngineError, match="running already"):
        engine.rebuild([], refetch=lambda keys: [])
    client.index(index=NAMES.state, id="rebuild", document={**held, "process": gone.pid})
    engine.rebuild([], refetch=lambda keys: [])


def test_a_rebuild_whose_lock_was_taken_over_stops(client, engine, monkeypatch):
    monkeypatch.setattr("search.engines.elasticsearch.indices.BEAT_SECONDS", 0.0)

    def documents():
        yield document("kettle", number=2)
        client.index(index=NAMES.state, id="rebuild", document={"at": 2**52, "owner": "other"})

    with pytest.raises(EngineError, match="taken over"):
        engine.rebuild(documents(), refetch=lambda keys: [])
    assert engine.search(SearchRequest(text="stove")).total == 1
    assert len(indices(client)) == 1


def test_a_mapping_changed_by_hand_is_noticed(client, engine):
    assert engine.health().ok
    [index] = indices(client)
    client.indices.delete(index=index)
    client.indices.create(
        index=index,
        mappings={"properties": {"title_stem": {"type": "keyword"}}},
        aliases={NAMES.read: {}, NAMES.write: {}},
    )
    health = engine.health()
    assert not health.ok
    assert "title_stem" in health.detail


def test_a_writer_makes_no_index_where_there_is_none(client, engine):
    [index] = indices(client)
    client.indices.delete(index=index)
    with pytest.raises(IndexMissing):
        engine.index([document("pan", number=3)])
    assert indices(client) == []


def test_a_word_that_only_members_may_read_is_no_correction_for_others(engine):
    engine.index([document("waterproof", number=2, readership=("maintainers", "members"))])
    assert engine.search(SearchRequest(text="waterprof")).corrections == {}
    members = SearchRequest(text="waterprof", readership=("everybody", "members"))
    assert engine.search(members).corrections == {"waterprof": "waterproof"}
    assert engine.suggest(SuggestRequest(text="waterp")) == ()


def test_an_answer_without_all_shards_is_an_outage(engine, monkeypatch):
    client = engine._client._client
    whole = client.msearch

    def partial(**options):
        answer = whole(**options)
        for response in answer.body["responses"]:
            response["_shards"] = {"total": 2, "successful": 1, "failed": 1}
        return answer

    monkeypatch.setattr(client, "msearch", partial)
    with pytest.raises(EngineUnavailable, match="part of the index"):
        engine.search(SearchRequest(text="stove"))


def clauses(query: object) -> int:
    """How many leaves a query has; servers refuse more than 1024."""
    if isinstance(query, list):
        return sum(map(clauses, query))
    if not isinstance(query, dict):
        return 0
    return sum(
        1 if name in {"term", "terms", "match_phrase", "prefix"} else clauses(value)
        for name, value in query.items()
    )


def test_the_longest_query_stays_within_the_bounds_of_a_server():
    text = " ".join(f"żółtoskóre{chr(97 + n)}ściami" for n in range(26)) + " ab cd ef gh ij kl"
    words = query_words(text, LANGUAGES)
    others = {word.folded: word for word in words}
    plan = QueryPlan(SearchRequest(text=text, languages=LANGUAGES), words, others)
    query = plan.scored(required=1, filters=plan.request.filters)
    assert 300 < clauses(query.to_dict()) < 1000


def test_a_short_query_of_long_words_too():
    text = " ".join(letter * 60 for letter in "abc")
    words = query_words(text, LANGUAGES)
    others = {word.folded: word for word in words}
    plan = QueryPlan(SearchRequest(text=text, languages=LANGUAGES), words, others)
    for required in (1, 3):
        query = plan.scored(required=required, filters=plan.request.filters)
        assert clauses(query.to_dict()) < 1000


def test_a_long_text_for_similar_ones_too():
    body = " ".join(f"żółtoskórościami{n}x" for n in range(400))
    request = SimilarRequest(title=body[:150], body=body, languages=LANGUAGES)
    words, counts = similar_words(request)
    query = similar_query(request, words, Counter(counts), [1] * len(words), 100)
    assert query is not None
    assert clauses(query.to_dict()) < 1000
