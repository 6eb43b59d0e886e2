"""The order of hits."""

from search.engines.ranking import ALL_WORDS_BONUS, fuse, order_by_quality
from search.query.requests import DocumentKey, Hit, Kind


def key(number: int) -> DocumentKey:
    return DocumentKey(Kind.QUESTION, number)


def numbers(hits) -> list[int]:
    return [hit.key.id for hit in hits]


def test_all_words_come_first_whatever_the_quality():
    rows = [(key(1), 50.0, 1.5), (key(2), ALL_WORDS_BONUS + 5.0, 0.5)]
    assert numbers(order_by_quality(rows)) == [2, 1]


def test_quality_turns_near_ties_only():
    rows = [(key(1), 10.0, 1.0), (key(2), 9.5, 1.1), (key(3), 5.0, 1.2)]
    assert numbers(order_by_quality(rows)) == [2, 1, 3]


def test_shown_scores_fall_along_the_list():
    rows = [(key(n), score, 1.0) for n, score in enumerate([4.0, ALL_WORDS_BONUS + 1, 700.0, 9.0])]
    scores = [hit.score for hit in order_by_quality(rows)]
    assert scores == sorted(scores, reverse=True)


def test_equal_hits_have_a_fixed_order():
    rows = [(key(n), 1.0, 1.0) for n in (2, 9, 4)]
    assert numbers(order_by_quality(rows)) == numbers(order_by_quality(reversed(rows))) == [9, 4, 2]


def test_fusing_one_list_keeps_its_order():
    hits = [Hit(key(n), 1.0 / n) for n in (3, 1, 2)]
    assert numbers(fuse([hits])) == [3, 1, 2]


def test_fusing_prefers_what_several_retrievers_found():
    words = [Hit(key(n), 0.0) for n in (1, 2, 3)]
    meaning = [Hit(key(n), 0.0) for n in (4, 3)]
    fused = fuse([words, meaning])
    assert numbers(fused)[0] == 3
    assert fused[0].score == 1 / 63 + 1 / 62
