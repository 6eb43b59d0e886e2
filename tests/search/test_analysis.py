"""Words, folds and stems."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.text.analysis import (
    analyse_word,
    fold,
    grams,
    index_terms,
    is_stop_word,
    meaning_of,
    other_spellings,
    words,
)
from search.text.languages import LANGUAGES


def folded(text: str, language: str = "en") -> list[str]:
    return [word.folded for word in words(text, language)]


def test_folding_removes_case_and_diacritics_in_every_script_we_know():
    assert fold("Żółć") == "zolc"
    assert fold("Straße") == "strasse"
    assert fold("Kød ÆØÅ") == "kod aeoa"
    assert fold("ЁЛКА") == "елка"


def test_punctuation_separates_words_and_apostrophes_do_not():
    assert folded("Don't return the tent's pole, e-mail us!") == [
        "dont",
        "return",
        "the",
        "tents",
        "pole",
        "e",
        "mail",
        "us",
    ]


def test_a_typographic_apostrophe_is_an_apostrophe():
    assert folded("the tent\u2019s pole") == folded("the tent's pole")


def test_a_word_with_diacritics_also_has_the_stem_of_its_plain_form():
    _, accented = analyse_word("pieniędzy", "pl")
    _, plain = analyse_word("pieniedzy", "pl")
    assert set(plain) & set(accented)


def test_forms_of_a_word_share_a_stem():
    assert analyse_word("returned", "en")[1] == analyse_word("returning", "en")[1]
    assert analyse_word("tilaukset", "fi")[1] == analyse_word("tilauksen", "fi")[1]


def test_an_unknown_language_is_folded_but_not_stemmed():
    assert analyse_word("Mbalekake", "xx") == ("mbalekake", ("mbalekake",))


def test_regional_variants_are_analysed_as_their_language():
    assert [w.stems for w in words("devoluções", "pt-BR")] == [
        w.stems for w in words("devoluções", "pt")
    ]


def test_unspaced_scripts_give_overlapping_pairs():
    assert folded("拉链卡住", "zh") == ["拉链", "链卡", "卡住"]
    assert folded("帐", "zh") == ["帐"]


def test_grams_of_a_part_are_among_the_grams_of_the_whole():
    assert set(grams("pussi")[1:-1]) <= set(grams("makuupussi"))
    assert grams("ab") == ("_ab_",)


@given(st.text(max_size=300), st.sampled_from(["en", "pl", "fi", "jv", "tr", "", "zh"]))
def test_every_word_lies_where_it_says_and_has_terms(text, language):
    previous = 0
    for word in words(text, language):
        assert previous <= word.start < word.end <= len(text)
        assert word.folded
        assert all(word.stems)
        assert " " not in word.folded
        previous = word.start


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


def test_a_word_without_end_has_no_other_spelling():
    assert list(other_spellings("a" * 30_000, "en")) == []
    assert list(other_spellings("my e-mail", "en")) == ["email"]


def test_little_words_are_written_as_words_are_compared():
    for language in LANGUAGES.values():
        assert {word for word in language.stop_words if fold(word) != word} == set()


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "who whose which when where why how what"),
        ("pl", "kto co gdzie kiedy dlaczego czemu jak który która ile czy skąd dokąd czyj"),
        ("fi", "kuka mikä missä milloin miksi miten kuinka mihin mistä kenen montako"),
        ("de", "wer was wo wann warum wieso weshalb wie welche woher wohin"),
        ("id", "siapa siapakah apa apakah kapan kapankah di mana dimanakah berapakah mengapa"),
        ("el", "ποιος τι που ποτε γιατι πως"),
        ("ru", "кто что где когда почему зачем как какой который сколько куда откуда"),
    ],
)
def test_words_that_ask_are_little(language, question):
    for word in question.split():
        assert is_stop_word(fold(word), (language,)), word


@pytest.mark.parametrize("language", ["en", "fi", "pl", "fr", "zh", ""])
def test_an_index_has_the_terms_of_the_words_that_queries_are_made_of(language: str) -> None:
    text = (
        "The C++ and .NET parts of A-113, AT&T, 3/8 and 1.5; l'été, zażółć, tents and the tents."
        f" 中文字符 \U0001f600 {'x' * 61} {'ß' * 40}"
    )
    found = list(words(text, language))
    terms = index_terms(text, language)
    assert [term.folded for term in terms] == [word.folded for word in found]
    assert [term.stems for term in terms] == [" ".join(word.stems) for word in found]
    assert [term.grams for term in terms] == [" ".join(grams(word.folded)) for word in found]
    assert [term.meaning for term in terms] == [
        meaning_of(word.folded, word.stems, language) for word in found
    ]
