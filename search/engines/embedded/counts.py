"""How many hits a query has, in all and by facet, in one pass over the index where possible."""

from collections.abc import Mapping, Sequence
from typing import Final

import tantivy
from tantivy import Query

from search.engines.embedded.queries import QueryPlan
from search.engines.matching import FACET_VALUES, is_chosen
from search.query.requests import FACET_FIELDS, FacetCount

TOTAL: Final = "total"

Facets = Mapping[str, tuple[FacetCount, ...]]


def count_hits(searcher: tantivy.Searcher, plan: QueryPlan, required: int) -> tuple[int, Facets]:
    """The total, and counts by facet where the request wants them.

    A facet's own choice does not narrow its counts, so that it can be changed.
    """
    query = plan.counted(required=required)
    if not plan.request.facets:
        return int(searcher.search(query, 1).count), {}
    chosen = [name for name in FACET_FIELDS if is_chosen(plan.request, name)]
    free = [name for name in FACET_FIELDS if name not in chosen]
    counts = _aggregate(searcher, query, {TOTAL: "kind"} | {name: name for name in free})
    for name in chosen:
        wider = plan.counted(required=required, without=name)
        counts |= _aggregate(searcher, wider, {name: name})
    total = sum(count.count for count in counts.pop(TOTAL))
    return total, {name: counts[name] for name in FACET_FIELDS}


def _aggregate(
    searcher: tantivy.Searcher, query: Query, fields: Mapping[str, str]
) -> dict[str, tuple[FacetCount, ...]]:
    """Counts by name; every document has one kind, so the kinds add up to the total."""
    wanted = {
        name: {"terms": {"field": field, "size": FACET_VALUES}} for name, field in fields.items()
    }
    answer = searcher.aggregate(query, wanted)
    return {name: _buckets(answer[name]["buckets"]) for name in fields}


def _buckets(buckets: Sequence[Mapping[str, object]]) -> tuple[FacetCount, ...]:
    return tuple(
        FacetCount(str(bucket["key"]), int(str(bucket["doc_count"]))) for bucket in buckets
    )
