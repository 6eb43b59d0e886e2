"""Words that nothing has are taken for others of the reader's language only, in every engine."""

from search.query.requests import SearchRequest
from tests.factories.search import document


def test_a_correction_does_not_switch_the_language(engine):
    engine.index(
        [
            document("Gdzie jest moja paczka", number=1, language="pl"),
            document("Where is my parcel", number=2, language="en"),
        ]
    )
    request = SearchRequest(text="where is my pacska", languages=("en", "pl"), spoken=("en",))
    found = engine.search(request)
    assert (found.corrections, found.hits) == ({}, ())
    request = SearchRequest(text="where is my parcle", languages=("en", "pl"), spoken=("en",))
    assert engine.search(request).corrections == {"parcle": "parcel"}
    request = SearchRequest(text="gdzie jest pacska", languages=("pl", "en"), spoken=("pl",))
    assert engine.search(request).corrections == {"pacska": "paczka"}


def test_where_nothing_is_in_that_language_a_correction_is_of_another(engine):
    engine.index([document("Gdzie jest moja paczka", number=1, language="pl")])
    found = engine.search(SearchRequest(text="pacska", languages=("en", "pl"), spoken=("en",)))
    assert found.corrections == {"pacska": "paczka"}


def test_little_words_are_not_taken_for_others(engine):
    engine.index([document("The whale and its zip", number=1, language="en")])
    found = engine.search(SearchRequest(text="where zip", languages=("en",)))
    assert found.corrections == {}
