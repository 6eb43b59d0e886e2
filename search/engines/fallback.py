"""The answer without an engine: a plain database query, bounded, good enough for an outage."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q, QuerySet

from kb.models import ArticlePage
from search.documents.eligibility import eligible_answers, eligible_questions
from search.documents.projections import query_words
from search.query.requests import DocumentKey, Filters, Hit, Kind, SearchRequest, SearchResults
from search.text.analysis import has_words, words

if TYPE_CHECKING:
    from community.querysets import Reader

MAX_WORDS: Final = 5
MAX_HITS: Final = 100
ARTICLE_FIELDS: Final = ("title", "summary", "keywords", "body")


def search_database(request: SearchRequest, *, reader: "Reader") -> SearchResults:
    """Articles and threads that contain every word as it stands, newest first; no facets."""
    terms = [_alternatives(term, request) for term in _terms(request)]
    wanted = request.filters.kind
    keys: list[DocumentKey] = []
    if wanted is not Kind.QUESTION and request.filters.solved is None:
        keys += _keys(Kind.ARTICLE, _articles(terms, request, reader))
    if wanted is not Kind.ARTICLE:
        keys += _keys(Kind.QUESTION, _threads(terms, request))
    page = keys[request.offset : request.offset + request.limit]
    return SearchResults(hits=tuple(Hit(key, 0.0) for key in page), total=len(keys))


def _terms(request: SearchRequest) -> list[str]:
    """The longest words of the query, as they are written, and its phrases."""
    known = {
        word.folded for word in query_words(request.text, request.languages) if word.is_stop_word
    }
    typed = [word for word in request.text.split() if has_words(word)]
    telling = [word for word in typed if word.lower() not in known]
    phrases = filter(has_words, request.phrases)
    return [*phrases, *sorted(telling or typed, key=len)[-MAX_WORDS:]]


def _alternatives(term: str, request: SearchRequest) -> tuple[str, ...]:
    """A word and its synonyms; a phrase stays as it is."""
    if term in request.phrases:
        return (term,)
    found = (s.text for word in words(term, "") for s in request.synonyms_of(word.folded))
    return (term, *found)


def _articles(
    terms: Sequence[Sequence[str]], request: SearchRequest, reader: "Reader"
) -> QuerySet[Any]:
    rows = ArticlePage.objects.visible_to(reader)
    for term in terms:
        rows = rows.filter(_anywhere(term, ARTICLE_FIELDS))
    for excluded in request.excluded:
        rows = rows.exclude(_anywhere((excluded,), ARTICLE_FIELDS))
    filters = request.filters
    if filters.author or filters.section:
        return rows.none()
    return _filtered(rows, filters, tag="article_tags__tag__slug").order_by("-last_published_at")


def _threads(terms: Sequence[Sequence[str]], request: SearchRequest) -> QuerySet[Any]:
    rows = eligible_questions()
    for term in terms:
        rows = rows.filter(_anywhere(term, ("title",)) | Q(pk__in=_threads_saying(term)))
    for excluded in request.excluded:
        rows = rows.exclude(
            _anywhere((excluded,), ("title",)) | Q(pk__in=_threads_saying((excluded,)))
        )
    filters = request.filters
    if filters.solved is not None:
        rows = rows.filter(accepted_answer__isnull=not filters.solved)
    if filters.author:
        rows = rows.filter(
            pk__in=eligible_answers()
            .filter(author__username_folded__in=filters.author)
            .values("question_id")
        )
    if filters.section:
        rows = rows.filter(category__name=filters.section)
    return _filtered(rows, filters, tag="question_tags__tag__slug").order_by("-last_activity_at")


def _threads_saying(term: Sequence[str]) -> QuerySet[Any]:
    return eligible_answers().filter(_anywhere(term, ("body_text",))).values("question_id")


def _filtered(rows: QuerySet[Any], filters: Filters, *, tag: str) -> QuerySet[Any]:
    for slug in filters.tags:
        rows = rows.filter(**{tag: slug})
    return rows.filter(language=filters.lang) if filters.lang else rows


def _anywhere(term: Sequence[str], fields: Iterable[str]) -> Q:
    """Whether one of the fields has one of the words."""
    condition = Q()
    for name in fields:
        for text in term:
            condition |= Q(**{f"{name}__icontains": text})
    return condition


def _keys(kind: Kind, rows: QuerySet[Any]) -> list[DocumentKey]:
    return [DocumentKey(kind, number) for number in rows.values_list("pk", flat=True)[:MAX_HITS]]
