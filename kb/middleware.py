"""Old URLs, without telling the new one to those who may not read what is there."""

from urllib.parse import unquote, urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from wagtail.contrib.redirects.middleware import RedirectMiddleware
from wagtail.models import Site

from kb.models import ArticlePage, SectionPage
from kb.views.access import refuse_reader


class KnowledgeRedirectMiddleware(RedirectMiddleware):
    """Wagtail's, but the new URL of a page is named after its title, so it is told to nobody
    for whom the page is not: they are refused, or asked to sign in, at the old URL.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        answer: HttpResponse = super().process_response(request, response)
        if answer is response:
            return response
        page = _page_at(request, answer["Location"])
        refused = refuse_reader(page, request) if page is not None else None
        return refused or answer


def _page_at(request: HttpRequest, url: str) -> ArticlePage | SectionPage | None:
    path, root = unquote(urlsplit(url).path), reverse("wagtail_serve", args=[""])
    site = Site.find_for_request(request)
    if site is None or not path.startswith(root):
        return None
    steps = [step for step in path.removeprefix(root).split("/") if step]
    try:
        found = site.root_page.specific.route(request, steps).page
    except Http404:
        return None
    return found if isinstance(found, ArticlePage | SectionPage) else None
