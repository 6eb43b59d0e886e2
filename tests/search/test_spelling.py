"""Which word was meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.text.spelling import allowed_errors, best_correction, distance, lookup_prefixes

letters = st.text(alphabet="abcd", min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("one", "other", "errors"),
    [
        ("tent", "tent", 0),
        ("tent", "tents", 1),
        ("tnet", "tent", 1),
        ("tont", "tent", 1),
        ("waterprof", "waterproof", 1),
        ("watreprof", "waterproof", 2),
    ],
)
def test_a_slip_of_the_finger_counts_one(one, other, errors):
    assert distance(one, other, 3) == errors


@given(letters, letters)
def test_distance_is_the_same_both_ways_and_zero_only_for_equals(one, other):
    assert distance(one, other, 9) == distance(other, one, 9)
    assert (distance(one, other, 9) == 0) == (one == other)


@given(letters, letters, st.integers(min_value=0, max_value=3))
def test_a_limit_only_cuts_off(one, other, limit):
    assert distance(one, other, limit) == min(distance(one, other, 9), limit + 1)


def test_the_nearest_word_wins_and_of_equals_the_commonest():
    assert best_correction("jaket", [("jackets", 90), ("jacket", 5)]) == "jacket"
    assert best_correction("tont", [("tint", 3), ("tent", 30)]) == "tent"


def test_short_words_and_numbers_are_left_alone():
    assert allowed_errors("cat") == 0
    assert allowed_errors("x2000") == 0
    assert best_correction("cat", [("car", 100)]) is None


def test_nothing_near_is_no_correction():
    assert best_correction("chromodynamics", [("chrome", 10)]) is None


def test_the_first_letters_may_be_wrong_too():
    assert lookup_prefixes("etnt") == ("et", "te", "en", "tn")
