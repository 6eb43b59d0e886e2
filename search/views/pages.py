"""Pages and fragments of search; each works without JavaScript."""

from urllib.parse import quote

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from community.models import Question
from core.http import read_int
from core.rate_limits import check_rate, rate_key
from search.query.requests import DocumentKey, Hit
from search.selectors.results import LinkResult, load_links
from search.services.query_log import record_click
from search.services.searching import find_similar, find_similar_to_draft, search
from search.services.suggestions import suggest
from search.views.facets import facet_links
from search.views.forms import read_kind, read_search

MAX_TITLE_CHARS = 300
MAX_BODY_CHARS = 10_000
RELATED_KEPT_SECONDS = 300
POSITION_MAX = 999


@require_safe
def show_results(request: HttpRequest) -> HttpResponse:
    """The result page."""
    wanted = read_search(request.GET)
    if wanted.q.strip() or wanted.filters:
        check_rate(actor_or_key=rate_key(request), action="search")
    page = search(wanted, reader=request.user)
    facets = facet_links(page, request.GET)
    beside = [facet for facet in facets if facet.name != "kind"]
    context = {
        "page": page,
        "facets": facets,
        "has_side_facets": bool(beside),
        "active_filters": sum(link.chosen for facet in beside for link in facet.links),
        "previous_url": _page_url(request, wanted.page - 1) if wanted.page > 1 else "",
        "next_url": _page_url(request, wanted.page + 1) if wanted.page < page.page_count else "",
    }
    return render(request, "search/results.html", context)


@require_safe
def show_suggestions(request: HttpRequest) -> HttpResponse:
    """What the typed beginning may become, as options of a list."""
    check_rate(actor_or_key=rate_key(request), action="suggest")
    found = suggest(request.GET.get("q", ""), reader=request.user)
    context = {"found": found, "encoded": quote(found.query)}
    return render(request, "search/partials/_suggestions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def show_similar(request: HttpRequest) -> HttpResponse:
    """What is like a question that is being written; POST carries texts of any length."""
    check_rate(actor_or_key=rate_key(request), action="suggest")
    values = request.POST if request.method == "POST" else request.GET
    results = find_similar_to_draft(
        title=values.get("title", "")[:MAX_TITLE_CHARS],
        body=values.get("body", "")[:MAX_BODY_CHARS],
        reader=request.user,
    )
    return render(request, "search/partials/_similar.html", {"results": results})


@require_safe
def show_related(request: HttpRequest, kind: str, object_id: int) -> HttpResponse:
    """What is about the same as a thread or an article; pages load it after themselves."""
    check_rate(actor_or_key=rate_key(request), action="suggest")
    page = _find_page(request, kind, object_id)
    if page is None:
        if kind == "question" and Question.objects.visible_to(request.user).filter(pk=object_id):
            return HttpResponse(status=204)  # hidden: its author and moderators see it alone
        raise Http404
    results = find_similar(title=page.title, reader=request.user, exclude=page.key)
    response = render(request, "search/partials/_related.html", {"results": results})
    response["Cache-Control"] = f"private, max-age={RELATED_KEPT_SECONDS}"
    return response


@require_GET
def open_hit(request: HttpRequest, kind: str, object_id: int) -> HttpResponse:
    """Count that a hit was opened and go there."""
    page = _readable_page(request, kind, object_id)
    token = request.GET.get("t", "")
    if token and not record_click(token, read_int(request, "p", default=1, maximum=POSITION_MAX)):
        raise BadRequest("This link has been changed.")
    answer = read_int(request, "answer", default=None)
    fragment = "" if answer is None else f"#answer-{answer}"
    return redirect(f"{page.url}{fragment}")


def _readable_page(request: HttpRequest, kind: str, object_id: int) -> LinkResult:
    page = _find_page(request, kind, object_id)
    if page is None:
        raise Http404
    return page


def _find_page(request: HttpRequest, kind: str, object_id: int) -> LinkResult | None:
    known = read_kind(kind)
    hits = [Hit(DocumentKey(known, object_id), 0.0)] if known else []
    links = load_links(hits, reader=request.user)
    return links[0] if links else None


def _page_url(request: HttpRequest, number: int) -> str:
    params = request.GET.copy()
    params["page"] = str(number)
    return f"{reverse('search:results')}?{params.urlencode()}"
