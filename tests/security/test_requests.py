"""Hostile requests to every URL: forged forms, foreign hosts, redirects, broken text."""

from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlsplit

import pytest
from django.test import Client

from accounts.models import User
from community.models import Post, Question, Vote
from tests.config.matrix import ROWS
from tests.config.routes import SENT, fill
from tests.config.world import World, make_world
from tests.factories import kb
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.long

EVIL: Final = "evil.example"
MODEL_BACKEND: Final = "django.contrib.auth.backends.ModelBackend"
UNSAFE: Final = tuple((method, route) for method, route, _ in ROWS if method != "GET")
READ: Final = tuple(route for method, route, _ in ROWS if method == "GET")


@pytest.fixture
def world(db: None) -> World:
    """Return a small site."""
    return make_world()


@pytest.fixture
def boss(db: None) -> User:
    """Return somebody who may do everything."""
    return UserFactory(is_staff=True, is_superuser=True)


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Question, Post, Vote, User))


def test_no_form_of_another_site_does_anything(world: World, boss: User) -> None:
    browser = Client(
        enforce_csrf_checks=True,
        headers={"Origin": f"https://{EVIL}", "Sec-Fetch-Site": "cross-site"},
    )
    browser.force_login(boss, backend=MODEL_BACKEND)
    before, wrong = counts(), {}
    for method, route in UNSAFE:
        kind = (
            "application/json" if route.startswith("api/") else "application/x-www-form-urlencoded"
        )
        status = browser.generic(method, fill(route, world), b"", kind).status_code
        if status not in (403, 404):
            wrong[f"{method} {route}"] = status
    assert wrong == {}
    assert counts() == before


def test_no_url_sends_anybody_to_another_site(world: World, boss: User) -> None:
    targets = (f"//{EVIL}/", f"https://{EVIL}/", f"/\\{EVIL}/", f"https:{EVIL}")
    wrong = []
    for signed_in in (False, True):
        browser = Client(headers={"Referer": f"https://{EVIL}/"})
        if signed_in:
            browser.force_login(boss, backend=MODEL_BACKEND)
        for route in READ:
            query = dict(zip(("next", "url", "redirect", "to"), targets, strict=True))
            location = browser.get(fill(route, world), query).headers.get("Location", "")
            if (urlsplit(location).hostname or "testserver") != "testserver":
                wrong.append((route, location))
    for target in targets:
        sent = Client().post("/language/", {"language": "fi", "next": target})
        assert EVIL not in sent.headers["Location"]
    assert wrong == []


class TestHosts:
    def test_hosts_that_are_not_ours_get_nothing(self, world: World, settings: Any) -> None:
        settings.ALLOWED_HOSTS = ["community.example"]
        for path in ("/", "/questions/", "/accounts/login/", "/api/v1/questions", "/kb/"):
            assert Client(HTTP_HOST=EVIL).get(path).status_code == 400

    def test_no_page_repeats_the_host_it_was_asked_for(self, world: World) -> None:
        browser = Client(HTTP_HOST=EVIL, headers={"X-Forwarded-Host": f"x.{EVIL}"})
        wrong = []
        for route in READ:
            content = browser.get(fill(route, world)).getvalue()
            if EVIL.encode() in content:
                wrong.append(route)
        assert wrong == []


class TestFiles:
    PATHS: Final = (
        *("../secret_key", "..%2fsecret_key", "%2e%2e/secret_key", "....//secret_key"),
        *("..\\secret_key", "..%5csecret_key", "/../secret_key", "images/../../secret_key"),
        *("%00", "a%00.png", "original_images/%2e%2e/%2e%2e/secret_key", "%c0%ae%c0%ae/secret_key"),
        "%2fetc%2fpasswd",
    )

    @pytest.mark.parametrize("path", PATHS)
    def test_no_path_leads_out_of_the_media_folder(
        self, path: str, db: None, settings: Any, tmp_path: Path
    ) -> None:
        settings.MEDIA_ROOT = tmp_path / "media"
        settings.MEDIA_ROOT.mkdir()
        (tmp_path / "secret_key").write_text("the secret")
        answer = Client().get(f"/media/{path}")
        assert answer.status_code in (400, 404)
        assert b"the secret" not in answer.content

    def test_an_uploaded_page_runs_nothing(self, db: None, settings: Any) -> None:
        settings.MEDIA_ROOT.mkdir(exist_ok=True)
        (settings.MEDIA_ROOT / "page.html").write_text("<script>alert(1)</script>")
        answer = Client().get("/media/page.html")
        assert "sandbox" in answer["Content-Security-Policy"]
        assert answer["X-Content-Type-Options"] == "nosniff"


BROKEN: Final = ("%00", "a%00b", "%ed%a0%80", "%ff%fe", "%ef%bf%be", "%f4%90%80%80", "%C0%80")


NAMES: Final = ("q", "page", "sort", "tag", "tab", "title", "lang", "cursor", "kind", "before")


def test_broken_characters_in_a_url_are_no_failure_of_ours(world: World) -> None:
    browser, wrong = Client(raise_request_exception=False), []
    for number, route in enumerate(READ):
        chosen = [BROKEN[(number + place) % len(BROKEN)] for place in range(len(NAMES))]
        query = "&".join(f"{name}={text}" for name, text in zip(NAMES, chosen, strict=True))
        path = fill(route, world)
        for url in (f"{path}?{query}", f"{path}{chosen[0]}"):
            if browser.get(url).status_code >= 500:
                wrong.append(url)
    assert wrong == []


SENT_BROKEN: Final = ("a\x00b" * 20, "\ud800" * 30, "\ufffe" * 30, "\x0b" * 30)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    ["/search/related/question/{}/", "/search/open/article/{}/", "/api/v1/questions/{}/vote"],
)
def test_a_number_that_no_database_holds_is_the_number_of_nothing(path: str, api_of: Any) -> None:
    api = api_of(UserFactory())
    for number in (2**63, 10**20, 10**400):
        answer = api.post if "vote" in path else Client().get
        assert answer(path.format(number), {"value": 1}).status_code == 404


def test_broken_characters_in_what_is_sent_are_no_failure_of_ours(world: World, boss: User) -> None:
    browser = Client(raise_request_exception=False)
    browser.force_login(boss, backend=MODEL_BACKEND)
    wrong = []
    for number, (method, route) in enumerate(UNSAFE):
        broken = SENT_BROKEN[number % len(SENT_BROKEN)]
        if "logout" in route or "password" in route or "delete" in route:
            continue
        path, names = fill(route, world), {**SENT.get(route, {}), "login": "", "email": ""}
        if route.startswith("api/"):
            escaped = broken.encode("utf-16-be", "surrogatepass").hex()
            text = "".join(f"\\u{escaped[n : n + 4]}" for n in range(0, len(escaped), 4))
            body = "{" + ",".join(f'"{name}": "{text}"' for name in names) + "}"
            status = browser.generic(method, path, body, "application/json").status_code
        else:
            encoded = quote(broken.encode("utf-8", "surrogatepass"))
            form = "&".join(f"{name}={encoded}" for name in names)
            kind = "application/x-www-form-urlencoded"
            status = browser.generic(method, path, form, kind).status_code
        if status >= 500:
            wrong.append(f"{method} {route}")
    assert wrong == []


HUGE: Final = "9" * 25


@pytest.mark.parametrize(
    "url",
    [
        "/cms/articles/?section={}",
        "/cms/articles/?owner={}",
        "/cms/knowledge/freshness/?section={}",
        "/cms/knowledge/drift/?owner={}",
        "/cms/knowledge/feedback/?article={}",
        "/cms/users/?group={}",
        "/admin/accounts/user/?groups__id__exact={}",
        "/search/?q=tent&page={}",
    ],
)
@pytest.mark.django_db
def test_a_number_that_no_database_holds_is_no_filter(url: str, admin_client: Client) -> None:
    kb.kb_site()
    for number in (HUGE, f"-{HUGE}", str(2**63)):
        assert admin_client.get(url.format(number)).status_code in {200, 302, 404}
