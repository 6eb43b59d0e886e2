"""Passages with the words of a query marked."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.documents.projections import query_words
from search.selectors.highlights import PASSAGE_CHARS, Highlighter


def highlighter(query: str, *languages: str) -> Highlighter:
    return Highlighter(query_words(query, languages or ("en",)))


def test_all_forms_of_a_word_are_marked_and_little_words_are_not():
    text = highlighter("how to return the tents").mark("Returned the tent", "en")
    assert text == "<mark>Returned</mark> the <mark>tent</mark>"


def test_diacritics_do_not_matter():
    assert highlighter("spiwor", "pl").mark("Żółty śpiwór", "pl") == "Żółty <mark>śpiwór</mark>"


def test_a_compound_is_marked_whole():
    assert highlighter("pussi", "fi").mark("makuupussi", "fi") == "<mark>makuupussi</mark>"


def test_markup_in_a_text_is_shown_not_run():
    hostile = '<script>alert("tent")</script> & <b>tent</b>'
    text = highlighter("tent").mark(hostile, "en")
    assert "<script>" not in text
    assert "<b>" not in text
    assert text.count("<mark>tent</mark>") == 2
    assert html.unescape(re.sub(r"</?mark>", "", text)) == hostile


def test_the_passage_is_where_most_of_the_query_is():
    text = "tent " + "blah " * 200 + "the tent pole broke in the wind. " + "blah " * 200
    passage = highlighter("tent pole wind").passage(text, "en")
    assert "<mark>pole</mark>" in passage.html
    assert "<mark>wind</mark>" in passage.html
    assert passage.html.startswith("… ")
    assert passage.html.endswith(" …")


def test_without_a_match_the_text_is_shown_from_its_beginning():
    passage = highlighter("stove").passage("A tent is a tent. " * 50, "en")
    assert passage.weight == 0
    assert passage.html.startswith("A tent is a tent.")


def test_an_empty_text_gives_an_empty_passage():
    assert highlighter("tent").passage("", "en").html == ""


@given(st.text(max_size=900), st.text(max_size=40))
def test_a_passage_is_bounded_and_always_escaped(text, query):
    passage = highlighter(query).passage(text, "en")
    plain = re.sub(r"</?mark>", "", passage.html)
    assert "<" not in plain
    assert len(html.unescape(plain)) <= PASSAGE_CHARS + len("…  …") + 60


@given(st.lists(st.sampled_from(["tent", "pole", "<i>", "&", "wax", "…"]), max_size=30))
def test_marking_changes_nothing_but_adds_marks(pieces):
    text = " ".join(pieces)
    marked = highlighter("tent wax").mark(text, "en")
    assert html.unescape(re.sub(r"</?mark>", "", marked)) == text


def test_signs_that_stand_for_several_do_not_hold_a_search_up():
    """Some fold to a blank or a bracket, which is no beginning of a word."""
    passage = highlighter("\ufe70the tent \u2474").passage("The tent of (1) and the other", "en")
    assert "<mark>tent</mark>" in passage.html


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("C++", "Learn C and C++ and C#", ["C++"]),
        ("c", "Learn C and C++ and C#", ["C"]),
        ("c#", "Learn C and C++ and C#.", ["C#"]),
        (".net", "A net, and .NET too", [".NET"]),
        ("🏕", "Go camping 🏕️ now", ["🏕"]),
        ("किताब", "यह किताब है, कताब नहीं", ["किताब"]),
        ("crème", "Une cre\u0300me", ["cre\u0300me"]),
        ("cre\u0300me", "Une crème", ["crème"]),
        ("παντελονι", "Ένα παντελόνι", ["παντελόνι"]),
        ("3/8", "A hose of 3/8 and 5/8", ["3/8"]),
    ],
)
def test_signs_and_scripts_are_marked_as_they_are_found(query, text, marked):
    found = highlighter(query).mark(text, "en")
    assert re.findall("<mark>(.*?)</mark>", html.unescape(found)) == marked
