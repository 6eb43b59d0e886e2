"""Synonyms do the same in every engine."""

import pytest

from search.engines.base import Engine
from search.query.requests import SearchRequest
from search.synonyms.expansion import SynonymSet
from search.synonyms.rules import read_rule
from tests.factories.search import document


def find(engine: Engine, text: str, *rules: str, language: str = "en", **fields) -> list[int]:
    """The numbers of the hits, best first, with these rules in force."""
    made = SynonymSet(read_rule(rule, language=language, analysed_as=(language,)) for rule in rules)
    request = SearchRequest(
        text=text, languages=(language,), synonyms=made.expand(text, (language,)), **fields
    )
    return [hit.key.id for hit in engine.search(request).hits]


def test_a_synonym_is_found_after_what_has_the_typed_word(engine):
    engine.index(
        [
            document("Caring for gumboots", number=1, keywords="gumboots", quality=1.2),
            document("Wet feet", body="I wore my wellies all day long in the rain", number=2),
            document("Kettle", number=3),
        ]
    )
    assert find(engine, "wellies") == [2]
    assert find(engine, "wellies", "wellies, gumboots") == [2, 1]
    assert find(engine, "gumboots", "wellies, gumboots") == [1, 2]


def test_a_one_way_rule_does_not_work_backwards(engine):
    engine.index([document("bivvy", number=1), document("tent", number=2)])
    assert find(engine, "bivvy", "bivvy => tent") == [1, 2]
    assert find(engine, "tent", "bivvy => tent") == [2]


def test_a_synonym_of_several_words_is_a_phrase(engine):
    engine.index(
        [
            document("Rain", body="Our rubber boots keep dry", number=1),
            document("Rain", body="A boot with a sole of hard rubber", number=2),
            document("Rubber boot sizes", number=3),
        ]
    )
    assert sorted(find(engine, "wellies", "wellies => rubber boots")) == [1, 3]


def test_a_phrase_in_the_query_has_synonyms_too(engine):
    engine.index([document("wellies in red", number=1), document("red kettle", number=2)])
    assert find(engine, "red rubber boots", "rubber boots, wellies")[0] == 1


def test_all_words_count_as_there_when_synonyms_stand_for_some(engine):
    engine.index(
        [
            document("Send a package back", number=1),
            document("Send a letter", number=2),
            document("Send a parcel back", number=3),
        ]
    )
    assert find(engine, "send parcel back", "parcel, package")[:2] == [3, 1]


def test_rules_start_from_every_form_of_a_word(engine):
    engine.index([document("Schronienie", number=1, language="pl")])
    assert find(engine, "namiotami", "namiot, schronienie", language="pl") == [1]


def test_filters_exclusions_and_counts_hold_for_synonyms(engine):
    engine.index(
        [
            document("gumboots", number=1, tags=("rain",)),
            document("gumboots with a hole", number=2, tags=("rain",)),
            document("gumboots", number=3, tags=("snow",)),
        ]
    )
    rule = SynonymSet([read_rule("wellies, gumboots", language="en", analysed_as=("en",))])
    request = SearchRequest(
        text="wellies", excluded=("hole",), synonyms=rule.expand("wellies", ("en",))
    )
    results = engine.search(request)
    assert results.total == 2
    assert {count.value: count.count for count in results.facets["tag"]} == {"rain": 1, "snow": 1}
    assert all(hit.score > 0 for hit in results.hits)


def test_a_word_with_synonyms_is_not_respelled(engine):
    engine.index([document("bellies", number=1), document("gumboots", number=2)])
    rule = SynonymSet([read_rule("wellies, gumboots", language="en", analysed_as=("en",))])
    request = SearchRequest(text="wellies", synonyms=rule.expand("wellies", ("en",)))
    results = engine.search(request)
    assert results.corrections == {}
    assert 2 in {hit.key.id for hit in results.hits}


@pytest.mark.parametrize("text", ["heavy heavy kettle boots " * 8, "rubber boots red sole " * 8])
def test_long_queries_with_many_synonyms_are_answered(engine, text):
    engine.index([document("wellies", number=1)])
    many = "rubber boots red sole, " + ", ".join(f"a{n} b{n} c{n} d{n}" for n in range(8))
    assert isinstance(find(engine, text, many, "kettle, wellies"), list)
