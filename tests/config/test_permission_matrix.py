"""Every URL with every role: what is not in the table (matrix.py) does not pass."""

import re
from collections.abc import Iterator
from typing import Final

import pytest
from django.test import Client

from accounts.models import User
from config.api import api
from tests.config.matrix import ROLES, ROWS
from tests.config.routes import all_routes, request_route
from tests.config.world import World, make_world
from tests.factories.accounts import UserFactory

GROUPS: Final = {"expert": "experts", "moderator": "moderators", "editor": "editors"}


@pytest.fixture
def world(db: None) -> World:
    """Return a small site."""
    return make_world()


def person_of(role: str) -> User | None:
    """Return somebody of a role who has nothing to do with what is in the world."""
    if role == "anonymous":
        return None
    is_admin = role == "admin"
    groups = [GROUPS[role]] if role in GROUPS else []
    return UserFactory(groups=groups, is_staff=is_admin, is_superuser=is_admin)


QUICK_ROLES: Final = ("anonymous", "customer", "editor")


@pytest.mark.parametrize(
    "role",
    [pytest.param(role, marks=() if role in QUICK_ROLES else pytest.mark.long) for role in ROLES],
)
def test_each_door_opens_for_whom_it_should(role: str, world: World) -> None:
    person = person_of(role)
    column = ROLES.index(role)
    wrong = {}
    for method, route, letters in ROWS:
        found, expected = request_route(person, method, route, world), letters[column]
        if found != expected:
            wrong[f"{method} {route}"] = f"expected {expected}, found {found}"
    assert wrong == {}


def test_every_url_is_in_the_table() -> None:
    listed = {route for _method, route, _letters in ROWS}
    assert {route for route, _pattern in all_routes()} == listed


def api_operations() -> Iterator[tuple[str, str]]:
    """Yield method and path of each operation that the API describes."""
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method in methods:
            yield method.upper(), path.removeprefix("/")


def test_every_operation_of_the_api_is_in_the_table() -> None:
    listed = {
        (method, re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route))
        for method, route, _letters in ROWS
        if route.startswith("api/")
    }
    assert set(api_operations()) == listed


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("gate", "roles"),
    [("/admin/", {"admin"}), ("/cms/", {"expert", "moderator", "editor", "admin"})],
)
def test_the_back_offices_have_gates(role: str, gate: str, roles: set[str], db: None) -> None:
    browser = Client()
    person = person_of(role)
    if person is not None:
        browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert (browser.get(gate).status_code == 200) == (role in roles)
