"""Words joined, mistyped or cut, and what is in another language, in every engine."""

import pytest

from search.engines.base import Engine
from search.query.requests import SearchRequest
from tests.factories.search import document


def find(engine: Engine, text: str = "", **fields) -> list[int]:
    """The numbers of the hits, best first."""
    return [hit.key.id for hit in engine.search(SearchRequest(text=text, **fields)).hits]


@pytest.mark.parametrize(
    ("written", "query"),
    [
        ("The gift cards are valid for a year", "giftcard"),
        ("The giftcards are valid for a year", "gift card"),
        ("A lamp A-113 blinks", "A113"),
        ("A lamp A113 blinks", "A-113"),
        ("A lamp A 113 blinks", "a-113"),
        ("A lamp A-113 blinks", "a 113"),
        ("Cartridges of 450 g", "450g"),
        ("Change your e-mail address", "email"),
        ("Change your email address", "e-mail"),
        ("The wifi of the shop", "wi-fi"),
        ("The wi-fi of the shop", "wifi"),
        ("Pick it up in store", "in-store"),
        ("Write to help@shop.example.com", "example.com"),
        ("See www.example.com for more", "www.example.com"),
        ("Scripts for Node JS", "node.js"),
        ("Sold in the U.S.A. only", "usa"),
    ],
)
def test_words_are_found_however_they_are_joined(engine, written, query):
    engine.index([document(written, number=1), document("Lamp B-7 card mail 45", number=2)])
    assert find(engine, query)[0] == 1


def test_a_compound_goes_before_its_parts_far_apart(engine):
    engine.index(
        [
            document("Wir liefern", number=1, language="de"),
            document("Lieferzeiten", number=2, language="de"),
            document("Uhrzeit", number=3, language="de"),
        ]
    )
    assert find(engine, "Liefer Zeit", languages=("de",))[0] == 2


@pytest.mark.parametrize(
    ("language", "written", "query"),
    [
        ("nl", "Levertijden", "levretijd"),
        ("de", "Packstationen", "Pakcstation"),
        ("sv", "Leveranstider", "levernastid"),
        ("jv", "garansine", "garnsi"),
    ],
)
def test_a_mistake_is_forgiven_in_a_word_with_another_ending(engine, language, written, query):
    engine.index([document(written, number=1, language=language)])
    assert find(engine, query, languages=("en", language)) == [1]


def test_a_word_of_four_letters_is_part_of_a_longer_one_where_words_are_joined(engine):
    engine.index(
        [
            document("korthållare", number=1, language="sv"),
            document("presentkort", number=2, language="sv"),
            document("The tenth of it", number=3, language="en"),
            document("A tent", number=4, language="en"),
        ]
    )
    assert sorted(find(engine, "kort", languages=("sv", "en"))) == [1, 2]
    assert find(engine, "tent", languages=("en", "sv")) == [4]


def test_of_texts_that_match_alike_those_in_the_language_of_the_query_come_first(engine):
    engine.index(
        [
            document("Faktura", number=1, language="pl"),
            document("Faktura", number=2, language="cs"),
            document("Faktura faktura faktura", number=3, language="sk"),
        ]
    )
    assert find(engine, "faktura", languages=("cs", "pl"))[0] == 2
    assert find(engine, "faktura", languages=("pl", "cs"))[0] == 1
