"""What holds for every public page: headers, no session for visitors, HEAD, compression."""

import re
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import quote

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client, RequestFactory

from accounts.models import User
from config import security
from core.error_pages import csrf_failure
from tests.config.world import World, make_world

PAGES: Final = (
    "/",
    "/questions/",
    "/questions/ask/",
    "{question}",
    "/tags/",
    "/tags/tents/",
    "/users/",
    "/users/author/",
    "/leaderboard/",
    "/badges/",
    "/search/",
    "/search/?q=tent",
    "/kb/",
    "{article}",
    "/accounts/login/",
    "/accounts/signup/",
)


@pytest.fixture
def world(db: None) -> World:
    """Return a small site."""
    return make_world()


@pytest.fixture
def pages(world: World) -> list[str]:
    """Return the URLs of public pages."""
    names = {
        "question": world.question.get_absolute_url(),
        "article": world.article.get_url(),
    }
    return [page.format(**names) for page in PAGES]


def test_pages_answer_visitors_without_writing_a_session(pages: list[str]) -> None:
    for page in pages:
        browser = Client()
        response = browser.get(page)
        assert (page, response.status_code) == (page, 200)
        assert "sessionid" not in response.cookies, page
    assert not Session.objects.exists()


def test_head_answers_as_get_does_without_a_body(pages: list[str]) -> None:
    for page in [*pages, "/healthz", "/readyz", "/robots.txt", "/sitemap.xml", "/api/v1/questions"]:
        response = Client().head(page)
        assert (page, response.status_code) == (page, 200)
        assert response.content == b"", page


def test_public_pages_run_and_draw_nothing_inline(pages: list[str]) -> None:
    for page in pages:
        response = Client().get(page)
        policy = response["Content-Security-Policy"]
        assert "unsafe" not in policy, page
        assert "default-src 'self'" in policy, page
        html = response.content.decode()
        inline = re.findall(
            r"<script(?![^>]*\b(?:src=|type=\"application/))[^>]*>|<style|\sstyle=|\son\w+=", html
        )
        assert (page, inline) == (page, [])


def test_pages_carry_the_headers_of_safety(world: World) -> None:
    response = Client().get(world.question.get_absolute_url())
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert response["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


def test_pages_are_compressed_for_those_who_can_read_it(world: World) -> None:
    response = Client().get("/questions/", headers={"Accept-Encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in response["Vary"]


def test_the_back_offices_get_the_policy_they_need() -> None:
    layer = security.ContentSecurityPolicyMiddleware(lambda request: HttpResponse())
    for path, expected in (
        ("/cms/pages/", security.BACK_OFFICE_POLICY),
        ("/admin/", security.BACK_OFFICE_POLICY),
        ("/questions/", security.PUBLIC_POLICY),
    ):
        assert layer(RequestFactory().get(path))[security.HEADER] == expected


def test_an_uploaded_page_can_do_nothing(settings: Any) -> None:
    settings.MEDIA_ROOT.mkdir()
    (settings.MEDIA_ROOT / "page.html").write_text("<script>alert(1)</script>")
    response = Client().get("/media/page.html")
    assert response[security.HEADER] == security.FILE_POLICY
    assert "sandbox" in response[security.HEADER]


def test_nobody_reads_files_outside_the_media_folder(db: None, settings: Any) -> None:
    settings.MEDIA_ROOT.mkdir()
    for path in ("../secret_key", "%2e%2e/secret_key", "/etc/passwd"):
        assert Client().get(f"/media/{path}").status_code in (400, 404)


def test_a_form_of_an_ended_session_gives_the_text_back(
    world: World, user: User, client_of: Callable[[User], Client]
) -> None:
    browser = client_of(user)
    browser.handler.enforce_csrf_checks = True
    text = "An answer that took an hour to write & must not be lost."
    response = browser.post(f"{world.question.get_absolute_url()}answer/", {"body": text})
    assert response.status_code == 403
    assert (
        "An answer that took an hour to write &amp; must not be lost." in response.content.decode()
    )


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("answer/", "Your answer"),
        ("/posts/{post}/comment/", "Your comment"),
        ("/questions/ask/", "More details"),
    ],
)
def test_an_ended_session_names_the_field_and_leads_back(
    world: World, user: User, client_of: Callable[[User], Client], path: str, label: str
) -> None:
    browser = client_of(user)
    browser.handler.enforce_csrf_checks = True
    page = world.question.get_absolute_url()
    path = path.format(post=world.answer.pk)
    url = path if path.startswith("/") else f"{page}{path}"
    headers = {"Referer": f"http://testserver{page}"}
    html = browser.post(url, {"body": "A long text."}, headers=headers).content.decode()
    assert f">{label}</label>" in html
    assert f"/accounts/login/?next={quote(page, safe='')}" in html

    part = browser.post(url, {"body": "A long text."}, headers=headers | {"HX-Request": "true"})
    assert part.status_code == 403
    assert "<html" not in part.content.decode()
    assert "Your session expired." in part.content.decode()


def test_part_of_a_page_never_becomes_the_page_to_sign_in(world: World, client: Client) -> None:
    page = f"http://testserver{world.question.get_absolute_url()}#answer-1"
    headers = {"HX-Request": "true", "HX-Current-URL": page}
    for url in (f"/posts/{world.answer.pk}/vote/", f"/posts/{world.answer.pk}/comment/"):
        response = client.post(url, {"value": "1", "body": "Thank you"}, headers=headers)
        html = response.content.decode()
        assert response.status_code == 401
        assert "<html" not in html
        assert f"next={quote(world.question.get_absolute_url(), safe='')}%23answer-1" in html


def test_passwords_are_not_among_what_comes_back(db: None) -> None:
    request = RequestFactory().post("/accounts/login/", {"login": "x", "password": "hidden-one"})
    request.user = AnonymousUser()
    assert b"hidden-one" not in csrf_failure(request).content


@pytest.mark.parametrize("path", ["/nothing/", "/questions/999999/x/", "/kb/nothing/"])
def test_a_url_of_nothing_is_a_page_of_ours(db: None, path: str) -> None:
    response = Client().get(path)
    assert response.status_code == 404
    assert "<html" in response.content.decode()
