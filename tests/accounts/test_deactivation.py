"""However somebody is made inactive, what opened their account opens it never again."""

from collections.abc import Callable
from typing import Any, Final

import pytest
from django.test import Client

from accounts.models import User
from accounts.services.leaving import deactivate_person
from accounts.services.tokens import issue_token
from tests.factories.accounts import UserFactory
from tests.factories.community import ask

pytestmark = pytest.mark.django_db

NAMES: Final = {"first_name": "Lea", "last_name": "Ver"}  # the form of the CMS needs them
Way = Callable[[Client, User, User], Any]


def _form(browser: Client, url: str, **changes: Any) -> dict[str, Any]:
    """What a browser sends of a form with nothing but these changes."""
    shown = browser.get(url).context
    form = shown["adminform"].form if "adminform" in shown else shown["form"]
    sent: dict[str, Any] = {}
    for name in form.fields:
        value = form[name].value()
        if value not in (None, False, ""):
            sent[form.add_prefix(name)] = value
    return {name: value for name, value in (sent | changes).items() if value is not None}


def _by_form(url: str) -> Way:
    def change(browser: Client, chief: User, person: User) -> None:
        address = url.format(person.pk)
        done = browser.post(address, _form(browser, address, **NAMES, is_active=None))
        assert done.status_code == 302, done.context["form"].errors

    return change


def _by_selection(browser: Client, chief: User, person: User) -> None:
    url = f"/cms/bulk/accounts/user/set_active_state/?id={person.pk}"
    assert browser.post(url, {"mark_as_active": "False"}).status_code == 302


def _by_deleting(url: str) -> Way:
    def delete(browser: Client, chief: User, person: User) -> None:
        ask(person)
        assert browser.post(url.format(person.pk), {"do": "deactivate"}).status_code == 302

    return delete


def _by_service(browser: Client, chief: User, person: User) -> None:
    deactivate_person(actor=chief, person=person)


def _by_code(browser: Client, chief: User, person: User) -> None:
    person.is_active = False
    person.save()


WAYS: Final[dict[str, Way]] = {
    "form of the CMS": _by_form("/cms/users/edit/{}/"),
    "form of the back office": _by_form("/admin/accounts/user/{}/change/"),
    "selection in the CMS": _by_selection,
    "offer instead of deleting": _by_deleting("/cms/users/delete/{}/"),
    "offer for a selection": _by_deleting("/cms/bulk/accounts/user/delete/?id={}"),
    "service": _by_service,
    "code": _by_code,
}


@pytest.mark.parametrize("is_back_by_save", [True, False])
@pytest.mark.parametrize("way", WAYS)
def test_what_opened_an_account_stays_closed_when_it_is_active_again(
    way: str, is_back_by_save: bool, admin: User, client_of: Callable[[User], Client]
) -> None:
    person = UserFactory(username="leaver", email="leaver@example.org")
    _token, secret = issue_token(actor=person, user=person)
    member, api = client_of(person), Client(headers={"Authorization": f"Bearer {secret}"})
    assert member.get("/accounts/profile/").status_code == 200
    assert api.post("/api/v1/questions", {}, "application/json").status_code == 422
    WAYS[way](client_of(admin), admin, person)
    person.refresh_from_db()
    assert not person.is_active
    if is_back_by_save:
        person.is_active = True
        person.save()
    else:
        User.objects.filter(pk=person.pk).update(is_active=True)
    assert member.get("/accounts/profile/").status_code == 302
    assert api.post("/api/v1/questions", {}, "application/json").status_code == 401
    assert client_of(person).get("/accounts/profile/").status_code == 200


def test_a_save_that_is_about_something_else_ends_nothing(
    user: User, client_of: Callable[[User], Client]
) -> None:
    browser = client_of(user)
    token, _secret = issue_token(actor=user, user=user)
    user.bio = "I repair stoves."
    user.save()
    assert browser.get("/accounts/profile/").status_code == 200
    token.refresh_from_db()
    assert token.revoked_at is None
