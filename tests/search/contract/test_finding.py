"""What every engine finds, in which order, and with which counts."""

# ruff: noqa: RUF001 (words of several scripts)

import datetime

import pytest

from search.engines.base import Engine
from search.query.requests import (
    DocumentKey,
    FacetCount,
    Filters,
    Kind,
    SearchRequest,
    SimilarRequest,
    SuggestRequest,
)
from tests.factories.search import document


def find(engine: Engine, text: str = "", **fields) -> list[int]:
    """The numbers of the hits, best first."""
    return [hit.key.id for hit in engine.search(SearchRequest(text=text, **fields)).hits]


def test_a_word_is_found_in_every_part_of_a_document(engine):
    engine.index(
        [
            document("stove", number=1),
            document(body="a stove", number=2),
            document(answers=("first", "the stove"), number=3),
            document(summary="stove", number=4),
            document(keywords="stove", number=5),
            document("kettle", number=6),
        ]
    )
    assert sorted(find(engine, "stove")) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("language", "written", "query"),
    [
        ("en", "returning parcels", "return parcel"),
        ("pl", "zwroty zamówień", "zwrot zamówienia"),
        ("fi", "tilausten palauttaminen", "tilaus"),
        ("de", "Rücksendungen", "rücksendung"),
        ("fr", "les remboursements", "remboursement"),
        ("es", "devoluciones", "devolución"),
        ("it", "rimborsi", "rimborso"),
        ("nl", "bestellingen", "bestelling"),
        ("sv", "beställningar", "beställning"),
        ("pt", "devoluções", "devolução"),
        ("id", "pembayaran", "dibayar"),
        ("jv", "piye carane mbalekake tendhane", "dibalekake tendha"),
        ("cs", "ztracené zásilky", "ztracená zásilka"),
        ("hu", "elveszett csomagot", "csomag"),
        ("tr", "çadırımın direği", "çadır"),
        ("da", "returnerede pakker", "pakke"),
        ("no", "forsinkede pakker", "pakke"),
        ("ro", "returnarea coletelor", "colet"),
        ("el", "χαμένες αποστολές", "αποστολή"),
        ("ru", "потерянные посылки", "посылка"),
        ("uk", "загублені посилки", "посилка"),
    ],
)
def test_words_are_found_in_other_forms_of_the_same_language(engine, language, written, query):
    engine.index([document(written, number=1, language=language)])
    assert find(engine, query, languages=(language,)) == [1]


def test_people_may_type_without_diacritics(engine):
    engine.index([document("Gdzie są moje pieniądze i żółty śpiwór?", number=1, language="pl")])
    assert find(engine, "pieniadze", languages=("pl",)) == [1]
    assert find(engine, "zolty spiwor", languages=("pl",)) == [1]


@pytest.mark.parametrize(
    ("language", "written", "query"),
    [
        ("de", "Rücksendung", "ruecksendung"),
        ("de", "Größe der Schuhe", "groesse"),
        ("de", "STRASSE", "straße"),
        ("sv", "beställning", "bestaellning"),
        ("sv", "ÅTERBETALNING", "återbetalning"),
        ("da", "størrelse", "stoerrelse"),
        ("no", "størrelse", "storrelse"),
        ("pl", "ŁÓDKA", "lodka"),
        ("tr", "İADE TALEBİ", "iade talebi"),
        ("tr", "kırık", "kirik"),
        ("cs", "Čištění stanu", "cisteni"),
        ("hu", "sátorrúd", "satorrud"),
        ("fr", "Remboursé à tort", "rembourse"),
        ("ru", "Ёлка", "елка"),
    ],
)
def test_letters_that_are_missing_on_a_keyboard_may_be_written_otherwise(
    engine, language, written, query
):
    engine.index([document(written, number=1, language=language)])
    assert find(engine, query, languages=(language,)) == [1]
    engine.index([document(query, number=2, language=language)])
    assert 2 in find(engine, written, languages=(language,))


@pytest.mark.parametrize(
    ("language", "whole", "part"),
    [
        ("fi", "Makuupussipesu", "makuupussi"),
        ("de", "Daunenschlafsäcke", "Schlafsack"),
        ("nl", "zomerslaapzakken", "slaapzak"),
        ("sv", "vintersovsäckar", "sovsäck"),
        ("hu", "hálózsákmosás", "hálózsák"),
    ],
)
def test_a_part_of_a_compound_word_is_found(engine, language, whole, part):
    engine.index([document(whole, number=1, language=language)])
    assert find(engine, part, languages=(language,)) == [1]


def test_a_query_is_tried_in_each_of_the_languages_it_may_be_in(engine):
    engine.index(
        [
            document("zwroty zamówień", number=1, language="pl"),
            document("tilausten palauttaminen", number=2, language="fi"),
        ]
    )
    assert find(engine, "zamówienia", languages=("en", "pl")) == [1]
    assert find(engine, "tilaus", languages=("en", "pl", "fi")) == [2]


def test_words_that_belong_together_come_before_the_same_words_apart(engine):
    filler = "of the many things that people ask us about in spring"
    engine.index(
        [
            document(body=f"tents {filler} poles that bend", number=1),
            document(body=f"a tent and its poles {filler} bend", number=2),
        ]
    )
    assert find(engine, "which tent poles bend") == [2, 1]


def test_a_language_without_a_stemmer_is_searched_too(engine):
    engine.index([document("Piye carane mbalekake tendha?", number=1, language="jv")])
    assert find(engine, "mbalekake tendha", languages=("jv",)) == [1]


def test_scripts_without_spaces_are_searched_by_pairs_of_signs(engine):
    engine.index([document("帐篷拉链卡住了", number=1, language="zh")])
    assert find(engine, "拉链", languages=("zh",)) == [1]


def test_documents_with_all_words_come_before_those_with_some(engine):
    engine.index(
        [
            document("tent tent tent", body="tent", number=1, quality=1.5),
            document("camping", body="a tent with a broken pole", number=2, quality=0.5),
        ]
    )
    assert find(engine, "tent pole") == [2, 1]


def test_a_short_query_means_all_of_its_words_when_enough_documents_have_them(engine):
    both = [document("red tent", number=number) for number in range(1, 13)]
    engine.index([*both, document("red kettle", number=50)])
    results = engine.search(SearchRequest(text="red tent"))
    assert results.total == 12
    assert not results.relaxed


def test_it_says_when_it_had_to_take_documents_with_only_some_of_the_words(engine):
    engine.index([document("red tent", number=1), document("red kettle", number=2)])
    results = engine.search(SearchRequest(text="red tent"))
    assert results.relaxed
    assert results.total == 2


def test_a_title_says_more_than_a_body(engine):
    engine.index([document("x", body="stove", number=1), document("stove", body="x", number=2)])
    assert find(engine, "stove") == [2, 1]


def test_quality_orders_equals_but_does_not_bury_a_better_text(engine):
    engine.index(
        [
            document("gas stove", number=1, quality=1.0),
            document("gas stove", number=2, quality=1.2),
            document(
                "cooking", body="one line on a gas stove among much else", number=3, quality=1.3
            ),
        ]
    )
    assert find(engine, "gas stove") == [2, 1, 3]


def test_exact_words_in_order_come_before_the_same_words_apart(engine):
    engine.index(
        [
            document("pole of the sleeping tent", number=1),
            document("the tent pole of sleeping", number=2),
        ]
    )
    assert find(engine, "tent pole")[0] == 2


def test_a_phrase_must_stand_in_the_text_as_it_is(engine):
    engine.index([document("tent pole", number=1), document("pole of a tent", number=2)])
    assert find(engine, phrases=("tent pole",)) == [1]


def test_an_excluded_word_excludes_all_its_forms(engine):
    engine.index([document("tent pole", number=1), document("tents", body="poles", number=2)])
    engine.index([document("tent pegs", number=3)])
    assert find(engine, "tent", excluded=("pole",)) == [3]


def test_a_wrong_letter_still_finds_and_the_intended_word_is_named(engine):
    engine.index([document("waterproof jacket", number=1), document("gas stove", number=2)])
    results = engine.search(SearchRequest(text="waterprof jacket"))
    assert results.hits[0].key.id == 1
    assert results.corrections == {"waterprof": "waterproof"}


def test_exact_hits_come_before_those_of_another_spelling(engine):
    near = [document(f"tenth stove {number}", number=number) for number in range(2, 8)]
    engine.index([document("tent", body="stove", number=1, quality=0.5), *near])
    assert find(engine, "tent stove")[0] == 1


def test_a_word_nobody_wrote_is_respelled_in_its_own_language(engine):
    engine.index([document("Zwrot pieniędzy za śpiwór", number=1, language="pl")])
    results = engine.search(SearchRequest(text="zwrot pieniedzt", languages=("pl",)))
    assert results.corrections == {"pieniedzt": "pieniedzy"}
    assert [hit.key.id for hit in results.hits] == [1]


def test_known_words_are_not_respelled(engine):
    engine.index([document("tent", number=1), document("test time", number=2)])
    results = engine.search(SearchRequest(text="tent"))
    assert results.corrections == {}
    assert [hit.key.id for hit in results.hits] == [1]


def test_a_query_of_nothing_but_filters_gives_the_newest_first(engine):
    days = [datetime.datetime(2024, 1, day, tzinfo=datetime.UTC) for day in (1, 3, 2)]
    engine.index(
        [document("x", number=n, updated_at=day, tags=("zips",)) for n, day in enumerate(days, 1)]
    )
    assert find(engine, filters=Filters(tags=("zips",))) == [2, 3, 1]


def test_filters_hold_together(engine):
    engine.index(
        [
            document("tent", number=1, tags=("a", "b"), solved=True, sections=("Camp", "Repairs")),
            document("tent", number=2, tags=("a",), solved=True, authors=("mira",)),
            document("tent", number=3, tags=("a",), solved=False, language="pl"),
            document("tent", number=4, kind=Kind.ARTICLE, tags=("a",)),
        ]
    )

    def filtered(**fields) -> list[int]:
        return sorted(find(engine, "tent", filters=Filters(**fields)))

    assert filtered(tags=("a", "b")) == [1]
    assert filtered(solved=True) == [1, 2]
    assert filtered(solved=False) == [3]
    assert filtered(kind=Kind.ARTICLE) == [4]
    assert filtered(lang="pl") == [3]
    assert filtered(author=("mira",)) == [2]
    assert filtered(author=("mira", "nobody")) == [2]
    assert filtered(section="Camp") == filtered(section="Repairs") == [1]
    assert filtered(tags=("a",), solved=True, author=("mira",)) == [2]
    assert filtered(tags=("no-such-tag",)) == []


def test_facets_count_the_hits_and_a_choice_does_not_narrow_its_own_facet(engine):
    engine.index(
        [
            document("tent", number=1, tags=("zips",), solved=True),
            document("tent", number=2, tags=("zips", "poles"), solved=False),
            document(
                "tent", number=3, kind=Kind.ARTICLE, language="pl", sections=("Camp", "Repairs")
            ),
            document("kettle", number=4, tags=("zips",)),
        ]
    )
    facets = engine.search(SearchRequest(text="tent")).facets
    assert set(facets["kind"]) == {FacetCount("question", 2), FacetCount("article", 1)}
    assert set(facets["tag"]) == {FacetCount("zips", 2), FacetCount("poles", 1)}
    assert set(facets["lang"]) == {FacetCount("en", 2), FacetCount("pl", 1)}
    assert set(facets["solved"]) == {FacetCount("yes", 1), FacetCount("no", 1)}
    assert set(facets["section"]) == {FacetCount("Camp", 1), FacetCount("Repairs", 1)}

    chosen = engine.search(SearchRequest(text="tent", filters=Filters(kind=Kind.ARTICLE))).facets
    assert set(chosen["kind"]) == {FacetCount("question", 2), FacetCount("article", 1)}
    assert set(chosen["tag"]) == set()


def test_what_only_members_may_read_is_neither_found_nor_counted_for_others(engine):
    engine.index(
        [
            document("tent", number=1),
            document("tent", number=2, readership=("maintainers", "members"), tags=("secret",)),
        ]
    )
    everybody = engine.search(SearchRequest(text="tent"))
    members = engine.search(SearchRequest(text="tent", readership=("everybody", "members")))
    assert [hit.key.id for hit in everybody.hits] == [1]
    assert everybody.total == 1
    assert everybody.facets["tag"] == ()
    assert {hit.key.id for hit in members.hits} == {1, 2}
    assert engine.suggest(SuggestRequest(text="ten"))[0].key.id == 1
    assert len(engine.suggest(SuggestRequest(text="ten"))) == 1
    assert [hit.key.id for hit in engine.similar(SimilarRequest(title="tent"))] == [1]


def test_pages_follow_each_other_without_gaps_or_repeats(engine):
    engine.index([document("tent", body="word " * n, number=n) for n in range(1, 26)])
    whole = find(engine, "tent", limit=25)
    assert sorted(whole) == list(range(1, 26))
    pages = [find(engine, "tent", offset=offset, limit=10) for offset in (0, 10, 20)]
    assert [number for page in pages for number in page] == whole


@pytest.mark.parametrize("text", ["", "   ", "!!!", "-", "?? ..", "\x00", "a" * 5_000])
def test_a_query_without_words_is_no_error(engine, text):
    engine.index([document("tent", number=1)])
    engine.search(SearchRequest(text=text))
    engine.suggest(SuggestRequest(text=text))
    engine.similar(SimilarRequest(title=text))


def test_little_words_alone_are_looked_for(engine):
    engine.index([document("What is it", number=1), document("tent", number=2)])
    assert find(engine, "what is it") == [1]


def test_suggestions_go_on_from_the_beginning_of_a_word(engine):
    engine.index(
        [
            document("Waterproof jackets", number=1),
            document("Wash a jacket", number=2),
            document("Tents", keywords="waterproof shelter", number=3, kind=Kind.ARTICLE),
            document("Stoves", body="waterproof matches", number=4),
        ]
    )

    def suggested(text: str) -> set[int]:
        return {hit.key.id for hit in engine.suggest(SuggestRequest(text=text))}

    assert suggested("waterpr") == {1, 3}
    assert suggested("waterproof ja") == {1}
    assert suggested("wash jac") == {2}
    assert suggested("zzz") == set()


def test_suggestions_prefer_what_many_pages_are_about(engine):
    bags = [document(f"Sleeping bag {number}", number=number) for number in range(2, 7)]
    engine.index([document("Sleeve of a jacket", number=1), *bags])
    hits = engine.suggest(SuggestRequest(text="slee"))
    assert [hit.key.id for hit in hits][-1] == 1
    assert len(hits) == 6


def test_similar_documents_share_the_telling_words(engine):
    engine.index(
        [
            document("How do I waterproof a canvas tent?", number=1),
            document("Waterproof spray for canvas", number=2),
            document("Which stove is the lightest?", number=3),
            document("Where is my parcel?", number=4),
        ]
    )
    title = "My canvas tent is not waterproof any more"
    assert [hit.key.id for hit in engine.similar(SimilarRequest(title=title))] == [1, 2]
    without = SimilarRequest(title=title, exclude=DocumentKey(Kind.QUESTION, 1))
    assert [hit.key.id for hit in engine.similar(without)] == [2]


def test_nothing_is_similar_to_what_nobody_has_written_about(engine):
    engine.index([document("Which stove is the lightest?", number=1)])
    assert engine.similar(SimilarRequest(title="Quantum chromodynamics lecture")) == ()


def test_pieces_of_other_words_are_not_a_word_of_the_query(engine):
    """A long text has most grams of "diameter" by chance; it has not all words of the query."""
    others = [
        document(title=f"{word} number {number}")
        for number in range(4)
        for word in ("Diamond", "Amethyst", "Meter")
    ]
    by_chance = document(
        title="Jewels",
        body="A diamond and an amethyst were laid in the sun, one meter from the window, and left "
        "there for so long that the colours of both of them faded visibly.",
    )
    telling = document(title="Sun", body="How large is the sun? The sun is this large.")
    engine.index([*others, by_chance, telling])
    assert find(engine, "diameter sun")[:1] == [telling.key.id]
