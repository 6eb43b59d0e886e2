"""Whole pages for readers who are not signed in, kept until something that they show changes.

Public pages are the same for everybody without a session, so the finished bytes (compressed, with
all headers) are stored and served again before anything else runs. Each is kept with its keys
(`core.page_keys`) and the place in the journal that was read before it was rendered, so a page is
never older than the data. Only while one reader has a page rendered anew do others get the former
one, for a second at most. Pages also expire after `STOA_PAGE_CACHE_SECONDS`, because they show how
long ago things happened.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from typing import Final, NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import get_language_from_request

from core.languages import language_to_read
from core.page_journal import Position, current_index
from core.page_keys import collect_keys
from core.page_views import Viewed, count_view, viewed_in

_private_cookies: Final[set[str]] = {"messages"}
_parameters: Final[set[str]] = {"q", "page", "sort", "tag", "tab", "title", "article", "lang"} | {
    "view",
    "period",
    "before",
    "helpful",
    "p",
}

KEPT_TYPES: Final = ("text/html", "application/xml", "application/atom+xml")
NEVER_KEPT: Final = ("/search/", "/accounts/", "/cms/", "/admin/", "/api/", "/static/", "/media/")


def register_private_cookie(name: str) -> None:
    """Say that whoever sends this cookie sees pages of their own."""
    _private_cookies.add(name)


def register_parameters(*names: str) -> None:
    """Say which query parameters public pages read; others are not part of a page's cache key.

    They belong to mailings, or to somebody who makes up a million of them to fill the cache.
    """
    _parameters.update(names)


def leave_known_parameters(request: HttpRequest) -> None:
    """Take what no page reads out of the query, so that it neither shows nor tells pages apart."""
    query = str(request.META.get("QUERY_STRING", ""))
    if query:
        known = [(name, value) for name, value in parse_qsl(query, True) if name in _parameters]
        request.META["QUERY_STRING"] = urlencode(known)


class KeptPage(NamedTuple):
    """A finished page, and what has to stay as it is for it to be served again."""

    position: Position
    keys: frozenset[str]
    content: bytes
    headers: dict[str, str]
    viewed: Viewed | None


class Renderings:
    """Which pages are being rendered in this process, so that others need not do it as well."""

    STALE_SECONDS: Final = 1.0

    def __init__(self) -> None:
        self._begun: dict[str, float] = {}
        self._lock = threading.Lock()

    def is_running(self, key: str) -> bool:
        """Whether somebody began so lately that others are better off with the former page."""
        with self._lock:
            begun = self._begun.get(key)
        return begun is not None and time.monotonic() - begun < self.STALE_SECONDS

    @contextmanager
    def run(self, key: str) -> Iterator[None]:
        """Note that a page is rendered meanwhile."""
        with self._lock:
            self._begun[key] = time.monotonic()
        try:
            yield
        finally:
            with self._lock:
                self._begun.pop(key, None)


_renderings: Final = Renderings()


class PageCacheMiddleware:
    """Serve kept pages, and keep what may be kept. Signed-in people always get fresh pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.seconds = settings.STOA_PAGE_CACHE_SECONDS
        self.pages = caches["pages"]

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not self.seconds or not self._is_public(request):
            return self.get_response(request)
        index = current_index()
        position = index.read()
        if position is None:
            return self.get_response(request)
        leave_known_parameters(request)
        key = self._key(request)
        kept: KeptPage | None = self.pages.get(key)
        if kept is not None:
            is_current = index.is_current(kept.keys, kept.position)
            if is_current or _renderings.is_running(key):
                return self._serve(request, kept, is_current=is_current)
        with _renderings.run(key), collect_keys() as shown:
            response = self.get_response(request)
            if isinstance(response, HttpResponse) and self._may_keep(response):
                self._add_headers(response)
                page = KeptPage(
                    position,
                    shown.all(),
                    response.content,
                    dict(response.items()),
                    viewed_in(response),
                )
                self.pages.set(key, page, self.seconds)
        return response

    def _serve(self, request: HttpRequest, kept: KeptPage, *, is_current: bool) -> HttpResponse:
        if kept.viewed is not None:
            count_view(kept.viewed)
        wanted = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
        response: HttpResponse
        if kept.headers["ETag"] in wanted or "*" in wanted:
            response = HttpResponseNotModified(
                headers={
                    name: value
                    for name, value in kept.headers.items()
                    if name in ("ETag", "Cache-Control", "Vary", "Last-Modified")
                }
            )
        else:
            response = HttpResponse(kept.content, headers=kept.headers)
        if not is_current:
            response["Warning"] = '110 - "Response is Stale"'
        return response

    def _is_public(self, request: HttpRequest) -> bool:
        """Whether the answer cannot depend on who asks."""
        return (
            request.method == "GET"
            and settings.SESSION_COOKIE_NAME not in request.COOKIES
            and _private_cookies.isdisjoint(request.COOKIES)
            and "HTTP_HX_REQUEST" not in request.META
            and "HTTP_AUTHORIZATION" not in request.META
            and not request.path_info.startswith(NEVER_KEPT)
        )

    def _key(self, request: HttpRequest) -> str:
        language = f"{get_language_from_request(request)}:{language_to_read(request)}"
        compressed = "gzip" in request.headers.get("Accept-Encoding", "")
        site = f"{request.scheme}://{request.get_host()}"  # http may have to be sent to https
        page = f"{site}:{language}:{compressed:d}:{request.get_full_path()}"
        return blake2b(page.encode(errors="replace"), digest_size=20).hexdigest()

    def _may_keep(self, response: HttpResponse) -> bool:
        control = response.get("Cache-Control", "")
        return (
            response.status_code == 200
            and response["Content-Type"].startswith(KEPT_TYPES)
            and not response.cookies
            and not any(word in control for word in ("private", "no-store", "no-cache"))
        )

    def _add_headers(self, response: HttpResponse) -> None:
        """Let browsers ask whether they have it already; feeds say so themselves."""
        if "ETag" not in response:
            response["ETag"] = f'"{blake2b(response.content, digest_size=12).hexdigest()}"'
        if "Cache-Control" not in response:
            response["Cache-Control"] = "max-age=0, must-revalidate"
        patch_vary_headers(response, ("Accept-Language", "Accept-Encoding", "Cookie"))
