"""Imported people become members."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.test import Client

from accounts.models import ExternalIdentity, User
from accounts.services.identities import AlreadyClaimed, claim_imported_account, invite
from core.errors import InvalidInput, PermissionRefused
from tests.factories.accounts import UserFactory

PASSWORD = "mountain-hut-7"


@pytest.fixture
def imported(db: None) -> User:
    """Return somebody an import brought, with an email address from there."""
    person = UserFactory(username="old-hand", email="old.hand@example.com")
    person.set_unusable_password()
    person.save()
    ExternalIdentity.objects.create(source="bicycles", external_id="7", user=person)
    return person


def follow_reset_link(browser: Client) -> None:
    """Choose a password by the link in the last mail."""
    match = re.search(r"https?://[^/\s]+(/\S+)", str(mail.outbox[-1].body))
    assert match is not None
    page = browser.get(match.group(1), follow=True)
    browser.post(page.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD})


def test_a_password_reset_to_the_imported_email_address_claims_the_account(imported: User) -> None:
    browser = Client()
    browser.post("/accounts/password/reset/", {"email": imported.email})
    follow_reset_link(browser)
    assert browser.session["_auth_user_id"] == str(imported.pk)
    assert ExternalIdentity.objects.get().claimed_at is not None
    assert EmailAddress.objects.get(user=imported).verified


def test_signing_up_with_the_imported_email_address_does_not_take_it(imported: User) -> None:
    Client().post(
        "/accounts/signup/",
        {"email": imported.email, "username": "new", "password1": PASSWORD},
    )
    assert not User.objects.filter(username="new").exists()
    assert ExternalIdentity.objects.get().claimed_at is None


def test_another_email_address_claims_nothing(imported: User) -> None:
    assert not claim_imported_account(user=imported, email="other@example.com")
    assert ExternalIdentity.objects.get().claimed_at is None


def test_claiming_twice_changes_nothing(imported: User) -> None:
    assert claim_imported_account(user=imported, email=imported.email)
    first = ExternalIdentity.objects.get().claimed_at
    assert not claim_imported_account(user=imported, email=imported.email)
    assert ExternalIdentity.objects.get().claimed_at == first


def test_an_administrator_matches_a_person_who_proves_it_by_mail(
    imported: User, admin: User, client_of: Callable[[User], Client], run_tasks: Any
) -> None:
    identity = ExternalIdentity.objects.get()
    url = f"/admin/accounts/externalidentity/{identity.pk}/match/"
    with run_tasks():
        response = client_of(admin).post(url, {"email": "New.Address@example.com"})
    assert response.status_code == 302
    assert mail.outbox[-1].to == ["new.address@example.com"]
    assert "new.address@example.com" in LogEntry.objects.get().get_change_message().lower()
    assert ExternalIdentity.objects.get().claimed_at is None
    browser = Client()
    follow_reset_link(browser)
    assert browser.session["_auth_user_id"] == str(imported.pk)
    assert ExternalIdentity.objects.get().claimed_at is not None


def test_only_an_administrator_may_match(imported: User, run_tasks: Any) -> None:
    with run_tasks(), pytest.raises(PermissionRefused):
        invite(actor=UserFactory(), identity=ExternalIdentity.objects.get(), email="x@example.com")
    imported.refresh_from_db()
    assert imported.email == "old.hand@example.com"
    assert not mail.outbox


def test_an_account_with_an_owner_is_not_given_away(imported: User, admin: User) -> None:
    claim_imported_account(user=imported, email=imported.email)
    with pytest.raises(AlreadyClaimed):
        invite(actor=admin, identity=ExternalIdentity.objects.get(), email="thief@example.com")
    imported.refresh_from_db()
    assert imported.email == "old.hand@example.com"


def test_an_email_address_in_use_cannot_be_matched(imported: User, admin: User) -> None:
    other = UserFactory()
    with pytest.raises(InvalidInput):
        invite(actor=admin, identity=ExternalIdentity.objects.get(), email=other.email.upper())
    imported.refresh_from_db()
    assert imported.email == "old.hand@example.com"
