"""Sign-up, sign-in and reset, with mail."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts.models import User
from tests.factories.accounts import UserFactory

PASSWORD = "mountain-hut-7"
SIGN_UP = {"email": "ada@example.com", "username": "ada", "password1": PASSWORD}


def link_in_mail() -> str:
    """Return the path of the first link in the last mail."""
    match = re.search(r"https?://[^/\s]+(/\S+)", str(mail.outbox[-1].body))
    assert match is not None
    return match.group(1)


def verified_person(username: str) -> User:
    """Return somebody who can sign in."""
    person = UserFactory(username=username)
    person.set_password(PASSWORD)
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def test_somebody_signs_up_confirms_and_is_in(db: None) -> None:
    browser = Client()
    response = browser.post("/accounts/signup/", SIGN_UP)
    assert response["Location"] == "/accounts/confirm-email/"
    assert "_auth_user_id" not in browser.session
    confirm = link_in_mail()
    assert browser.get(confirm).status_code == 200
    browser.post(confirm)
    assert browser.session["_auth_user_id"] == str(User.objects.get(username="ada").pk)


def test_without_confirmation_nobody_gets_in(db: None) -> None:
    Client().post("/accounts/signup/", SIGN_UP)
    browser = Client()
    browser.post("/accounts/login/", {"login": "ada", "password": PASSWORD})
    assert "_auth_user_id" not in browser.session


@pytest.mark.parametrize("login", ["ada", "ADA", "ada@example.com"])
def test_sign_in_by_name_or_email_address(db: None, login: str) -> None:
    verified_person("ada")
    browser = Client()
    browser.post("/accounts/login/", {"login": login, "password": PASSWORD})
    assert "_auth_user_id" in browser.session


def test_the_sign_in_page_says_what_belongs_into_its_fields(db: None) -> None:
    page = Client().get("/accounts/login/").content.decode()
    assert "Username or email</label>" in page
    assert "Keep me signed in</label>" in page
    assert 'autocomplete="username"' in page


def test_a_wrong_password_is_refused_on_the_page(db: None) -> None:
    verified_person("ada")
    response = Client().post("/accounts/login/", {"login": "ada", "password": "wrong"})
    assert response.status_code == 200
    assert response.context["form"].errors


def test_sign_out_needs_a_post(db: None) -> None:
    browser = Client()
    browser.force_login(verified_person("ada"))
    browser.get("/accounts/logout/")
    assert "_auth_user_id" in browser.session
    browser.post("/accounts/logout/")
    assert "_auth_user_id" not in browser.session


def test_a_forgotten_password_is_reset_by_mail(db: None) -> None:
    person = verified_person("ada")
    browser = Client()
    browser.post("/accounts/password/reset/", {"email": person.email})
    form_page = browser.get(link_in_mail(), follow=True)
    new = "another-hut-8"
    browser.post(form_page.redirect_chain[-1][0], {"password1": new, "password2": new})
    person.refresh_from_db()
    assert person.check_password(new)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "ad a"),
        ("username", "support"),
        ("username", "TAKEN"),
        ("email", "no-address"),
        ("password1", "12345678"),
    ],
)
def test_a_bad_sign_up_is_refused_beside_the_field(db: None, field: str, value: str) -> None:
    UserFactory(username="taken")
    response = Client().post("/accounts/signup/", {**SIGN_UP, field: value})
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert User.objects.count() == 1
    assert not mail.outbox


def test_who_fills_the_field_people_do_not_see_is_not_signed_up(db: None) -> None:
    Client().post("/accounts/signup/", {**SIGN_UP, "company_website": "http://spam.example"})
    assert not User.objects.exists()


def test_signing_up_with_a_known_email_address_tells_only_its_owner(db: None) -> None:
    known = verified_person("known")
    response = Client().post("/accounts/signup/", {**SIGN_UP, "email": known.email.upper()})
    assert response["Location"] == "/accounts/confirm-email/"
    assert User.objects.count() == 1
    assert mail.outbox[-1].to == [known.email.upper()] or mail.outbox[-1].to == [known.email]


def test_guessing_passwords_is_slowed_down(db: None, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "3/5m/key"}
    verified_person("ada")
    browser = Client()
    for _ in range(3):
        browser.post("/accounts/login/", {"login": "ada", "password": "wrong"})
    browser.post("/accounts/login/", {"login": "ada", "password": PASSWORD})
    assert "_auth_user_id" not in browser.session


def test_signing_in_needs_no_message_and_tells_no_username(db: None) -> None:
    client = Client()
    person = verified_person("crag_walker")
    User.objects.filter(pk=person.pk).update(display_name="Mirren")
    fields = {"login": "crag_walker", "password": PASSWORD}
    page = client.post("/accounts/login/", fields, follow=True).content.decode()
    assert "Mirren" in page
    assert "signed in as" not in page
    assert page.count('class="notice') == 1  # the one that waits in a template
