"""The public API of search."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from accounts.api import ANYBODY, AbsoluteUrl
from core.errors import InvalidInput
from core.rate_limits import check_rate, rate_key
from search.conf import MAX_PAGE
from search.query.requests import Filters, Kind
from search.selectors.results import LinkResult, Result
from search.services.searching import SearchInput, SearchPage, find_similar_to_draft, search
from search.services.suggestions import suggest
from search.views.pages import MAX_BODY_CHARS, MAX_TITLE_CHARS

router = Router(tags=["search"], auth=ANYBODY)


class SearchIn(Schema):
    """A search. `q` knows "phrases", -word, tag:, section:, user:, lang:, is:solved, is:article."""

    q: str = ""
    kind: Kind | None = None
    section: str = ""
    tag: list[str] = Field(default_factory=list)
    lang: str = ""
    solved: bool | None = None
    page: int = Field(default=1, ge=1)


class HitOut(Schema):
    """A hit; a higher `score` is a better match within this answer. Articles are never solved."""

    kind: Kind
    id: int
    title: str
    url: AbsoluteUrl
    excerpt_html: str
    score: float
    tags: list[str]
    solved: bool


class ResultsOut(Schema):
    """A page of hits. `facets` counts hits by kind, section, tag (its name), lang and solved.

    `notices` say what is not as asked: an operator that stands for nothing, a query without words.
    """

    total: int
    items: list[HitOut]
    facets: dict[str, dict[str, int]]
    did_you_mean: str | None
    notices: list[str]
    degraded: bool
    took_ms: int


class SuggestionOut(Schema):
    """A page or a topic that the text may become."""

    kind: str
    id: int
    title: str
    url: AbsoluteUrl


class SuggestionsOut(Schema):
    """The likeliest first. `notices` say what is not as asked, as those of a search do."""

    items: list[SuggestionOut]
    notices: list[str]


class SimilarOut(Schema):
    """Something about the same."""

    kind: Kind
    id: int
    title: str
    url: AbsoluteUrl
    excerpt_html: str


class SimilarListOut(Schema):
    """Articles first, then solved questions, then others."""

    items: list[SimilarOut]


@router.get("/search", response=ResultsOut, summary="Search questions and articles")
def search_all(request: HttpRequest, query: Query[SearchIn]) -> ResultsOut:
    """A page of ten hits. Only what the caller may read is found."""
    check_rate(actor_or_key=rate_key(request), action="search")
    if query.page > MAX_PAGE:
        message = _("Only the first %(number)d pages can be read; narrow the search instead.")
        text = message % {"number": MAX_PAGE}
        raise InvalidInput(text, fields={"page": [text]})
    filters = Filters(
        kind=query.kind,
        section=query.section,
        tags=tuple(query.tag),
        lang=query.lang,
        solved=query.solved,
    )
    return _results(
        search(SearchInput(q=query.q, filters=filters, page=query.page), reader=request.user)
    )


@router.get("/search/suggest", response=SuggestionsOut, summary="Complete what is being typed")
def suggest_completions(request: HttpRequest, q: str = "") -> SuggestionsOut:
    """Questions, articles and topics."""
    check_rate(actor_or_key=rate_key(request), action="suggest")
    found = suggest(q, reader=request.user)
    topics = [
        SuggestionOut(kind="tag", id=tag.pk, title=tag.name, url=tag.get_absolute_url())
        for tag in found.tags
    ]
    return SuggestionsOut(
        items=[*topics, *(_suggestion(link) for link in found.links)], notices=list(found.notices)
    )


@router.get("/questions/similar", response=SimilarListOut, summary="What is asked already")
def list_similar(request: HttpRequest, title: str = "", body: str = "") -> SimilarListOut:
    """Articles and questions that are about the same as a question that is being written."""
    check_rate(actor_or_key=rate_key(request), action="suggest")
    results = find_similar_to_draft(
        title=title[:MAX_TITLE_CHARS], body=body[:MAX_BODY_CHARS], reader=request.user
    )
    return SimilarListOut(items=[_similar(result) for result in results])


def _results(page: SearchPage) -> ResultsOut:
    return ResultsOut(
        total=page.total,
        items=[_hit(result) for result in page.results],
        facets={
            name: {page.name_of(name, count.value): count.count for count in counts}
            for name, counts in page.facets.items()
        },
        did_you_mean=page.did_you_mean or None,
        notices=page.notices,
        degraded=page.degraded,
        took_ms=page.took_ms,
    )


def _hit(result: Result) -> HitOut:
    return HitOut(
        kind=result.kind,
        id=result.id,
        title=result.title,
        url=result.url,
        excerpt_html=result.excerpt_html,
        score=result.score,
        tags=[tag.name for tag in result.tags],
        solved=bool(result.solved),
    )


def _similar(result: Result) -> SimilarOut:
    return SimilarOut(
        kind=result.kind,
        id=result.id,
        title=result.title,
        url=result.url,
        excerpt_html=result.excerpt_html,
    )


def _suggestion(link: LinkResult) -> SuggestionOut:
    return SuggestionOut(kind=link.key.kind, id=link.key.id, title=link.title, url=link.url)
