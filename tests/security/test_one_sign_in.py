"""There is one sign-in and one place for passwords and emails; other apps' pages are closed."""

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as django_settings
from django.contrib.auth import views as auth_views
from django.core import mail
from django.test import Client
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from accounts.models import User
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.long, pytest.mark.django_db]

PASSWORD: Final = "a-long-enough-password-7"
OURS: Final = "/accounts/"
ACCOUNT_VIEWS: Final = (
    auth_views.LoginView,
    auth_views.PasswordChangeView,
    auth_views.PasswordChangeDoneView,
    auth_views.PasswordResetView,
    auth_views.PasswordResetDoneView,
    auth_views.PasswordResetConfirmView,
    auth_views.PasswordResetCompleteView,
)
ACCOUNT_WORDS: Final = re.compile(
    r"login|sign_?in|password_?(?:reset|change)|reset_?password", re.I
)
OWN_GATES: Final = ("config.back_offices",)


def all_paths() -> Iterator[str]:
    """Yield an example of each URL of the table, parameters filled in."""
    for route in _routes(get_resolver().url_patterns, ""):
        filled = re.sub(r"<(?:(\w+):)?\w+>", lambda m: "1" if m[1] != "str" else "x", route)
        filled = re.sub(r"\(\?P<\w+>[^()]*(?:\([^()]*\)[^()]*)*\)", "1", filled)
        yield "/" + filled.replace("^", "").replace("$", "").replace("\\Z", "").replace("\\", "")


def _routes(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        else:
            yield route


def view_at(path: str) -> Any:
    try:
        return resolve(path).func
    except Resolver404:
        return None


def concerns_accounts(view: Any) -> bool:
    """Whether a view signs in or changes a password, by its class or by what it is called."""
    while view is not None:
        view_class = getattr(view, "view_class", None)
        if view_class is not None and (
            issubclass(view_class, ACCOUNT_VIEWS) or ACCOUNT_WORDS.search(view_class.__name__)
        ):
            return True
        if getattr(view, "__module__", "") in OWN_GATES:
            return False
        if ACCOUNT_WORDS.search(getattr(view, "__qualname__", "")):
            return True
        view = getattr(view, "__wrapped__", None)
    return False


def test_the_walk_knows_such_views_when_it_sees_them() -> None:
    assert concerns_accounts(auth_views.PasswordResetView.as_view())
    assert concerns_accounts(view_at("/accounts/login/"))
    assert concerns_accounts(view_at("/accounts/password/reset/"))
    assert sum(1 for _ in all_paths()) > 300
    assert "/cms/password_reset/" in all_paths()


def test_no_app_brings_a_sign_in_or_a_password_page_of_its_own() -> None:
    found = {path for path in all_paths() if concerns_accounts(view_at(path))}
    assert {path for path in found if not path.startswith(OURS)} == set()


def test_nothing_but_the_sign_in_takes_a_password_and_nothing_else_mails() -> None:
    person = UserFactory(is_staff=True, is_superuser=True, email="ada@example.com")
    person.set_password(PASSWORD)
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    form = {
        "username": person.username,
        "login": person.username,
        "email": person.email,
        "password": PASSWORD,
        "this_is_the_login_form": "1",
    }
    wrong = []
    for path in all_paths():
        if path.startswith((OURS, "/api/")) or "search" in path:
            continue
        browser = Client(raise_request_exception=False)
        browser.post(path, form)
        if "_auth_user_id" in browser.session or mail.outbox:
            wrong.append(path)
            mail.outbox.clear()
    assert wrong == []


def test_no_link_signs_anybody_out() -> None:
    person = UserFactory(is_staff=True, is_superuser=True)
    open_paths = []
    for path in all_paths():
        if not re.search(r"log_?out|sign_?out", path, re.I):
            continue
        browser = Client()
        browser.force_login(person)
        browser.get(path)
        cookie = browser.cookies[django_settings.SESSION_COOKIE_NAME].value
        if not cookie or "_auth_user_id" not in browser.session:
            open_paths.append(path)
    assert open_paths == []


def test_the_button_of_the_cms_signs_out(client_of: Callable[[User], Client]) -> None:
    browser = client_of(UserFactory(is_staff=True, is_superuser=True))
    assert browser.post("/cms/logout/").headers["Location"] == "/cms/login/"
    assert "_auth_user_id" not in browser.session


@pytest.mark.parametrize(("gate", "home"), [("/cms/login/", "/cms/"), ("/admin/login/", "/admin/")])
class TestGates:
    def test_a_visitor_goes_to_the_one_sign_in_and_comes_back(self, gate: str, home: str) -> None:
        assert Client().get(gate).headers["Location"] == f"/accounts/login/?next={quoted(home)}"
        deep = Client().get(f"{gate}?next={home}reports/")
        assert deep.headers["Location"].endswith(f"next={quoted(home)}reports%2F")

    @pytest.mark.parametrize(
        "target", ["https://evil.example/", "//evil.example", "/\\evil.example"]
    )
    def test_it_sends_nobody_elsewhere(self, gate: str, home: str, target: str) -> None:
        sent = Client().get(gate, {"next": target}).headers["Location"]
        assert "evil" not in sent

    def test_who_may_not_enter_is_told_so_and_goes_in_no_circle(
        self, gate: str, home: str, user: User, client_of: Callable[[User], Client]
    ) -> None:
        assert client_of(user).get(home, follow=True).status_code == 403

    def test_an_account_without_a_confirmed_email_address_does_not_get_in(
        self, gate: str, home: str
    ) -> None:
        person = UserFactory(is_staff=True, is_superuser=True)
        person.set_password(PASSWORD)
        person.save()
        browser = Client()
        form = {"login": person.username, "username": person.username, "password": PASSWORD}
        browser.post(gate, form, follow=True)
        browser.post("/accounts/login/", form)
        assert "_auth_user_id" not in browser.session


def quoted(path: str) -> str:
    return path.replace("/", "%2F")


class TestPreferencesInTheCms:
    def test_they_change_neither_name_nor_email_address_nor_password(
        self, editor: User, client_of: Callable[[User], Client]
    ) -> None:
        editor.set_password(PASSWORD)
        editor.save()
        before = {f: getattr(editor, f) for f in ("email", "first_name", "last_name", "password")}
        browser = client_of(editor)
        page = browser.get("/cms/account/")
        assert page.status_code == 200
        assert b'name="name_email' not in page.content
        assert b'name="password' not in page.content
        browser.post(
            "/cms/account/",
            {
                "name_email-email": "thief@example.com",
                "name_email-first_name": "A",
                "name_email-last_name": "Thief",
                "password-old_password": PASSWORD,
                "password-new_password1": "another-long-password-8",
                "password-new_password2": "another-long-password-8",
                "locale-preferred_language": "fi",
                "theme-theme": "dark",
                "theme-contrast": "system",
                "theme-density": "default",
            },
        )
        editor.refresh_from_db()
        assert before == {field: getattr(editor, field) for field in before}

    @pytest.mark.parametrize(
        "path", ["", "done/", "confirm/MQ/abc-123/", "complete/", "anything/else/"]
    )
    def test_there_is_no_second_way_to_a_new_password(self, path: str) -> None:
        assert Client().get(f"/cms/password_reset/{path}").status_code == 404
        assert (
            Client().post(f"/cms/password_reset/{path}", {"email": "a@b.example"}).status_code
            == 404
        )

    def test_django_sends_on_to_the_one_place(self, admin: User, client_of: Any) -> None:
        answer = client_of(admin).get("/admin/password_change/")
        assert answer.headers["Location"] == "/accounts/password/change/"


@pytest.mark.parametrize("kind", ["reset", "known sign-up", "sign-up", "unknown reset"])
def test_links_in_mails_lead_to_this_site_whatever_the_host_header_says(
    kind: str, settings: Any
) -> None:
    settings.STOA_BASE_URL = "https://shop.example"
    person = UserFactory(username="ada", email="ada@example.com")
    person.set_password(PASSWORD)
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    browser = Client(HTTP_HOST="evil.example")
    if kind == "reset":
        browser.post("/accounts/password/reset/", {"email": person.email})
    elif kind == "unknown reset":
        browser.post("/accounts/password/reset/", {"email": "nobody@example.com"})
    else:
        email = person.email if kind == "known sign-up" else "eve@example.com"
        form = {"email": email, "username": "eve", "password1": PASSWORD}
        browser.post("/accounts/signup/", form)
    [sent] = mail.outbox
    assert "evil.example" not in sent.body + sent.subject
    assert "https://shop.example/accounts/" in sent.body
    assert django_settings.SITE_NAME in sent.body
