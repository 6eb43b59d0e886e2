"""Where a form or a sign-in leads afterwards is always this site, however `next` is written."""

import datetime
import re
from typing import Any, Final
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from accounts.models import User
from search.models import QueryLog
from tests.factories import kb
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

PASSWORD: Final = "mountain-hut-7"
SITE: Final = "http://testserver"
FOREIGN: Final = [
    "https://evil.example/", "http://evil.example", "HTTPS://EVIL.EXAMPLE/",
    "http:evil.example", "//evil.example/", "///evil.example/", "////evil.example",
    "https:///evil.example", "/\\evil.example", "\\\\evil.example", "\\/evil.example",
    "/\\/evil.example", "http:\\\\evil.example", "/\t/evil.example", "\t//evil.example",
    "/\n/evil.example", "ht\ntps://evil.example/", " //evil.example", "\x00//evil.example",
    "/\x00/evil.example", "\x1f//evil.example", "\xa0//evil.example", "\u3000//evil.example",
    "\u200b//evil.example", "\ufeff//evil.example", "javascript:alert(1)",
    "JavaScript:alert(1)", "java\tscript:alert(1)", "\x01javascript:alert(1)",
    "data:text/html,x", "vbscript:x", "ftp://evil.example/", "mailto:eve@evil.example",
    "//evil\u3002example/", "//\u24d4vil.example/", "https://evil\u2024example/",
    "\uff0f\uff0fevil.example", "/\uff0fevil.example", "http://testserver@evil.example/",
    "//testserver@evil.example/", "http://testserver:x@evil.example",
    "http://evil.example\\@testserver/", "http://testserver.evil.example/",
    "http://testserver:81/", "//evil.example\\.testserver", "http://[::1]/", "http://[",
    "//[evil", "https:evil.example/x", "//%65vil.example/", "/%09/evil.example",
    "/%5cevil.example", "/..//evil.example", "/.//evil.example", "?next=//evil.example",
    "#//evil.example", ";//evil.example", "..//evil.example", ".//evil.example",
]  # fmt: skip
"""Some of them are harmless paths of our own: where each leads is judged as a browser would."""


def is_foreign(location: str, page: str) -> bool:
    """Whether a browser that is sent on leaves the site, by the rules of WHATWG's URLs."""
    seen = "".join(c for c in location.strip("".join(map(chr, range(33)))) if c not in "\t\r\n")
    before, mark, after = seen.partition("?")
    before = re.sub(r"^(https?:)?/{2,}", r"\1//", before.replace("\\", "/"), flags=re.IGNORECASE)
    try:
        parts = urlsplit(urljoin(SITE + page, before + mark + after))
    except ValueError:
        return True
    return (parts.scheme, parts.netloc) != ("http", "testserver")


def test_the_judge_knows_what_is_foreign() -> None:
    assert is_foreign("/\\evil.example", "/")
    assert is_foreign("/\t/evil.example", "/")
    assert is_foreign("///evil.example", "/")
    assert is_foreign("http:///evil.example", "/")
    assert is_foreign("http://testserver@evil.example", "/")
    assert is_foreign("javascript:alert(1)", "/")
    assert not is_foreign("/kb/?next=//evil.example", "/")
    assert not is_foreign("ours/", "/kb/")


@pytest.fixture
def ada(db: None) -> User:
    """Return an administrator who can sign in."""
    person = UserFactory(username="ada", is_staff=True, is_superuser=True)
    person.set_password(PASSWORD)
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def assert_stays(answer: Any, page: str) -> None:
    assert answer.status_code < 500
    if answer.has_header("Location"):
        location = answer.headers["Location"]
        assert not is_foreign(location, page), location
        if location.startswith("/accounts/login/"):
            for wanted in parse_qs(urlsplit(location).query).get("next", []):
                assert not is_foreign(wanted, page), location


@pytest.mark.parametrize("url", ["/cms/login/", "/admin/login/", "/kb/_util/login/"])
def test_the_sign_in_pages_of_the_back_offices(url: str) -> None:
    for wanted in FOREIGN:
        assert_stays(Client().get(url, {"next": wanted}), url)


def test_signing_in(ada: User) -> None:
    browser = Client()
    for wanted in FOREIGN:
        form = {"login": "ada", "password": PASSWORD, "next": wanted}
        answer = browser.post("/accounts/login/", form)
        assert answer.status_code == 302, wanted
        assert_stays(answer, "/accounts/login/")
        # Who is signed in already is sent on at once.
        assert_stays(browser.get("/accounts/login/", {"next": wanted}), "/accounts/login/")
        answer = browser.post("/accounts/logout/", {"next": wanted})
        assert answer.status_code == 302, wanted
        assert_stays(answer, "/accounts/logout/")


def test_signing_up_and_other_pages_of_accounts(ada: User, client_of: Any) -> None:
    browser = client_of(ada)
    for page in ("signup", "password/change", "email", "reauthenticate"):
        for wanted in FOREIGN:
            assert_stays(browser.get(f"/accounts/{page}/", {"next": wanted}), "/accounts/")


def test_caring_for_an_article(ada: User, client_of: Any) -> None:
    browser = client_of(ada)
    page = reverse("kb:article-confirm", args=[kb.article().pk])
    for wanted in FOREIGN:
        answer = browser.post(page, {"next": wanted})
        assert answer.status_code == 302, wanted
        assert_stays(answer, page)
    assert browser.post(page, {"next": "/kb/?a=b"}).headers["Location"] == "/kb/?a=b"


def test_dealing_with_a_query_of_the_search(ada: User, client_of: Any) -> None:
    browser, page = client_of(ada), reverse("search_deal_with")
    QueryLog.objects.create(day=datetime.date(2026, 1, 1), text="zip", language="en")
    for wanted in FOREIGN:
        answer = browser.post(page, {"text": "zip", "language": "en", "next": wanted})
        assert answer.status_code == 302, wanted
        assert_stays(answer, page)


@pytest.mark.parametrize("header", ["Referer", "HX-Current-URL"])
def test_the_page_that_a_control_was_on(header: str) -> None:
    """A visitor who votes is asked to sign in, and comes back to the page of the form."""
    page = "/questions/ask/"
    for wanted in [*FOREIGN, *(f"{SITE}/{path}" for path in FOREIGN)]:
        if wanted.isascii() and wanted.isprintable():
            assert_stays(Client().post(page, headers={header: wanted}), page)
