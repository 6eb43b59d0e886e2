"""The type of a view's request says whether somebody is signed in, and it is so."""

import inspect
from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from core.http import MemberRequest
from tests.app_names import APPS

View = Callable[..., HttpResponse]


def views_of_ours(resolver: URLResolver) -> Iterator[tuple[View, Any]]:
    """Each view as it is called, and the function within its decorators."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from views_of_ours(entry)
            continue
        assert isinstance(entry, URLPattern)
        function = inspect.unwrap(entry.callback)
        if inspect.isfunction(function) and function.__module__.split(".")[0] in APPS:
            yield entry.callback, function


VIEWS: Final = {function: view for view, function in views_of_ours(get_resolver())}


def takes_member(function: Any) -> bool:
    request = next(iter(inspect.signature(function).parameters.values()), None)
    return request is not None and request.annotation is MemberRequest


MEMBERS_VIEWS: Final = [function for function in VIEWS if takes_member(function)]


@pytest.mark.parametrize("function", MEMBERS_VIEWS, ids=lambda one: one.__name__)
def test_nobody_reaches_a_view_of_members_without_signing_in(function: Any) -> None:
    _request, *names = inspect.signature(function).parameters
    answers = set()
    for request in (RequestFactory().get("/"), RequestFactory().post("/")):
        request.user = AnonymousUser()
        response = VIEWS[function](request, **dict.fromkeys(names, 1))
        answers.add(response.status_code)
        assert response.status_code == 405 or "login" in response["Location"]
    assert 302 in answers


def test_a_view_behind_the_sign_in_takes_a_request_of_a_member() -> None:
    behind = [one for one in VIEWS if "@login_required" in inspect.getsource(one)]
    assert len(behind) > 30
    assert [one.__qualname__ for one in behind if not takes_member(one)] == []
