"""Forms on pages that are the same for every visitor, and therefore hold no token."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponse]


def from_our_own_pages(view: View) -> View:
    """Take a form from a page of this site; from elsewhere only with a token, as every form.

    A browser says itself where a form comes from, and no page can make it say anything else.
    """
    check = CsrfViewMiddleware(view)

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not _is_from_here(request):
            check.process_request(request)
            if refusal := check.process_view(request, view, args, kwargs):
                return refusal
        return view(request, *args, **kwargs)

    return csrf_exempt(guarded)


def _is_from_here(request: HttpRequest) -> bool:
    if "Sec-Fetch-Site" in request.headers:
        return request.headers["Sec-Fetch-Site"] == "same-origin"
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
