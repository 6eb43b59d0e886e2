"""Numbers in the query string: whatever stands there, the page is shown."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from core.http import read_int
from tests.app_names import APPS, ROOT
from tests.factories.community import answer, ask

ODD: Final = ("9" * 5_000, "9" * 18, "-1", "0", "1.5", "\u0661", "\u00b2", "1 2", "", "x")
PAGES: Final = (
    *("/questions/", "/tags/", "/users/", "/leaderboard/", "/badges/", "/notifications/"),
    *("/search/?q=tent", "/moderation/", "/moderation/log/", "/knowledge/proposals/"),
)
PARAMETERS: Final = ("page", "before", "answer", "p")


@pytest.mark.django_db
@pytest.mark.parametrize("number", ODD, ids=lambda text: text[:6])
def test_no_number_breaks_a_page(number: str, admin: User, client: Client) -> None:
    client.force_login(admin, backend="django.contrib.auth.backends.ModelBackend")
    thread = answer(ask()).question.get_absolute_url()
    for page in (*PAGES, thread, f"/users/{admin.username}/reputation/"):
        for name in PARAMETERS:
            query = "&" if "?" in page else "?"
            response = client.get(f"{page}{query}{name}={number}")
            assert response.status_code < 500, (page, name)


@pytest.mark.django_db
@pytest.mark.parametrize("number", ODD, ids=lambda text: text[:6])
def test_no_number_breaks_the_api(
    number: str, admin: User, api_of: Callable[[User], Client]
) -> None:
    program = api_of(admin)
    for path in ("/questions", "/articles", "/search?q=tent"):
        query = "&" if "?" in path else "?"
        for name in ("cursor", "page"):
            assert program.get(f"/api/v1{path}{query}{name}={number}").status_code < 500
    body = {"target": f"question:{number}", "reason": "spam", "note": ""}
    response = program.post("/api/v1/flags", body, content_type="application/json")
    assert response.status_code in (404, 422)


@given(st.text() | st.integers().map(str))
def test_a_number_is_read_or_another_stands_for_it(text: str) -> None:
    request = RequestFactory().get("/", {"n": text})
    number = read_int(request, "n", default=7, maximum=999)
    is_plain = re.fullmatch("[0-9]+", text) is not None
    assert number == (int(text) if is_plain and int(text) <= 999 else 7)


def test_views_read_numbers_by_one_function() -> None:
    by_hand = re.compile(r"\.isdecimal\(\)|\.isdigit\(\)")
    found = [
        str(path.relative_to(ROOT))
        for app in APPS
        for place in ("views.py", "views/*.py")
        for path in sorted(Path(ROOT, app).glob(place))
        if by_hand.search(path.read_text())
    ]
    assert found == []
