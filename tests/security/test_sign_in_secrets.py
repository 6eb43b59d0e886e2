"""What a sign-in gives away, and for how long it is worth something."""

import re
from typing import Any, Final

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import mail
from django.test import Client

from accounts.models import User
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

PASSWORD: Final = "mountain-hut-7"
NEW_PASSWORD: Final = "another-hut-8"
RESET: Final = "/accounts/password/reset/"
OWN_PAGE: Final = "/accounts/password/change/"
"""A page only for who is signed in."""


@pytest.fixture
def ada(db: None) -> User:
    """Return somebody who can sign in."""
    person = UserFactory(username="ada", email="ada@example.com")
    person.set_password(PASSWORD)
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def key_of(browser: Client) -> str:
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


def sign_in(browser: Client, password: str = PASSWORD) -> Client:
    browser.post("/accounts/login/", {"login": "ada", "password": password})
    assert is_in(browser)
    return browser


def is_in(browser: Client) -> bool:
    return browser.get(OWN_PAGE).status_code == 200


def with_key(key: str) -> Client:
    """Return the browser of somebody who got hold of the key of a session."""
    browser = Client()
    browser.cookies[settings.SESSION_COOKIE_NAME] = key
    return browser


def asked_to_reset(email: str) -> Any:
    """Return where a visitor gets who asks for a reset, and the whole page there."""
    browser = Client()
    answer = browser.post(RESET, {"email": email}, follow=True)
    page = re.sub(r'(csrf\w*"?\s*(?:value|content)=|nonce=)"[^"]*"', r"\1", answer.content.decode())
    return answer.redirect_chain, answer.status_code, page.replace(email, "EMAIL")


class TestReset:
    @pytest.mark.parametrize("kind", ["known", "imported", "inactive"])
    def test_nobody_learns_who_has_an_account(self, ada: User, kind: str) -> None:
        if kind == "imported":
            ada.set_unusable_password()
        ada.is_active = kind != "inactive"
        ada.save()

        assert asked_to_reset("ada@example.com") == asked_to_reset("eve@example.com")

    def test_the_link_goes_to_nobody_else(self, ada: User) -> None:
        asked_to_reset("ADA@example.com")
        asked_to_reset("eve@example.com")
        asked_to_reset("ada@example.com.evil.example")

        link = "/accounts/password/reset/key/"
        assert [mailed.to for mailed in mail.outbox if link in mailed.body] == [["ada@example.com"]]
        assert all(len(mailed.recipients()) == 1 for mailed in mail.outbox)

    def test_a_link_works_once_and_ends_the_sessions(self, ada: User) -> None:
        before = sign_in(Client())
        asked_to_reset("ada@example.com")
        [link] = re.findall(r"https?://[^/\s]+(/\S+)", str(mail.outbox[-1].body))
        browser = Client()
        form_page = browser.get(link, follow=True).redirect_chain[-1][0]
        browser.post(form_page, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})

        assert not is_in(before)
        again = Client()
        again.get(link, follow=True)
        again.post(form_page, {"password1": PASSWORD, "password2": PASSWORD})
        ada.refresh_from_db()
        assert ada.check_password(NEW_PASSWORD)


class TestSession:
    def test_a_key_that_was_planted_before_is_not_the_one_afterwards(self, ada: User) -> None:
        browser = Client()
        session = browser.session
        session["seen"] = 1
        session.save()
        planted = key_of(browser)

        sign_in(browser)

        assert key_of(browser) != planted
        assert not is_in(with_key(planted))

    def test_a_key_that_nobody_gave_out_is_not_taken(self, ada: User) -> None:
        planted = "a" * 32
        browser = sign_in(with_key(planted))
        assert key_of(browser) != planted
        assert not is_in(with_key(planted))

    def test_who_signs_in_as_another_takes_nothing_along(self, ada: User) -> None:
        UserFactory(username="eve")
        browser = Client()
        browser.force_login(User.objects.get(username="eve"), settings.AUTHENTICATION_BACKENDS[0])
        former = key_of(browser)
        browser.force_login(ada, settings.AUTHENTICATION_BACKENDS[0])
        assert key_of(browser) != former
        assert not is_in(with_key(former))

    @pytest.mark.parametrize("url", ["/accounts/logout/", "/cms/logout/", "/admin/logout/"])
    def test_after_sign_out_the_key_is_worth_nothing(self, ada: User, url: str) -> None:
        ada.is_staff = ada.is_superuser = True
        ada.save()
        browser = sign_in(Client())
        former = key_of(browser)
        assert is_in(with_key(former))

        browser.post(url)

        assert not is_in(browser)
        assert not is_in(with_key(former))

    def test_after_a_change_of_password_the_keys_are_worth_nothing(self, ada: User) -> None:
        browser, other = sign_in(Client()), sign_in(Client())
        keys = key_of(browser), key_of(other)
        form = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}

        browser.post(OWN_PAGE, form)

        ada.refresh_from_db()
        assert ada.check_password(NEW_PASSWORD)
        assert is_in(browser)  # who changes it stays signed in, with a new key
        assert key_of(browser) not in keys
        assert not any(is_in(with_key(key)) for key in keys)
