"""How each type of page is served: views register themselves, so that models import none."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail.models import Page

PageContext = Callable[[Any, HttpRequest], dict[str, Any]]
Guard = Callable[[Any, HttpRequest], HttpResponse | None]
Finisher = Callable[[Any, HttpRequest, HttpResponse], None]

_contexts: dict[type[Page], PageContext] = {}
_guards: list[Guard] = []
_finishers: list[Finisher] = []


def register_page_view(page_type: type[Page], context: PageContext) -> None:
    """Say what the template of a page type is given."""
    _contexts[page_type] = context


def register_guard(guard: Guard) -> None:
    """Add what may answer instead of a page, such as a refusal; it returns None to let it pass."""
    if guard not in _guards:
        _guards.append(guard)


def register_finisher(finisher: Finisher) -> None:
    """Add what completes the response to a page, such as a cookie."""
    if finisher not in _finishers:
        _finishers.append(finisher)


def page_context(page: Page, request: HttpRequest) -> dict[str, Any]:
    """Return what the template of a page is given."""
    return _contexts[type(page)](page, request)


def refusal_of(page: Page, request: HttpRequest) -> HttpResponse | None:
    """Return the answer that stands in for a page, or None."""
    answers = (guard(page, request) for guard in _guards)
    return next((answer for answer in answers if answer is not None), None)


def finish_response(page: Page, request: HttpRequest, response: HttpResponse) -> None:
    """Complete the response to a page."""
    for finisher in _finishers:
        finisher(page, request, response)
