"""Our own query sets can be read, and every judgment names a passage."""

from tests.bench.own import FOLDER, own_sets, read_set


def test_every_query_has_an_answer_among_the_passages() -> None:
    sets = list(own_sets())
    assert {"en", "pl", "fi", "de", "jv", "tr"} <= {found.language for found in sets}
    for found in sets:
        numbers = range(len(found.passages))
        for query in found.queries:
            assert max(map(query.gain, numbers)) == max(query.ideal)


def test_the_halves_have_different_queries_and_together_all() -> None:
    for path in FOLDER.glob("*.txt"):
        texts = [query.text for query in read_set(path)[1]]
        assert len(set(texts)) == len(texts)
    sets = list(own_sets())
    assert all(len(one.queries) >= 13 for one in sets)
