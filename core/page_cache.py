"""Whole pages for readers who are not signed in, kept until anything on the site changes.

Public pages are the same for everybody without a session, so the finished bytes (compressed, with
all headers) are stored and served again before anything else runs. The cache generation says when
the database was last written; every statement that writes, wherever it comes from, starts a new
generation after its commit, so a page is never older than the data. Pages also expire after
`STOA_PAGE_CACHE_SECONDS`, because they show how long ago things happened.
"""

import re
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode
from uuid import uuid4

from django.conf import settings
from django.core.cache import caches
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language_from_request

from core.languages import language_to_read
from core.page_views import count_view, viewed_in

GENERATION_KEY: Final = "page-generation"
WRITES: Final = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
_unseen_tables: Final[set[str]] = {
    "django_session",
    "django_tasks_db",
    "django_admin_log",
    "accounts_jobrun",
    "accounts_counter",
}
_private_cookies: Final[set[str]] = {"messages"}
_parameters: Final[set[str]] = {"q", "page", "sort", "tag", "tab", "title", "article", "lang"} | {
    "view",
    "period",
    "before",
    "helpful",
    "p",
}

UNSEEN_COLUMNS: Final = ('SET "view_count"',)
"""What is written often and shown nowhere."""

KEPT_TYPES: Final = ("text/html", "application/xml", "application/atom+xml")
NEVER_KEPT: Final = ("/search/", "/accounts/", "/cms/", "/admin/", "/api/", "/static/", "/media/")


def register_unseen_tables(*prefixes: str) -> None:
    """Say which tables no public page shows, or not to the minute; writing them keeps the pages."""
    _unseen_tables.update(prefixes)


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


class FileGeneration:
    """The generation of a site whose processes share a disk but no cache: a file's time."""

    @property
    def _path(self) -> Path:
        return Path(settings.DATA_DIR) / GENERATION_KEY

    def read(self) -> str:
        """Return the generation of the last write; the file is made when it is missing."""
        try:
            return self._path.read_text(encoding="ascii")
        except FileNotFoundError:
            self.move()
            return self._path.read_text(encoding="ascii")

    def move(self) -> None:
        """Note a write; readers see the former generation or the new one, never half of it."""
        generation = uuid4().hex
        written = self._path.with_suffix(f".{generation}")
        written.write_text(generation, encoding="ascii")
        written.replace(self._path)


class CacheGeneration:
    """The generation of a site whose processes share a cache."""

    def read(self) -> str:
        """Return the generation of the last write; "" where the cache is away and nobody knows."""
        cache = caches["default"]
        generation = cache.get(GENERATION_KEY)
        if generation is None:
            cache.add(GENERATION_KEY, uuid4().hex, timeout=None)
            generation = cache.get(GENERATION_KEY, "")
        return str(generation)

    def move(self) -> None:
        """Note a write."""
        caches["default"].set(GENERATION_KEY, uuid4().hex, timeout=None)


def current_generation() -> FileGeneration | CacheGeneration:
    """Choose by what the configured cache is."""
    in_process = settings.CACHES["default"]["BACKEND"].endswith(("LocMemCache", "DummyCache"))
    return FileGeneration() if in_process else CacheGeneration()


def shows_on_pages(sql: str) -> bool:
    """Whether a statement writes what a public page shows."""
    match = WRITES.match(sql)
    if match is None or match[1].startswith(tuple(_unseen_tables)):
        return False
    return not sql.startswith(UNSEEN_COLUMNS, match.end() + 2)


def watch_writes(sender: Any, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Receiver of `connection_created`: start a new generation after each committed write."""
    generation = current_generation()

    def move_when_pages_change(
        execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        result = execute(sql, params, many, context)
        if shows_on_pages(sql):
            _move_once(connection, generation)
        return result

    if move_when_pages_change.__name__ not in _names(connection):
        connection.execute_wrappers.append(move_when_pages_change)


def _names(connection: BaseDatabaseWrapper) -> set[str]:
    return {wrapper.__name__ for wrapper in connection.execute_wrappers}


def _move_once(
    connection: BaseDatabaseWrapper, generation: FileGeneration | CacheGeneration
) -> None:
    """Start a new generation after the commit, once however many statements the transaction has."""
    if any(getattr(entry[1], "__self__", None) is generation for entry in connection.run_on_commit):
        return
    transaction.on_commit(generation.move, using=connection.alias, robust=True)


class PageCacheMiddleware:
    """Serve kept pages, and keep what may be kept. Signed-in people always get fresh pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.seconds = settings.STOA_PAGE_CACHE_SECONDS
        self.pages = caches["pages"]
        self.generation = current_generation()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not self.seconds or not self._is_public(request):
            return self.get_response(request)
        generation = self.generation.read()
        if not generation:
            return self.get_response(request)
        leave_known_parameters(request)
        key = self._key(request)
        kept = self.pages.get(key)
        if kept is not None and kept[0] == generation:
            _generation, content, headers, viewed = kept
            if viewed is not None:
                count_view(viewed)
            return HttpResponse(content, headers=headers)
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and self._may_keep(response):
            kept = (generation, response.content, dict(response.items()), viewed_in(response))
            self.pages.set(key, kept, self.seconds)
        return response

    def _is_public(self, request: HttpRequest) -> bool:
        """Whether the answer cannot depend on who asks."""
        return (
            request.method == "GET"
            and settings.SESSION_COOKIE_NAME not in request.COOKIES
            and _private_cookies.isdisjoint(request.COOKIES)
            and "HTTP_HX_REQUEST" not in request.META
            and "HTTP_AUTHORIZATION" not in request.META
            and "HTTP_IF_NONE_MATCH" not in request.META
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
