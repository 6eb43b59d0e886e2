"""The query sets of the quality benchmark can be read, and are what it takes them for."""

import pytest

from tests.bench.judged import DATA, guide_headings, judged_sets, known_item_sets

pytestmark = pytest.mark.shared_data


def test_every_query_of_a_judged_set_has_an_answer_among_the_passages() -> None:
    sets = list(judged_sets())
    assert [(found.name, len(found.queries)) for found in sets] == [
        ("faq-pl", 400),
        ("support-intents-en", 3080),
        ("passages-fi", 782),
    ]
    for found in sets:
        numbers = range(len(found.passages))
        assert all(any(map(query.gain, numbers)) for query in found.queries[:20])


def test_a_known_item_is_looked_for_by_words_that_are_not_in_a_title() -> None:
    sets = list(known_item_sets())
    languages = {found.language for found in sets}
    assert {"cs", "en", "es", "hu", "it", "nl", "pt", "tr"} <= languages
    for found in sets:
        assert found.queries
        assert all(sum(query.ideal) == 1 for query in found.queries)


def test_articles_come_without_front_matter_and_marks() -> None:
    for passage in guide_headings(DATA / "merchant-guide" / "src").passages:
        assert not passage.body.startswith("---")
        assert "{%" not in passage.body
