"""What a rule would change, before it is saved: the most frequent queries, before and after."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Final

from django.contrib.auth.models import AnonymousUser

from core.languages import reading_in
from search.query.languages import query_languages
from search.query.parser import parse_query
from search.selectors.analytics import Concern, first_day, list_queries
from search.services.searching import SearchInput, search
from search.synonyms.expansion import SynonymSet
from search.synonyms.rules import Rule
from search.synonyms.store import active_synonyms, saved_rules, wanted_builtin_rules

PERIOD_DAYS: Final = 90
MAX_LOOKED_AT: Final = 500
MAX_CHANGES: Final = 10
SHOWN_RESULTS: Final = 5


@dataclass(frozen=True, slots=True)
class FirstResult:
    """One of the first results; `is_new` if it is not among those of the other side."""

    title: str
    url: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a query finds: how much, and what stands first."""

    total: int
    first: tuple[FirstResult, ...]


@dataclass(frozen=True, slots=True)
class QueryChange:
    """A query before and after; `searches` is 0 for words of the rule that nobody looked for."""

    text: str
    language: str
    searches: int
    before: Outcome
    after: Outcome

    @property
    def is_same(self) -> bool:
        return self.before == self.after


@dataclass(frozen=True, slots=True)
class RulePreview:
    """`looked_at` queries were tried, `affected` of them have words of the rule."""

    looked_at: int
    affected: int
    changes: tuple[QueryChange, ...]
    degraded: bool


@dataclass(frozen=True, slots=True)
class _Query:
    text: str
    language: str
    searches: int


def preview_rule(rule: Rule, *, replaces: int | None = None) -> RulePreview:
    """Try a rule on what visitors looked for lately, in place of the saved rule `replaces`."""
    before, after = active_synonyms(), _with_rule(rule, replaces)
    frequent = list(_frequent())
    affected = [query for query in frequent if _differs(query, before, after)]
    examples = affected or [
        query
        for term in rule.sources
        if _differs(query := _Query(term.text, rule.language, 0), before, after)
    ]
    compared = [_compare(query, before, after) for query in examples[:MAX_CHANGES]]
    return RulePreview(
        looked_at=len(frequent),
        affected=len(affected),
        changes=tuple(change for change, _ in compared),
        degraded=any(degraded for _, degraded in compared),
    )


def _with_rule(rule: Rule, replaces: int | None) -> SynonymSet:
    return SynonymSet([*saved_rules(without=replaces), rule, *wanted_builtin_rules()])


def _frequent() -> Iterator[_Query]:
    rows = list_queries(concern=Concern.FREQUENT, since=first_day(PERIOD_DAYS))
    for row in rows[:MAX_LOOKED_AT]:
        yield _Query(row["text"], row["language"], row["searches"])


def _differs(query: _Query, before: SynonymSet, after: SynonymSet) -> bool:
    text = parse_query(query.text).text
    with _reading(query):
        languages = query_languages(text)
    return before.expand(text, languages) != after.expand(text, languages)


def _compare(query: _Query, before: SynonymSet, after: SynonymSet) -> tuple[QueryChange, bool]:
    request = SearchInput(q=query.text)
    with _reading(query):
        pages = [
            search(request, reader=AnonymousUser(), log=False, synonyms=rules)
            for rules in (before, after)
        ]
    urls = [[result.url for result in page.results[:SHOWN_RESULTS]] for page in pages]
    sides = [
        Outcome(
            total=page.total,
            first=tuple(
                FirstResult(result.title, result.url, result.url not in other)
                for result in page.results[:SHOWN_RESULTS]
            ),
        )
        for page, other in zip(pages, reversed(urls), strict=True)
    ]
    change = QueryChange(query.text, query.language, query.searches, *sides)
    return change, any(page.degraded for page in pages)


def _reading(query: _Query) -> AbstractContextManager[None]:
    """Search as a reader of the query's language does."""
    return reading_in(query.language)
