"""Two kinds of language: what the pages themselves speak, and what texts are in.

Pages speak the languages of `LANGUAGES` (`STOA_LANGUAGES`), each with a complete catalogue. Texts
may be in many more (`STOA_CONTENT_LANGUAGES`); a reader is shown those in a language of their own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation.trans_real import parse_accept_lang_header

if TYPE_CHECKING:
    from django.http import HttpRequest

    from core.http import User

_reading: Final[ContextVar[str]] = ContextVar("reading", default="")


def page_language(person: "User") -> str:
    """The language in which the site speaks and writes to somebody."""
    spoken = person.language in dict(settings.LANGUAGES)
    return person.language if spoken else str(settings.LANGUAGE_CODE)


def content_language() -> str:
    """The language in which whoever reads now likes texts best; else that of the page."""
    return _reading.get() or (get_language() or settings.LANGUAGE_CODE).split("-")[0]


@contextmanager
def reading_in(language: str) -> Iterator[None]:
    """Read as somebody who likes texts in this language best; empty: as the page speaks."""
    token = _reading.set(language)
    try:
        yield
    finally:
        _reading.reset(token)


def language_to_read(request: "HttpRequest", chosen: str = "") -> str:
    """What a request likes best among the content languages; empty where it likes none of them."""
    known = settings.STOA_CONTENT_LANGUAGES
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", "").lower())
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    wanted = (chosen, cookie, *(code for code, _quality in accepted))
    return next((base for code in wanted if (base := code.split("-")[0]) in known), "")
