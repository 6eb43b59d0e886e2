"""What all of the API has in common: its URLs, its errors, its description."""

import re
from collections.abc import Callable
from typing import Any, Final

import pytest
from django.test import Client

from accounts.models import User

OPERATIONS: Final = {
    "/questions": {"get", "post"},
    "/questions/{question_id}": {"get", "patch", "delete"},
    "/questions/similar": {"get"},
    "/questions/{question_id}/answers": {"get", "post"},
    "/answers/{answer_id}": {"get", "patch", "delete"},
    "/questions/{question_id}/vote": {"post"},
    "/answers/{answer_id}/vote": {"post"},
    "/answers/{answer_id}/accept": {"post", "delete"},
    "/questions/{question_id}/comments": {"get", "post"},
    "/answers/{answer_id}/comments": {"get", "post"},
    "/answers/{answer_id}/promotions": {"post"},
    "/promotions/{promotion_id}/decision": {"post"},
    "/articles": {"get"},
    "/articles/{article_id}": {"get"},
    "/articles/{article_id}/review": {"post"},
    "/articles/{article_id}/feedback": {"post"},
    "/search": {"get"},
    "/search/suggest": {"get"},
    "/flags": {"post"},
    "/users/{username}": {"get"},
    "/users/{username}/reputation": {"get"},
    "/leaderboard": {"get"},
}


def test_the_api_offers_exactly_what_was_promised() -> None:
    description = Client().get("/api/v1/openapi.json").json()
    found = {
        path.removeprefix("/api/v1"): set(methods) for path, methods in description["paths"].items()
    }
    assert found == OPERATIONS


def test_the_description_can_be_read_in_a_browser_without_other_hosts() -> None:
    response = Client().get("/api/v1/docs")
    page = response.content.decode()
    assert response.status_code == 200
    assert "/static/ninja/swagger-ui-bundle.js" in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "https://" not in page


def error_of(response: Any, status: int) -> dict[str, Any]:
    """Return the error of an answer, having looked at its shape."""
    assert response.status_code == status
    assert set(response.json()) == {"error"}
    error: dict[str, Any] = response.json()["error"]
    assert set(error) == {"code", "message", "fields"}
    return error


def test_an_unknown_url_is_an_error_of_the_one_shape(db: None) -> None:
    assert error_of(Client().get("/api/v1/nothing"), 404)["code"] == "not_found"


def test_an_unknown_thing_is_an_error_of_the_one_shape(db: None) -> None:
    assert error_of(Client().get("/api/v1/questions/999999"), 404)["code"] == "not_found"


def test_missing_fields_are_named(user: User, api_of: Callable[[User], Client]) -> None:
    error = error_of(api_of(user).post("/api/v1/questions", {}, "application/json"), 422)
    assert error["code"] == "invalid_input"
    assert {"title", "body"} <= set(error["fields"])


@pytest.mark.parametrize("body", ["{", '"text"', "[1]", '{"title": 7, "body": null}'])
def test_nonsense_is_refused_and_never_breaks_anything(
    user: User, api_of: Callable[[User], Client], body: str
) -> None:
    response = api_of(user).post("/api/v1/questions", body, "application/json")
    assert response.status_code in (400, 422)
    error_of(response, response.status_code)


@pytest.mark.parametrize("query", ["cursor=nonsense", "sort=nonsense"])
def test_a_wrong_query_is_refused_or_ignored(db: None, query: str) -> None:
    assert Client().get(f"/api/v1/questions?{query}").status_code in (200, 400, 422)


@pytest.mark.parametrize(
    "path",
    ["questions", "questions/1", "answers/1/vote", "search", "flags", "leaderboard", "articles"],
)
def test_a_wrong_method_is_an_error_of_the_one_shape(db: None, path: str) -> None:
    response = Client().put(f"/api/v1/{path}", {}, "application/json")
    assert error_of(response, 405)["code"] == "method_not_allowed"
    assert "GET" in response["Allow"] or "POST" in response["Allow"]


WRITES: Final = [
    (method, path)
    for path, methods in OPERATIONS.items()
    for method in sorted(methods - {"get"})
    if path != "/articles/{article_id}/feedback"
]


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_a_write_without_any_credentials_is_asked_for_them(
    db: None, method: str, path: str
) -> None:
    url = "/api/v1" + re.sub(r"{\w+}", "1", path)
    response = Client(enforce_csrf_checks=True).generic(
        method.upper(), url, "{}", content_type="application/json"
    )
    assert error_of(response, 401)["code"] == "authentication_required"
    assert response["WWW-Authenticate"] == "Bearer"


def test_a_session_without_its_csrf_token_is_told_so(user: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    response = browser.post("/api/v1/questions", {}, "application/json")
    assert error_of(response, 403)["code"] == "csrf_failed"
