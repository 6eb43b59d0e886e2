"""No language is searched worse than plain BM25 does it, on our own sets.

Every fourth query, so that it takes seconds; `search_quality --own` asks all of them.
"""

from dataclasses import replace
from itertools import groupby

import pytest

from search.engines.embedded import EmbeddedEngine
from tests.bench.judged import JudgedSet
from tests.bench.own import own_sets
from tests.bench.search_quality import fill, measure, measure_plain


def sets_by_language() -> dict[str, list[JudgedSet]]:
    found = sorted(own_sets(), key=lambda judged: judged.language)
    return {code: list(group) for code, group in groupby(found, key=lambda one: one.language)}


SETS = sets_by_language()


@pytest.mark.parametrize("language", SETS)
def test_no_language_is_worse_than_plain_words(language, tmp_path):
    ours = plain = 0.0
    engine, indexed = EmbeddedEngine(tmp_path / "index"), None
    for judged in SETS[language]:
        if judged.passages is not indexed:
            fill(engine, judged, given=False)
            indexed = judged.passages
        some = replace(judged, queries=judged.queries[::4])
        ours += measure(engine, some, given=False)[0] * len(some.queries)
        plain += measure_plain(some) * len(some.queries)
    assert ours >= plain
